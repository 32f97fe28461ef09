// How a scalar is written in the file: its style and where its text runs in step with the file.
// tree_builder.cpp asks for every scalar, so that a message can point into the middle of a value.
#pragma once

#include <parser/yaml/node.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace schemadiff::yaml
{

// A place in the bytes of the file. Line and column start at 1.
struct Place {
    std::size_t offset = 0;
    int line = 1;
    int column = 1;
};

struct ScalarSource {
    Node::Style style = Node::Style::plain;
    std::uint16_t indentation = 0;
    std::vector<Node::Jump> jumps;
    // False for quotes that are never closed.
    bool is_closed = true;
};

// The place of the node itself: behind the anchor and the tag that may stand before it.
Place behind_properties(std::string_view bytes, Place place);

// `text` is what the scalar at `place` was read as.
ScalarSource scalar_source(std::string_view bytes, Place place, std::string_view text);

} // namespace schemadiff::yaml
