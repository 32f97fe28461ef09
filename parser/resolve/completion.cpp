#include <parser/resolve/completion.hpp>

#include <parser/resolve/extension_parts.hpp>
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

class Completion
{
public:
    explicit Completion(yaml::Drafts &drafts) : drafts_{drafts}
    {
        for (Draft const &draft : drafts.objects) {
            Object const &object = *draft.object;
            if (auto const *key = std::get_if<PrimaryKey>(&object.body)) {
                primary_keys_.emplace(object.id.up(kind_of<Table>).path(), &key->columns);
            } else if (std::holds_alternative<Function>(object.body)) {
                functions_.insert(object.id.up(kind_of<Table>).path());
            } else if (auto const *extension = std::get_if<Extension>(&object.body)) {
                extensions_.emplace(object.id.name(), extension);
            }
        }
    }

    void run()
    {
        for (Draft &draft : drafts_.objects) {
            if (auto *key = std::get_if<ForeignKey>(&draft.object->body)) {
                complete(*key);
            } else if (auto *trigger = std::get_if<Trigger>(&draft.object->body)) {
                complete(*trigger);
            } else if (auto *index = std::get_if<Index>(&draft.object->body)) {
                complete(*index);
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

    void complete(Index &index)
    {
        for (IndexKey &key : index.keys) {
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

    yaml::Drafts &drafts_;
    std::unordered_map<std::string, std::vector<std::string> const *> primary_keys_;
    std::unordered_set<std::string> functions_;
    std::unordered_map<std::string_view, Extension const *> extensions_;
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
    for (yaml::GrantDraft &grant : drafts.grants) {
        if (is_usual(grant)) {
            continue;
        }
        auto const &on = grant.on.id();
        add(satellite_id(kind_of<Grant>, on, {grant.grantee, grant.grantor}),
            Grant{on, grant.grantee, grant.grantor, std::move(grant.privileges),
                  std::move(grant.grant_option)},
            grant.at);
    }
    for (yaml::Subject const &subject : drafts.with_grants) {
        claims.grants_of.insert(subject.id());
    }
}

} // namespace schemadiff::resolve
