// What all objects can say: comment, owner, former name, grants.
#include <parser/yaml/reader_privileges.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <parser/yaml/reader_text.hpp>
#include <parser/yaml/suggest.hpp>

namespace schemadiff::yaml
{

namespace
{

// Objects right in a schema can have come from another one.
bool may_move(Kind kind)
{
    return facts(kind).home == Home::schema && !facts(kind).part_of;
}

void sort_and_unite(std::vector<std::string> &names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

} // namespace

void Reader::read_common(Node const &map, Draft &draft)
{
    auto const object = draft.object;
    if (Node const *renamed = map.find("renamed_from")) {
        read_renamed_from(*renamed, *object);
    }
    read_comment(map, {object, {}});
    read_security_labels(map, {object, {}});
}

void Reader::read_renamed_from(Node const &value, Object &object)
{
    std::vector<std::string> names;
    bool const is_list = value.is_list();
    if (is_list || may_move(object.id.kind())) {
        QualifiedName name;
        if (!read(FieldInfo{"renamed_from"}, value, name)) {
            return;
        }
        bool const moved = name.schema != object.id.schema();
        names = moved ? std::vector{name.schema, name.name} : std::vector{name.name};
    } else {
        std::string name;
        if (!read(FieldInfo{"renamed_from"}, value, name)) {
            return;
        }
        names = {std::move(name)};
    }
    if (names.back().empty()) {
        diagnostics_->error(codes::empty_name, value.at, "a name cannot be empty");
        return;
    }
    object.renamed_from = std::move(names);
}

void Reader::read_owner(Node const *map, Object &object)
{
    Node const *const owner = map == nullptr ? nullptr : map->find("owner");
    if (owner == nullptr) {
        object.owner = owner_;
    } else {
        read(FieldInfo{"owner"}, *owner, object.owner);
    }
}

void Reader::read_comment(Node const &map, Subject subject)
{
    Node const *const comment = map.find("comment");
    std::string text;
    // PostgreSQL takes an empty comment for none.
    if (comment != nullptr && read(FieldInfo{"comment"}, *comment, text) && !text.empty()) {
        drafts_->comments.push_back({std::move(subject), std::move(text), comment->at});
    }
}

void Reader::read_security_labels(Node const &map, Subject const &subject)
{
    Node const *const labels = map.find(SecurityLabel::section);
    if (labels == nullptr || labels->is_null()) {
        return;
    }
    if (!labels->is_map()) {
        report_shape(*diagnostics_, *labels, SecurityLabel::section, "a mapping of providers");
        return;
    }
    for (Entry const &entry : labels->entries) {
        std::string text;
        if (check_name(entry.key, entry.key_at) && read(FieldInfo{entry.key}, entry.value, text)) {
            drafts_->labels.push_back({subject, entry.key, std::move(text), entry.key_at});
        }
    }
}

void Reader::read_grants(Node const &map, Subject subject, std::optional<std::string> const &owner)
{
    Node const *const grants = map.find("grants");
    if (grants == nullptr) {
        return;
    }
    drafts_->with_grants.push_back(subject);
    if (grants->is_null()) {
        return;
    }
    if (!grants->is_map()) {
        report_shape(*diagnostics_, *grants, "grants", "a mapping of roles");
        return;
    }
    for (Entry const &entry : grants->entries) {
        bool const is_list_of_maps =
            entry.value.is_list() && !entry.value.items.empty() && entry.value.items[0].is_map();
        if (!is_list_of_maps) {
            read_grant(subject, owner, entry, entry.value);
            continue;
        }
        for (Node const &item : entry.value.items) {
            read_grant(subject, owner, entry, item);
        }
    }
}

std::vector<std::string> Reader::privileges(Node const &value, Kind kind)
{
    auto const known = all_privileges(kind);
    std::vector<std::string> words;
    std::vector<std::string> result;
    if (!read(FieldInfo{"privileges"}, value, words)) {
        return result;
    }
    for (std::size_t index = 0; index < words.size(); ++index) {
        auto word = lower(words[index]);
        bool const is_relation = std::ranges::equal(known, privilege_words::relation);
        if (word == "all") {
            result.insert(result.end(), known.begin(), known.end());
            // Servers before PostgreSQL 17 have none; elaborate leaves it out for them.
            if (is_relation) {
                result.emplace_back("maintain");
            }
        } else if (contains(known, word) || (is_relation && word == "maintain")) {
            result.push_back(std::move(word));
        } else {
            auto hint = did_you_mean(word, known);
            if (hint.empty()) {
                hint = together("Write 'all' or some of: ", joined(known), ".");
            }
            diagnostics_->error(codes::bad_value,
                                value.is_list() ? value.items[index].at : value.at,
                                together("no privilege of a ", schemadiff::word(kind),
                                         " is called '", words[index], "'"),
                                {std::move(hint)});
        }
    }
    sort_and_unite(result);
    return result;
}

void Reader::read_grant(Subject const &subject, std::optional<std::string> const &owner,
                        Entry const &entry, Node const &value)
{
    auto const kind = subject.id().kind();
    GrantDraft grant{subject, entry.key, {}, {}, {}, entry.key_at};
    Node const *const exact = value.is_map() ? value.find("role") : nullptr;
    if (exact != nullptr) {
        read(FieldInfo{"role"}, *exact, grant.grantee);
    }
    // The owner's own entry is the same whatever he is called.
    if ((grant.grantee == "owner" && exact == nullptr) || (owner && grant.grantee == *owner)) {
        grant.grantee.clear();
    }
    if (entry.key.empty()) {
        diagnostics_->error(codes::empty_name, entry.key_at, "a role cannot have an empty name");
    }
    if (!value.is_map()) {
        grant.privileges = privileges(value, kind);
    } else {
        static constexpr auto keys =
            std::to_array<std::string_view>({"role", "privileges", "grant_option", "grantor"});
        expect_keys(value, keys, subject.id());
        if (Node const *list = value.find("grant_option")) {
            grant.grant_option = privileges(*list, kind);
            grant.privileges = grant.grant_option;
        }
        if (Node const *list = value.find("privileges")) {
            auto const all = privileges(*list, kind);
            grant.privileges.insert(grant.privileges.end(), all.begin(), all.end());
            sort_and_unite(grant.privileges);
        }
        if (Node const *grantor = value.find("grantor")) {
            read(FieldInfo{"grantor"}, *grantor, grant.grantor);
        }
        if (owner && grant.grantor == *owner) {
            grant.grantor.clear();
        }
    }
    drafts_->grants.push_back(std::move(grant));
}

} // namespace schemadiff::yaml
