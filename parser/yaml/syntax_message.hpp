// What yaml-cpp says about a text that is not YAML, in words that help: its own ones name the
// state it was in ("end of map not found"), not the mistake ("text after a closing quote").
#pragma once

#include <parser/yaml/scalar_source.hpp>
#include <schemadiff/base/diagnostic.hpp>

#include <string>
#include <string_view>

namespace schemadiff::yaml
{

struct SyntaxError {
    std::string_view message; // as yaml-cpp gives it
    Place at;
    Place last_read;       // of the last thing that was understood
    Place open_bracket;    // of the innermost '[' or '{' that is not closed
    bool has_open_bracket; // false: `open_bracket` means nothing
};

Diagnostic explained(SyntaxError const &error, std::string_view bytes, std::string const &file);

} // namespace schemadiff::yaml
