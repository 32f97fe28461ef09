// The two shapes of tokens that no grammar rule describes well: operators and the
// delimiters of dollar quotes. Used by the lexer only.
#pragma once

#include <cstddef>
#include <string_view>

namespace schemadiff::grammar
{

// PostgreSQL takes the longest run, ends it where a comment begins, and then gives back
// trailing + and - unless the run holds a character that SQL itself has no operator of:
// so a=-1 is three tokens, while @- is one. 0 if no operator begins the text.
std::size_t operator_length(std::string_view text);

// "$tag$" if the text begins with one, otherwise nothing.
std::string_view dollar_delimiter(std::string_view text);

} // namespace schemadiff::grammar
