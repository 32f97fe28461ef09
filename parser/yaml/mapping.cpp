#include <parser/yaml/mapping.hpp>

#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

namespace
{

// Calls `found(first, second)` with the indexes of entries of the same key, `first` the earliest.
template <class Found>
void for_each_duplicate(std::vector<Entry> const &entries, Found const &found)
{
    // Most mappings are small, and comparing is then quicker than hashing.
    constexpr std::size_t few = 12;
    if (entries.size() <= few) {
        for (std::size_t second = 1; second < entries.size(); ++second) {
            for (std::size_t first = 0; first < second; ++first) {
                if (entries[first].key == entries[second].key) {
                    found(first, second);
                    break;
                }
            }
        }
        return;
    }
    std::unordered_map<std::string_view, std::size_t> first_of_key;
    first_of_key.reserve(entries.size());
    for (std::size_t index = 0; index < entries.size(); ++index) {
        auto const [place, is_new] = first_of_key.try_emplace(entries[index].key, index);
        if (!is_new) {
            found(place->second, index);
        }
    }
}

} // namespace

std::string_view noun(Node::Kind kind)
{
    switch (kind) {
    case Node::Kind::null:
        return "nothing";
    case Node::Kind::scalar:
        return "text";
    case Node::Kind::list:
        return "a list";
    case Node::Kind::map:
        return "a mapping";
    }
    return "";
}

bool is_merge(Entry const &entry)
{
    return entry.key_style == Node::Style::plain && entry.key == "<<";
}

void drop_duplicates(Node &map, Diagnostics &diagnostics)
{
    std::vector<bool> is_later;
    for_each_duplicate(map.entries, [&](std::size_t first, std::size_t second) {
        SourcePos const at = map.entries[first].key_at;
        diagnostics.error(
            codes::duplicate_key, map.entries[second].key_at,
            together("key '", map.entries[second].key, "' is given twice, first at ", at),
            {"Remove one of them, or merge their contents."});
        is_later.resize(map.entries.size());
        is_later[second] = true;
    });
    if (!is_later.empty()) {
        std::vector<Entry> kept;
        for (std::size_t index = 0; index < map.entries.size(); ++index) {
            if (!is_later[index]) {
                kept.push_back(std::move(map.entries[index]));
            }
        }
        map.entries = std::move(kept);
    }
}

void merge(Node &map, Diagnostics &diagnostics)
{
    std::unordered_set<std::string> keys;
    for (Entry const &entry : map.entries) {
        keys.insert(entry.key);
    }
    std::vector<Entry> merged;
    auto const take = [&](Node &source) {
        // What an alias without an anchor stands for has been reported, and an empty value adds
        // nothing.
        if (source.is_null()) {
            return;
        }
        if (!source.is_map()) {
            diagnostics.error(codes::wrong_shape, source.at,
                              together("'<<' merges mappings, not ", noun(source.kind)),
                              {"Write '<<: *anchor' or '<<: [*one, *other]'."});
            return;
        }
        for (Entry &entry : source.entries) {
            if (keys.insert(entry.key).second) {
                merged.push_back(std::move(entry));
            }
        }
    };
    for (Entry &entry : map.entries) {
        if (!is_merge(entry)) {
            merged.push_back(std::move(entry));
        } else if (entry.value.is_list()) {
            std::for_each(entry.value.items.begin(), entry.value.items.end(), take);
        } else {
            take(entry.value);
        }
    }
    map.entries = std::move(merged);
}

} // namespace schemadiff::yaml
