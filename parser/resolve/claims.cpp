#include <parser/resolve/claims.hpp>

#include <parser/yaml/mapping.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/body.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace schemadiff::resolve
{

namespace
{

using yaml::Entry;
using yaml::Node;
using yaml::together;

std::vector<std::string_view> kind_words()
{
    std::vector<std::string_view> words;
    Kinds::for_each([&]<class T>(T *) { words.push_back(T::word); });
    return words;
}

// The kinds that a key of `manage: kinds:` means: `foreign_key`, `foreign key` or `foreign_keys`.
std::string_view kind_word(std::string_view key)
{
    std::string spaced{key};
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    std::string_view found;
    Kinds::for_each([&]<class T>(T *) {
        if (T::word == spaced || T::section == key) {
            found = T::word;
        }
    });
    return found;
}

void report(Diagnostics &diagnostics, Node const &value, std::string message, std::string hint = {})
{
    diagnostics.error(value.is_scalar() ? codes::bad_value : codes::wrong_shape, value.at,
                      std::move(message),
                      hint.empty() ? std::vector<std::string>{} : std::vector{std::move(hint)});
}

void read_kinds(Node const &value, Claims &claims, Diagnostics &diagnostics)
{
    if (!value.is_map()) {
        report(diagnostics, value, "'kinds' must be a mapping of kinds to true or false");
        return;
    }
    for (Entry const &entry : value.entries) {
        auto const word = kind_word(entry.key);
        bool const is_boolean =
            entry.value.is_scalar() && (entry.value.text == "true" || entry.value.text == "false");
        if (word.empty()) {
            auto const hint = yaml::did_you_mean(entry.key, kind_words());
            diagnostics.error(codes::unknown_key, entry.key_at,
                              together("no kind is called '", entry.key, "'"),
                              hint.empty() ? std::vector<std::string>{} : std::vector{hint});
        } else if (!is_boolean) {
            report(diagnostics, entry.value, together("'", entry.key, "' must be true or false"));
        } else if (entry.value.text == "false") {
            claims.unmanaged_kinds.emplace(word);
        }
    }
}

std::vector<std::string> texts(Node const &value, std::string_view key, Diagnostics &diagnostics)
{
    std::vector<std::string> all;
    bool const is_good =
        value.is_list() && std::all_of(value.items.begin(), value.items.end(),
                                       [](Node const &item) { return item.is_scalar(); });
    if (!is_good) {
        report(diagnostics, value, together("'", key, "' must be a list of texts"));
        return all;
    }
    for (Node const &item : value.items) {
        all.push_back(item.text);
    }
    return all;
}

void read_schemas(Node const &value, Claims &claims, Diagnostics &diagnostics)
{
    std::set<std::string> managed;
    auto const names = texts(value, "schemas", diagnostics);
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (claims.schemas.contains(names[index])) {
            managed.insert(names[index]);
            continue;
        }
        std::vector<std::string_view> const known{claims.schemas.begin(), claims.schemas.end()};
        report(diagnostics, value.items[index],
               together("schema \"", names[index], "\" is not declared"),
               yaml::did_you_mean(names[index], known));
    }
    claims.schemas = std::move(managed);
}

void read_partitions(Node const &value, Claims &claims, Diagnostics &diagnostics)
{
    claims.leaves_partitions_alone = value.is_scalar() && value.text == "ignored";
    if (!claims.leaves_partitions_alone && !(value.is_scalar() && value.text == "managed")) {
        report(diagnostics, value, "'partitions' can only be 'managed' or 'ignored'");
    }
}

// The whole database, less what the other keys leave alone.
void read_all(Node const &manage, Node const &value, Claims &claims, Diagnostics &diagnostics)
{
    claims.everything = value.is_scalar() && value.text == "true";
    if (!claims.everything && !(value.is_scalar() && value.text == "false")) {
        report(diagnostics, value, "'all' can only be 'true' or 'false'");
    }
    auto const *schemas = manage.find("schemas");
    if (claims.everything && schemas != nullptr) {
        report(diagnostics, *schemas, "'all: true' claims all schemas, so that none can be chosen");
    }
}

} // namespace

