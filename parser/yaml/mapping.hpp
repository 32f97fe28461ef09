// What happens to a mapping once all of it has been read: a key given twice is reported, and what
// `<<` names is merged in. A part of tree_builder.cpp.
#pragma once

#include <parser/yaml/node.hpp>
#include <schemadiff/base/diagnostic.hpp>

#include <string_view>

namespace schemadiff::yaml
{

// "text", "a list", ...: what stands where something else was wanted.
std::string_view noun(Node::Kind kind);

bool is_merge(Entry const &entry);

// Keeps the first entry of each key.
void drop_duplicates(Node &map, Diagnostics &diagnostics);

// The merged entries stand where `<<` stands. A key of the mapping itself wins over a merged one,
// and an earlier mapping of the list over a later one.
void merge(Node &map, Diagnostics &diagnostics);

} // namespace schemadiff::yaml
