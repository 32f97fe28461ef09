#include <parser/resolve/mixins.hpp>

#include <parser/resolve/placeholders.hpp>
#include <parser/yaml/mapping.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/reader.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/plain_kinds.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace schemadiff::resolve
{

namespace
{

using yaml::Entry;
using yaml::Node;
using yaml::together;

std::vector<std::string_view> with_plain_parts(std::vector<std::string_view> keys)
{
    auto const plain = plain_sections(Home::relation);
    keys.insert(keys.end(), plain.begin(), plain.end());
    return keys;
}

auto const mixin_keys = with_plain_parts(
    {"columns", "primary_key", "uniques",          "checks",        "foreign_keys",
     "indexes", "triggers",    "policies",         "row_security",  "grants",
     "options", "unlogged",    "replica_identity", "cluster_on",    "comment",
     "owner",   "mixins",      "tablespace",       "access_method", "security_labels"});

// Sections whose entries are taken one by one; all other keys are taken as a whole.
auto const sections =
    with_plain_parts({"columns", "uniques", "checks", "foreign_keys", "indexes", "triggers",
                      "policies", "grants", "options", "security_labels"});

template <class Words>
bool contains(Words const &words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

Node *find(Node &map, std::string_view key)
{
    for (Entry &entry : map.entries) {
        if (entry.key == key) {
            return &entry.value;
        }
    }
    return nullptr;
}

// A list as a mapping whose entries have no keys.
void make_mapping(Node &section)
{
    if (!section.is_list()) {
        return;
    }
    section.kind = Node::Kind::map;
    for (Node &item : section.items) {
        section.entries.emplace_back().value = std::move(item);
    }
    section.items.clear();
}

class Mixins
{
public:
    Mixins(std::vector<Entry> const &mixins, Diagnostics &diagnostics) : diagnostics_{diagnostics}
    {
        for (Entry const &mixin : mixins) {
            mixins_.emplace(mixin.key, Mixin{&mixin, Node::of_map()});
            names_.push_back(mixin.key);
        }
        for (Entry const &mixin : mixins) {
            flatten(mixins_.find(mixin.key)->second);
        }
    }

    void take_in(Entry &table, std::string_view schema)
    {
        Node *const wanted = find(table.value, "mixins");
        if (wanted == nullptr) {
            return;
        }
        Node all = Node::of_map();
        for (Mixin const *mixin : named(*wanted)) {
            add(all, mixin->flat, table.value);
        }
        replace_placeholders(all, {schema, table.key});
        overlay(table.value, std::move(all));
        std::erase_if(table.value.entries,
                      [](Entry const &entry) { return entry.key == "mixins"; });
    }

private:
    enum class State : std::uint8_t { untouched, open, done };

    struct Mixin {
        Entry const *written;
        Node flat;
        State state = State::untouched;
    };

    // The mixins that a list names, as far as there are such.
    std::vector<Mixin *> named(Node const &list)
    {
        std::vector<Mixin *> result;
        if (list.is_scalar()) {
            add_named(list, result);
        } else if (list.is_list()) {
            for (Node const &item : list.items) {
                add_named(item, result);
            }
        } else if (!list.is_null()) {
            diagnostics_.error(
                codes::wrong_shape, list.at,
                together("'mixins' must be a list of names, not ", yaml::noun(list.kind)));
        }
        return result;
    }

    void add_named(Node const &name, std::vector<Mixin *> &result)
    {
        auto const found = mixins_.find(name.text);
        if (name.is_scalar() && found != mixins_.end()) {
            result.push_back(&found->second);
            return;
        }
        auto const hint = yaml::did_you_mean(name.text, names_);
        diagnostics_.error(codes::bad_mixin, name.at,
                           together("no mixin is called '", name.text, "'"),
                           hint.empty() ? std::vector<std::string>{} : std::vector{hint});
    }

    void flatten(Mixin &mixin)
    {
        if (mixin.state == State::done) {
            return;
        }
        mixin.state = State::open;
        Node const &value = mixin.written->value;
        if (value.is_map()) {
            check_keys(*mixin.written);
            mixin.flat = value;
            std::erase_if(mixin.flat.entries,
                          [](Entry const &entry) { return entry.key == "mixins"; });
            if (Node const *list = value.find("mixins")) {
                Node all = Node::of_map();
                for (Mixin *other : named(*list)) {
                    if (other->state == State::open) {
                        diagnostics_.error(codes::bad_mixin, list->at,
                                           together("mixin '", mixin.written->key,
                                                    "' is part of itself, by way of '",
                                                    other->written->key, "'"));
                        continue;
                    }
                    flatten(*other);
                    add(all, other->flat, value);
                }
                overlay(mixin.flat, std::move(all));
            }
        } else if (!value.is_null()) {
            diagnostics_.error(codes::wrong_shape, value.at,
                               together("mixin '", mixin.written->key, "' must be a mapping, not ",
                                        yaml::noun(value.kind)));
        }
        mixin.state = State::done;
    }

    void check_keys(Entry const &mixin)
    {
        for (Entry const &entry : mixin.value.entries) {
            if (!contains(mixin_keys, entry.key)) {
                auto const hint = yaml::did_you_mean(entry.key, mixin_keys);
                diagnostics_.error(
                    codes::unknown_key, entry.key_at,
                    together("unknown key '", entry.key, "' in mixin '", mixin.key, "'"),
                    hint.empty() ? std::vector<std::string>{} : std::vector{hint});
            }
        }
    }

    // Adds one mixin to those before it. They must agree, except where `winner` has the last word.
    void add(Node &all, Node const &mixin, Node const &winner)
    {
        for (Entry const &entry : mixin.entries) {
            Node *const before = find(all, entry.key);
            Node const *const own = winner.find(entry.key);
            if (before == nullptr) {
                all.entries.push_back(entry);
                make_mapping_of(all.entries.back());
            } else if (contains(sections, entry.key)) {
                add_section(*before, entry.value, own);
            } else if (own == nullptr) {
                expect_same(*before, entry);
            }
        }
    }

    static void make_mapping_of(Entry &entry)
    {
        if (contains(sections, entry.key)) {
            make_mapping(entry.value);
        }
    }

    void add_section(Node &before, Node section, Node const *own)
    {
        make_mapping(section);
        for (Entry &entry : section.entries) {
            Node const *const same_name =
                yaml::is_unnamed(entry) ? nullptr : before.find(entry.key);
            if (same_name == nullptr) {
                before.entries.push_back(std::move(entry));
            } else if (own == nullptr || own->find(entry.key) == nullptr) {
                expect_same(*same_name, entry);
            }
        }
    }

    void expect_same(Node const &before, Entry const &entry)
    {
        if (!yaml::same_content(before, entry.value)) {
            SourcePos const at = before.at;
            diagnostics_.error(codes::mixins_differ, entry.key_at,
                               together("two mixins say different things about '", entry.key,
                                        "', the other at ", at),
                               {"Say it in the table itself, which wins, or rename one of them."});
        }
    }

    // What `table` does not say comes from `mixins`.
    static void overlay(Node &table, Node mixins)
    {
        for (Entry &entry : mixins.entries) {
            Node *const own = find(table, entry.key);
            if (own == nullptr) {
                table.entries.push_back(std::move(entry));
                continue;
            }
            bool const is_section = contains(sections, entry.key) && entry.value.is_map();
            if (!is_section) {
                continue;
            }
            make_mapping(*own);
            if (own->is_null()) {
                own->kind = Node::Kind::map;
            }
            std::size_t const own_size = own->entries.size();
            for (Entry &part : entry.value.entries) {
                auto const end = own->entries.begin() + static_cast<std::ptrdiff_t>(own_size);
                bool const is_said = !yaml::is_unnamed(part) &&
                                     std::any_of(own->entries.begin(), end, [&](Entry const &one) {
                                         return one.key == part.key;
                                     });
                if (!is_said) {
                    own->entries.push_back(std::move(part));
                }
            }
        }
    }

    Diagnostics &diagnostics_;
    std::map<std::string, Mixin> mixins_;
    std::vector<std::string_view> names_;
};

} // namespace

void take_in_mixins(Tree &tree, Diagnostics &diagnostics)
{
    Mixins mixins{tree.mixins, diagnostics};
    for (Entry &schema : tree.schemas) {
        if (Node *tables = find(schema.value, "tables")) {
            for (Entry &table : tables->entries) {
                mixins.take_in(table, schema.key);
            }
        }
    }
}

} // namespace schemadiff::resolve