Claims claims_of(Tree const &tree, Diagnostics &diagnostics)
{
    static constexpr auto keys = std::to_array<std::string_view>(
        {"all", "kinds", "exclude", "schemas", "roles", "partitions"});
    Claims claims;
    for (Entry const &schema : tree.schemas) {
        claims.schemas.insert(schema.key);
    }
    if (tree.comments.is_scalar() && tree.comments.text == "unmanaged") {
        claims.unmanaged_kinds.emplace(Comment::word);
    } else if (!tree.comments.is_null() &&
               !(tree.comments.is_scalar() && tree.comments.text == "managed")) {
        report(diagnostics, tree.comments, "'comments' can only be 'managed' or 'unmanaged'");
    }
    Node const &manage = tree.manage;
    if (manage.is_scalar() && manage.text == "all") {
        claims.everything = true;
    } else if (manage.is_map()) {
        for (Entry const &entry : manage.entries) {
            if (entry.key == "all") {
                read_all(manage, entry.value, claims, diagnostics);
            } else if (entry.key == "kinds") {
                read_kinds(entry.value, claims, diagnostics);
            } else if (entry.key == "exclude") {
                claims.unmanaged_objects = texts(entry.value, "exclude", diagnostics);
            } else if (entry.key == "roles") {
                claims.shared_objects = texts(entry.value, "roles", diagnostics);
            } else if (entry.key == "schemas") {
                read_schemas(entry.value, claims, diagnostics);
            } else if (entry.key == "partitions") {
                read_partitions(entry.value, claims, diagnostics);
            } else {
                auto const hint = yaml::did_you_mean(entry.key, keys);
                diagnostics.error(codes::unknown_key, entry.key_at,
                                  together("unknown key '", entry.key, "' in 'manage'"),
                                  hint.empty() ? std::vector<std::string>{} : std::vector{hint});
            }
        }
    } else if (!manage.is_null()) {
        report(diagnostics, manage, "'manage' must be 'all' or a mapping");
    }
    return claims;
}

void claim_partitions(yaml::Drafts const &drafts, Claims &claims, Diagnostics &diagnostics)
{
    std::map<ObjectId, ObjectId> declared; // table -> one of its partitions
    for (yaml::Draft const &draft : drafts.objects) {
        if (auto const *partition = draft.object->body.get_if<Partition>()) {
            declared.emplace(id_of<Table>({partition->parent.schema, partition->parent.name}),
                             draft.object->id.as(kind_of<Table>));
        }
    }
    for (yaml::Draft const &draft : drafts.objects) {
        auto const *table = draft.object->body.get_if<Table>();
        if (table == nullptr) {
            continue;
        }
        auto const &id = draft.object->id;
        auto const said = drafts.partitions.find(id);
        auto const partition = declared.find(id);
        if (said == drafts.partitions.end()) {
            if (claims.leaves_partitions_alone && !table->partition_by.empty() &&
                partition == declared.end()) {
                claims.partitions_left_alone.insert(id);
            }
        } else if (!said->second.left_alone) {
            continue;
        } else if (partition != declared.end()) {
            diagnostics.error(codes::bad_value, said->second.at,
                              together(described(id), " leaves its partitions alone, but ",
                                       described(partition->second), " is declared"),
                              {"Declare all partitions, or none."});
        } else {
            claims.partitions_left_alone.insert(id);
        }
    }
}

std::optional<std::string> owner_of(Tree const &tree, Diagnostics &diagnostics)
{
    if (tree.owner.is_scalar() && !tree.owner.text.empty()) {
        return tree.owner.text;
    }
    if (!tree.owner.is_null()) {
        report(diagnostics, tree.owner, "'owner' must be the name of a role");
    }
    return std::nullopt;
}

} // namespace schemadiff::resolve
