// The first look at a file, before anything knows that it is YAML: bytes that are no text are
// reported here, because parsers drop them, take them for the end, or pass them on to the server.
#pragma once

#include <schemadiff/base/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace schemadiff::yaml
{

// Without the byte order mark that a file may begin with.
std::string_view without_byte_order_mark(std::string_view bytes);

// Reports invalid UTF-8, control characters and byte order marks inside the text. If there are any,
// a copy comes back in which '_' stands for each such byte, so that the search for mistakes goes
// on.
std::optional<std::string> cleaned(std::string_view bytes, std::string const &file,
                                   Diagnostics &diagnostics);

} // namespace schemadiff::yaml
