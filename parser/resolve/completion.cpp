#include <parser/resolve/completion.hpp>

#include <parser/resolve/extension_parts.hpp>
#include <parser/resolve/plain_completion.hpp>
#include <parser/yaml/reader_privileges.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace schemadiff::resolve
{

namespace
{

using yaml::Draft;

// The trigger functions of pg_catalog that people use.
constexpr auto builtin_trigger_functions =
    std::to_array<std::string_view>({"suppress_redundant_updates_trigger",
                                     "tsvector_update_trigger", "tsvector_update_trigger_column"});

std::string path_of(QualifiedName const &name)
{
    return id_of<Table>({name.schema, name.name}).path();
}

// Also of a part whose own name is still to be made.
ObjectId table_of(ObjectId const &part)
{
    return id_of<Table>({part.part(0), part.part(1)});
}

bool names_class(std::vector<IndexKey> const &keys)
{
    return std::any_of(keys.begin(), keys.end(),
                       [](IndexKey const &key) { return key.operator_class.has_value(); });
}

// The class that GetDefaultOpClass() finds for the usual types; empty for others.
std::string_view usual_operator_class(std::string_view method, std::string_view type)
{
    struct Usual {
        std::string_view type;
        std::string_view name;
    };
    static constexpr auto ordered = std::to_array<Usual>({
        {"smallint", "int2_ops"},
        {"integer", "int4_ops"},
        {"bigint", "int8_ops"},
        {"real", "float4_ops"},
        {"double precision", "float8_ops"},
        {"numeric", "numeric_ops"},
        {"text", "text_ops"},
        {"character varying", "text_ops"},
        {"character", "bpchar_ops"},
        {"boolean", "bool_ops"},
        {"uuid", "uuid_ops"},
        {"date", "date_ops"},
        {"timestamp without time zone", "timestamp_ops"},
        {"timestamp with time zone", "timestamptz_ops"},
        {"bytea", "bytea_ops"},
        {"inet", "inet_ops"},
        {"jsonb", "jsonb_ops"},
    });
    if (type.ends_with("[]")) {
        return method == "btree" || method == "hash" || method == "gin" ? "array_ops" : "";
    }
    if (method == "gin") {
        return type == "jsonb" ? "jsonb_ops" : type == "tsvector" ? "tsvector_ops" : "";
    }
    if (method == "gist") {
        return type == "tsvector" ? "tsvector_ops" : "";
    }
    auto const base = type.substr(0, type.find('('));
    auto const found = std::find_if(ordered.begin(), ordered.end(),
                                    [&](Usual const &one) { return one.type == base; });
    bool const is_known = (method == "btree" || method == "hash") && found != ordered.end();
    return is_known ? found->name : "";
}

class Completion
{
public:
    explicit Completion(yaml::Drafts &drafts) : drafts_{drafts}
    {
        for (Draft const &draft : drafts.objects) {
            Object const &object = *draft.object;
            if (auto const *key = object.body.get_if<PrimaryKey>()) {
                primary_keys_.emplace(table_of(object.id).path(), &key->columns);
            } else if (object.body.holds<Function>()) {
                functions_.insert(object.id.up(kind_of<Table>).path());
            } else if (auto const *index = object.body.get_if<Index>()) {
                has_classes_ = has_classes_ || names_class(index->keys);
            } else if (auto const *exclusion = object.body.get_if<Exclusion>()) {
                has_classes_ = has_classes_ || names_class(exclusion->keys);
            } else if (auto const *partitioned = object.body.get_if<schemadiff::Table>()) {
                has_classes_ = has_classes_ || names_class(partitioned->partition_keys);
            } else if (auto const *extension = object.body.get_if<Extension>()) {
                extensions_.emplace(object.id.name(), extension);
            }
        }
    }

    void run()
    {
        for (Draft const &draft : drafts_.objects) {
            auto const *column = draft.object->body.get_if<Column>();
            if (has_classes_ && column != nullptr) {
                columns_.emplace(draft.object->id.path(), column);
            }
        }
        for (Draft &draft : drafts_.objects) {
            if (auto *key = draft.object->body.get_if<ForeignKey>()) {
                complete(*key);
            } else if (auto *trigger = draft.object->body.get_if<Trigger>()) {
                complete(*trigger);
            } else if (auto *index = draft.object->body.get_if<Index>()) {
                complete(index->keys, index->method, table_of(draft.object->id));
            } else if (auto *exclusion = draft.object->body.get_if<Exclusion>()) {
                complete(exclusion->keys, exclusion->method, table_of(draft.object->id));
                exclusion->deferrable = exclusion->deferrable || exclusion->initially_deferred;
            } else if (auto *partitioned = draft.object->body.get_if<schemadiff::Table>()) {
                complete(partitioned->partition_keys,
                         partitioned->partition_by == "hash" ? "hash" : "btree", draft.object->id);
            } else if (auto *statistics = draft.object->body.get_if<Statistics>()) {
                complete(*statistics);
            }
        }
    }

private:
    void complete(ForeignKey &key)
    {
        auto const found = primary_keys_.find(path_of(key.references));
        if (key.referred_columns.empty() && found != primary_keys_.end()) {
            key.referred_columns = *found->second;
        }
    }

    void complete(Trigger &trigger)
    {
        bool const is_builtin =
            std::find(builtin_trigger_functions.begin(), builtin_trigger_functions.end(),
                      trigger.function.name) != builtin_trigger_functions.end();
        if (is_builtin && !functions_.contains(path_of(trigger.function))) {
            trigger.function.schema = "pg_catalog";
        }
    }

    // PostgreSQL keeps neither the order of the columns nor that of the kinds.
    static void complete(Statistics &statistics)
    {
        std::sort(statistics.columns.begin(), statistics.columns.end());
        std::sort(statistics.kinds.begin(), statistics.kinds.end());
        if (statistics.kinds == std::vector<std::string>{"dependencies", "mcv", "ndistinct"}) {
            statistics.kinds.clear();
        }
    }

    void complete(std::vector<IndexKey> &keys, std::string_view method, ObjectId const &table)
    {
        for (IndexKey &key : keys) {
            forget_usual_class(key, method, table);
            if (!key.operator_class || !key.operator_class->schema.empty()) {
                continue;
            }
            auto const extension = extension_of_operator_class(key.operator_class->name);
            auto const found = extensions_.find(extension);
            if (extension.empty()) {
                key.operator_class->schema = "pg_catalog";
            } else if (found != extensions_.end() && found->second->schema) {
                key.operator_class->schema = *found->second->schema;
            }
        }
    }

    // The server does not tell a class that is said from one that it takes by itself.
    void forget_usual_class(IndexKey &key, std::string_view method, ObjectId const &table)
    {
        if (!key.operator_class || key.column.empty() || !key.operator_class_options.empty() ||
            (!key.operator_class->schema.empty() && key.operator_class->schema != "pg_catalog")) {
            return;
        }
        auto const column = columns_.find(table.child(kind_of<Column>, key.column).path());
        if (column != columns_.end() &&
            key.operator_class->name == usual_operator_class(method, column->second->type.text)) {
            key.operator_class.reset();
        }
    }

    yaml::Drafts &drafts_;
    std::unordered_map<std::string, std::vector<std::string> const *> primary_keys_;
    std::unordered_map<std::string, Column const *> columns_;
    std::unordered_set<std::string> functions_;
    std::unordered_map<std::string_view, Extension const *> extensions_;
    // Whether any key of an index names its class, so that types of columns are asked for.
    bool has_classes_ = false;
};

template <class Names>
bool same(std::vector<std::string> const &privileges, Names const &names)
{
    return std::equal(privileges.begin(), privileges.end(), names.begin(), names.end());
}

// Whether it says no more than acldefault().
bool is_usual(yaml::GrantDraft const &grant)
{
    if (!grant.grant_option.empty() || !grant.grantor.empty()) {
        return false;
    }
    auto const &on = grant.on.id();
    if (grant.grantee == "public") {
        return same(grant.privileges, yaml::public_privileges(on));
    }
    if (grant.grantee.empty() && on.kind() != kind_of<Column>) {
        auto privileges = grant.privileges;
        std::erase(privileges, "maintain");
        return same(privileges, yaml::all_privileges(on.kind()));
    }
    return grant.privileges.empty();
}

} // namespace

void complete_objects(yaml::Drafts &drafts)
{
    complete_plain_objects(drafts);
    Completion{drafts}.run();
}

void add_satellites(yaml::Drafts &drafts, Claims &claims)
{
    auto const add = [&](ObjectId id, auto body, SourcePos &at) {
        auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
        object->at = std::move(at);
        drafts.objects.push_back(Draft{std::move(object)});
    };
    for (yaml::CommentDraft &comment : drafts.comments) {
        auto const &on = comment.on.id();
        add(satellite_id(kind_of<Comment>, on), Comment{on, std::move(comment.text)}, comment.at);
    }
    for (yaml::LabelDraft &label : drafts.labels) {
        auto const &on = label.on.id();
        add(satellite_id(kind_of<SecurityLabel>, on, {label.provider}),
            SecurityLabel{on, label.provider, std::move(label.label)}, label.at);
    }
    std::unordered_map<ObjectId, int> places;
    for (yaml::GrantDraft &grant : drafts.grants) {
        if (is_usual(grant)) {
            continue;
        }
        auto const &on = grant.on.id();
        add(satellite_id(kind_of<Grant>, on, {grant.grantee, grant.grantor}),
            Grant{on, grant.grantee, grant.grantor, std::move(grant.privileges),
                  std::move(grant.grant_option)},
            grant.at);
        drafts.objects.back().object->position = ++places[on];
    }
    for (yaml::Subject const &subject : drafts.with_grants) {
        claims.grants_of.insert(subject.id());
    }
}

} // namespace schemadiff::resolve
