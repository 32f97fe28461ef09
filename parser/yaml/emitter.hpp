// A tree as YAML text: what read_document() reads back as the same tree. It decides about quotes,
// blocks, brackets and indentation; which keys there are and in which order is writer.cpp's.
#pragma once

#include <parser/yaml/node.hpp>

#include <cstddef>
#include <string>

namespace schemadiff::yaml
{

// A list or map with `flow` set becomes one line if that ends within this many columns.
inline constexpr std::size_t longest_flow_line = 100;

// Every text must be UTF-8 without NUL. A node's style is a wish: `plain` for as little as is safe,
// quoted styles for quotes; what has several lines becomes a literal block unless double quotes are
// asked for. Lines are never folded.
std::string emitted(Node const &document);

} // namespace schemadiff::yaml
