#include <parser/resolve/documents.hpp>

#include <parser/yaml/mapping.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/plain_kinds.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace schemadiff::resolve
{

namespace
{

using yaml::Entry;
using yaml::Node;
using yaml::together;

constexpr std::string_view version = "1";

std::vector<std::string_view> with_plain(std::vector<std::string_view> keys, Home home)
{
    auto const plain = plain_sections(home);
    keys.insert(keys.end(), plain.begin(), plain.end());
    return keys;
}

std::vector<std::string_view> const &top_keys()
{
    static auto const keys = with_plain(
        {"schemadiff", "owner", "manage", "comments", "naming", "mixins", "extensions", "schemas"},
        Home::database);
    return keys;
}

// What may be spread over several files within a schema.
bool is_spread(std::string_view key)
{
    static auto const sections =
        with_plain({"enums", "sequences", "functions", "tables", "views"}, Home::schema);
    return std::find(sections.begin(), sections.end(), key) != sections.end();
}

bool is_plain_section(std::string_view key)
{
    static auto const sections = plain_sections(Home::database);
    return std::find(sections.begin(), sections.end(), key) != sections.end();
}

void report_twice(Entry const &first, Entry const &second, Diagnostics &diagnostics)
{
    SourcePos const at = first.key_at;
    diagnostics.error(codes::duplicate_key, second.key_at,
                      together("key '", second.key, "' is given twice, first at ", at),
                      {"Remove one of them, or merge their contents."});
}

// Adds the entries of one file to those of the files before; `join` says what becomes of a key
// that is there already.
template <class Join>
void add_entries(std::vector<Entry> &all, std::vector<Entry> more, Join const &join)
{
    if (all.empty()) {
        all = std::move(more);
        return;
    }
    std::unordered_map<std::string_view, std::size_t> index;
    index.reserve(all.size());
    for (std::size_t at = 0; at < all.size(); ++at) {
        index.emplace(all[at].key, at);
    }
    std::vector<Entry> added;
    for (Entry &entry : more) {
        auto const found = index.find(entry.key);
        if (found == index.end()) {
            added.push_back(std::move(entry));
        } else {
            join(all[found->second], entry);
        }
    }
    all.insert(all.end(), std::make_move_iterator(added.begin()),
               std::make_move_iterator(added.end()));
}

void join_section(Entry &first, Entry &second, Diagnostics &diagnostics)
{
    bool const is_map = (first.value.is_map() || first.value.is_null()) &&
                        (second.value.is_map() || second.value.is_null());
    if (!is_spread(first.key) || !is_map) {
        report_twice(first, second, diagnostics);
        return;
    }
    if (first.value.is_null()) {
        std::swap(first.value, second.value);
    }
    add_entries(first.value.entries, std::move(second.value.entries),
                [&](Entry const &a, Entry const &b) { report_twice(a, b, diagnostics); });
}

void join_schema(Entry &first, Entry &second, Diagnostics &diagnostics)
{
    if (second.value.is_null()) {
        return;
    }
    if (first.value.is_null()) {
        std::swap(first.value, second.value);
        return;
    }
    if (!first.value.is_map() || !second.value.is_map()) {
        report_twice(first, second, diagnostics);
        return;
    }
    add_entries(first.value.entries, std::move(second.value.entries),
                [&](Entry &a, Entry &b) { join_section(a, b, diagnostics); });
}

class Merger
{
public:
    explicit Merger(Diagnostics &diagnostics) : diagnostics_{diagnostics} {}

    void add(Node document)
    {
        if (document.is_null()) {
            return;
        }
        if (!document.is_map()) {
            diagnostics_.error(
                codes::wrong_shape, document.at,
                together("a desired state is a mapping, not ", yaml::noun(document.kind)));
            return;
        }
        for (Entry &entry : document.entries) {
            take(entry);
        }
    }

    Tree result(SourcePos start)
    {
        if (!has_version_) {
            start.line = std::max(start.line, 1);
            start.column = std::max(start.column, 1);
            diagnostics_.error(codes::bad_version, start, "the version of the format is missing",
                               {"Write 'schemadiff: 1' at the top."});
        }
        return std::move(tree_);
    }

private:
    void take(Entry &entry)
    {
        if (entry.key == "schemadiff") {
            check_version(entry.value);
        } else if (entry.key == "mixins" || entry.key == "extensions") {
            auto &all = entry.key == "mixins" ? tree_.mixins : tree_.extensions;
            if (is_section(entry)) {
                add_entries(
                    all, std::move(entry.value.entries),
                    [&](Entry const &a, Entry const &b) { report_twice(a, b, diagnostics_); });
            }
        } else if (entry.key == "schemas") {
            if (is_section(entry)) {
                add_entries(tree_.schemas, std::move(entry.value.entries),
                            [&](Entry &a, Entry &b) { join_schema(a, b, diagnostics_); });
            }
        } else if (is_plain_section(entry.key)) {
            if (is_section(entry)) {
                add_entries(
                    section_of(entry), std::move(entry.value.entries),
                    [&](Entry const &a, Entry const &b) { report_twice(a, b, diagnostics_); });
            }
        } else if (Entry *place = single(entry.key)) {
            if (place->key_at.is_known()) {
                report_twice(*place, entry, diagnostics_);
            } else {
                place->key_at = entry.key_at;
                node_of(entry.key) = std::move(entry.value);
            }
        } else {
            refuse(entry);
        }
    }

    std::vector<Entry> &section_of(Entry const &entry)
    {
        for (Entry &section : tree_.plain.entries) {
            if (section.key == entry.key) {
                return section.value.entries;
            }
        }
        tree_.plain.entries.push_back({entry.key, entry.key_at, {}, Node::of_map()});
        return tree_.plain.entries.back().value.entries;
    }

    void check_version(Node const &value)
    {
        has_version_ = true;
        if (!value.is_scalar() || value.text != version) {
            diagnostics_.error(codes::bad_version, value.at,
                               together("this program reads version ", version,
                                        " of the format, not ",
                                        value.is_scalar() ? "'" + value.text + "'"
                                                          : std::string{yaml::noun(value.kind)}),
                               {"Write 'schemadiff: 1'."});
        }
    }

    bool is_section(Entry const &entry)
    {
        if (!entry.value.is_map() && !entry.value.is_null()) {
            diagnostics_.error(codes::wrong_shape, entry.value.at,
                               together("'", entry.key, "' must be a mapping of names, not ",
                                        yaml::noun(entry.value.kind)));
        }
        return entry.value.is_map();
    }

    void refuse(Entry const &entry)
    {
        auto const hint = yaml::did_you_mean(entry.key, top_keys());
        diagnostics_.error(codes::unknown_key, entry.key_at,
                           together("unknown key '", entry.key, "' at the top level"),
                           hint.empty() ? std::vector<std::string>{} : std::vector{hint});
    }

    Entry *single(std::string_view key)
    {
        for (Entry &entry : singles_) {
            if (entry.key == key) {
                return &entry;
            }
        }
        return nullptr;
    }

    Node &node_of(std::string_view key)
    {
        return key == "owner"      ? tree_.owner
               : key == "manage"   ? tree_.manage
               : key == "comments" ? tree_.comments
                                   : tree_.naming;
    }

    Diagnostics &diagnostics_;
    Tree tree_;
    bool has_version_ = false;
    // Keys that one file may say, with the place of the first.
    std::vector<Entry> singles_ = [] {
        std::vector<Entry> entries(4);
        entries[0].key = "owner";
        entries[1].key = "manage";
        entries[2].key = "comments";
        entries[3].key = "naming";
        return entries;
    }();
};

} // namespace

Tree merged(std::vector<Node> documents, Diagnostics &diagnostics)
{
    Merger merger{diagnostics};
    SourcePos start;
    if (!documents.empty()) {
        start = documents.front().at;
    }
    for (Node &document : documents) {
        merger.add(std::move(document));
    }
    return merger.result(std::move(start));
}

} // namespace schemadiff::resolve
