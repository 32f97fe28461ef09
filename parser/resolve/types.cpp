#include <parser/resolve/types.hpp>

#include <parser/grammar/names.hpp>
#include <parser/grammar/type_name.hpp>
#include <parser/resolve/extension_parts.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/reader_functions.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schemadiff::resolve
{

namespace
{

using yaml::Draft;
using yaml::together;

class TypeFinder
{
public:
    TypeFinder(yaml::Drafts &drafts, Diagnostics &diagnostics)
        : drafts_{drafts}, diagnostics_{diagnostics}
    {
        for (Draft const &draft : drafts.objects) {
            ObjectId const &id = draft.object->id;
            Kind const kind = id.kind();
            if (facts(kind).is_type) {
                schemas_[std::string{id.name()}].emplace_back(id.schema());
            } else if (kind == kind_of<Column>) {
                columns_.emplace(id.path(), draft.object.get());
            } else if (auto const *extension = draft.object->body.get_if<Extension>()) {
                add_extension(id.name(), *extension);
            }
        }
    }

    void run()
    {
        for (Draft &draft : drafts_.objects) {
            if (!draft.has_open_type) {
                continue;
            }
            object_ = draft.object.get();
            if (auto *column = object_->body.get_if<Column>()) {
                column->type.text = found(column->type.text);
            } else if (auto *function = object_->body.get_if<Function>()) {
                complete(*function);
            } else {
                complete_fields();
            }
        }
    }

private:
    void add_extension(std::string_view name, Extension const &extension)
    {
        if (!extension.schema) {
            return;
        }
        for (std::string_view const type : types_of_extension(name)) {
            schemas_[std::string{type}].push_back(*extension.schema);
        }
    }

    // Types that the fields of a plain kind name.
    void complete_fields()
    {
        for_each_field(*object_, [&](auto const &, auto &member) {
            using M = std::remove_cvref_t<decltype(member)>;
            if constexpr (std::is_same_v<M, TypeName>) {
                member.text = found(member.text);
            } else if constexpr (std::is_same_v<M, std::optional<TypeName>>) {
                if (member) {
                    member->text = found(member->text);
                }
            }
        });
    }

    void complete(Function &function)
    {
        bool has_table = false;
        for (Argument &argument : function.arguments) {
            argument.type.text = found(argument.type.text);
            has_table = has_table || argument.mode == "table";
        }
        function.returns =
            has_table ? yaml::table_result(function.arguments) : found(function.returns);
        object_->id = id_of<Function>(
            {object_->id.part(0), object_->id.part(1), yaml::identity_types(function.arguments)});
    }

    std::string found(std::string const &text)
    {
        auto type = grammar::parse_type(text);
        if (!type || type->is_builtin || type->schema) {
            return text;
        }
        if (type->is_column_type) {
            return column_type(*type, text);
        }
        auto const place = schemas_.find(type->name);
        if (place == schemas_.end()) {
            return text;
        }
        auto const &schemas = place->second;
        auto const own = std::find(schemas.begin(), schemas.end(), object_->id.schema());
        if (own != schemas.end()) {
            type->schema = *own;
        } else if (schemas.size() == 1) {
            type->schema = schemas.front();
        }
        return grammar::canonical(*type);
    }

    std::string column_type(grammar::TypeName const &type, std::string const &text)
    {
        auto parts = grammar::parse_qualified_name(type.name);
        if (parts && parts->size() == 2) {
            parts->insert(parts->begin(), std::string{object_->id.schema()});
        }
        auto const column =
            parts ? columns_.find(ObjectId{kind_of<Column>, *parts}.path()) : columns_.end();
        if (column == columns_.end()) {
            diagnostics_.error(codes::unknown_column, object_->at,
                               together("no column for the type ", text));
            return text;
        }
        auto const column_type = grammar::parse_type(found(column->second->as<Column>().type.text));
        if (!column_type) {
            return text;
        }
        auto bare = *column_type;
        bare.modifiers.clear();
        return (type.is_set ? "SETOF " : "") + grammar::canonical(bare);
    }

    yaml::Drafts &drafts_;
    Diagnostics &diagnostics_;
    std::unordered_map<std::string, std::vector<std::string>> schemas_;
    std::unordered_map<std::string, Object const *> columns_;
    Object *object_ = nullptr;
};

} // namespace

void find_types(yaml::Drafts &drafts, Diagnostics &diagnostics)
{
    bool const has_open = std::any_of(drafts.objects.begin(), drafts.objects.end(),
                                      [](Draft const &draft) { return draft.has_open_type; });
    if (has_open) {
        TypeFinder{drafts, diagnostics}.run();
    }
}

} // namespace schemadiff::resolve
