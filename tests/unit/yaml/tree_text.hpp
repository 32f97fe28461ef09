// A tree in brackets on one line, so that a test compares all of it at once:
// {a: <text>, b: [<1>, null]}.
#pragma once

#include <parser/yaml/node.hpp>

#include <string>

namespace schemadiff::yaml
{

inline std::string tree_text(Node const &node)
{
    std::string result;
    switch (node.kind) {
    case Node::Kind::null:
        return "null";
    case Node::Kind::scalar:
        return "<" + node.text + ">";
    case Node::Kind::list:
        for (Node const &item : node.items) {
            result += (result.empty() ? "" : ", ") + tree_text(item);
        }
        return "[" + result + "]";
    case Node::Kind::map:
        for (Entry const &entry : node.entries) {
            result += (result.empty() ? "" : ", ") + entry.key + ": " + tree_text(entry.value);
        }
        return "{" + result + "}";
    }
    return result;
}

} // namespace schemadiff::yaml
