// Where something was written. Carried by every node, object and step that a
// user's file asked for, so that any later message can point at the line.
#pragma once

#include <compare>
#include <string>

namespace schemadiff
{

// Lines and columns start at 1 and count bytes. Line 0 means that the thing was
// read from a server, so no file can be blamed.
struct SourcePos {
    std::string file;
    int line = 0;
    int column = 0;

    [[nodiscard]] bool is_known() const { return line > 0; }
    friend auto operator<=>(SourcePos const &, SourcePos const &) = default;
};

} // namespace schemadiff
