#include <parser/resolve/plain_completion.hpp>

#include <parser/grammar/names.hpp>
#include <parser/resolve/declared_names.hpp>
#include <parser/resolve/member_completion.hpp>
#include <parser/resolve/roles.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::resolve
{

namespace
{

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

// What pg_encoding_to_char() says: UTF8 for utf-8.
std::string encoding_name(std::string text)
{
    std::erase(text, '-');
    return upper(std::move(text));
}

// app.f(integer), with the name and the types found.
std::string completed_call(std::string const &text, DeclaredNames const &names)
{
    auto const signature = grammar::parse_function_signature(text);
    if (!signature || signature->name.empty() || signature->name.size() > 2) {
        return text;
    }
    QualifiedName name{signature->name.size() == 2 ? signature->name.front() : "",
                       signature->name.back()};
    names.complete(name, "");
    return grammar::quoted_qualified_name({name.schema, name.name}) + '(' +
           names.types(grammar::identity_arguments(signature->arguments), "") + ')';
}

// english_stem, app.d: each name as SQL writes it, those of pg_catalog without their schema.
std::string completed_dictionaries(std::string const &list, DeclaredNames const &names,
                                   std::string_view own)
{
    std::string text;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t at = 0; at <= list.size(); ++at) {
        quoted = at < list.size() && list[at] == '"' ? !quoted : quoted;
        if (at < list.size() && (list[at] != ',' || quoted)) {
            continue;
        }
        auto const parts = grammar::parse_qualified_name(list.substr(begin, at - begin));
        begin = at + 1;
        if (!parts || parts->size() > 2) {
            return list;
        }
        QualifiedName name{parts->size() == 2 ? parts->front() : "", parts->back()};
        names.complete(name, own);
        text.append(text.empty() ? "" : ", ");
        text += name.schema == "pg_catalog"
                    ? grammar::quoted_identifier(name.name)
                    : grammar::quoted_qualified_name({name.schema, name.name});
    }
    return text;
}

class PlainCompletion
{
public:
    explicit PlainCompletion(yaml::Drafts &drafts) : drafts_{drafts}, names_{drafts} {}

    void run()
    {
        for (yaml::Draft &draft : drafts_.objects) {
            Object &object = *draft.object;
            visit(
                [&]<class T>(T &body) {
                    if constexpr (T::facts.is_plain) {
                        complete_names(body, own_schema(object.id));
                        complete(body, object);
                    }
                },
                object.body);
        }
        complete_operator_classes(drafts_, names_);
    }

private:
    static std::string own_schema(ObjectId const &id)
    {
        return facts(id.kind()).home == Home::schema ? std::string{id.schema()} : std::string{};
    }

    // Functions and their like; the reader leaves their schema open where none was written.
    template <class T>
    void complete_names(T &body, std::string const &own)
    {
        auto const complete_one = [&](auto const &field) {
            auto &member = body.*field.member;
            using M = std::remove_cvref_t<decltype(member)>;
            if (field.name == "collation" || field.name == "operator_class") {
                return;
            }
            if constexpr (std::is_same_v<M, QualifiedName>) {
                names_.complete(member, own);
            } else if constexpr (std::is_same_v<M, std::optional<QualifiedName>>) {
                if (member) {
                    names_.complete(*member, own);
                }
            }
        };
        std::apply([&](auto const &...field) { (complete_one(field), ...); }, T::fields);
    }

    template <class T>
    void complete(T &, Object &)
    {
    }
    void complete(Aggregate &, Object &object) { complete_signature(object); }
    void complete(Operator &, Object &object)
    {
        // NONE is a word of the grammar and no type.
        std::string const types{object.id.part(2)};
        auto const comma = types.find(',');
        bool const is_prefix =
            comma != std::string::npos && upper(types.substr(0, comma)) == "NONE";
        auto const operands = is_prefix ? types.substr(comma + 1) : types;
        object.id = object.id.renamed((is_prefix ? "none, " : "") +
                                      names_.types(operands, object.id.schema()));
    }
    void complete_signature(Object &object)
    {
        object.id = object.id.renamed(names_.types(object.id.part(2), object.id.schema()));
    }
    void complete(ExtensionFunction &, Object &object)
    {
        auto const name = grammar::parse_qualified_name(object.id.part(1));
        object.id = id_of<ExtensionFunction>(
            {object.id.part(0),
             name ? grammar::quoted_qualified_name(*name) : std::string(object.id.part(1)),
             names_.types(object.id.part(2), "")});
    }
    void complete(ExtensionRelation &, Object &object)
    {
        if (auto const name = grammar::parse_qualified_name(object.id.name())) {
            object.id = object.id.renamed(grammar::quoted_qualified_name(*name));
        }
    }
    void complete(Cast &body, Object &object)
    {
        object.id =
            id_of<Cast>({names_.types(object.id.part(0), ""), names_.types(object.id.part(1), "")});
        if (body.function) {
            body.function = completed_call(*body.function, names_);
        }
    }
    void complete(Conversion &body, Object &)
    {
        body.source = encoding_name(std::move(body.source));
        body.target = encoding_name(std::move(body.target));
    }
    void complete(TextSearchConfiguration &body, Object &object)
    {
        Options mappings;
        for (auto const &[token, dictionaries] : body.mappings) {
            mappings.emplace(token,
                             completed_dictionaries(dictionaries, names_, object.id.schema()));
        }
        body.mappings = std::move(mappings);
    }
    void complete(Publication &body, Object &)
    {
        static constexpr auto order =
            std::to_array<std::string_view>({"insert", "update", "delete", "truncate"});
        auto const place = [](std::string const &one) {
            return std::find(order.begin(), order.end(), one);
        };
        std::stable_sort(body.publish.begin(), body.publish.end(),
                         [&](auto const &a, auto const &b) { return place(a) < place(b); });
        std::sort(body.schemas.begin(), body.schemas.end());
    }
    void complete(PublishedTable &body, Object &object)
    {
        auto const parts = grammar::parse_qualified_name(object.id.name());
        if (!parts || parts->size() != 2) {
            return;
        }
        object.id = object.id.renamed(grammar::quoted_qualified_name(*parts));
        std::sort(body.columns.begin(), body.columns.end());
    }
    void complete(Role &body, Object &) { complete_role(body); }
    void complete(EventTrigger &body, Object &)
    {
        for (std::string &tag : body.tags) {
            tag = upper(std::move(tag));
        }
    }

    yaml::Drafts &drafts_;
    DeclaredNames names_;
};

} // namespace

void complete_plain_objects(yaml::Drafts &drafts)
{
    PlainCompletion{drafts}.run();
}

} // namespace schemadiff::resolve
