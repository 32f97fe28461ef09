// The bytes of a YAML file as our own tree. Stricter than YAML: what other tools accept in silence
// or read in different ways (duplicate keys, tags, redefined anchors, bad bytes) is reported here.
// yaml-cpp stays behind this header.
#pragma once

#include <parser/yaml/node.hpp>
#include <schemadiff/base/diagnostic.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace schemadiff::yaml
{

inline constexpr std::size_t most_bytes = 64UL * 1024 * 1024;
// How deep lists and mappings may be nested.
inline constexpr std::size_t deepest_nesting = 100;
// What all aliases of one file may add to its tree.
inline constexpr std::size_t most_alias_nodes = 1'000'000;
inline constexpr std::size_t most_alias_bytes = most_bytes;

// Every mistake that can be found goes to `diagnostics`, with `file` as its place. Nothing comes
// back if the text cannot be read to its end; a tree comes back despite duplicate keys and the
// like, so that what reads the tree can report its own mistakes beside them. An empty file is a
// null.
std::optional<Node> read_document(std::string_view bytes, std::string const &file,
                                  Diagnostics &diagnostics);

} // namespace schemadiff::yaml
