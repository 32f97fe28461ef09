// PostgreSQL's keywords that are not free for every use, as of version 18. Parsers ask it
// where a word may stand; names.hpp asks it which names need quotes.
#pragma once

#include <cstdint>
#include <string_view>

namespace schemadiff::grammar
{

enum class KeywordCategory : std::uint8_t {
    none,                  // no keyword, or one that is free for every use
    column_name,           // not a function or type
    type_or_function_name, // not a column or table
    reserved,
};

// `word` is folded, as in an identifier token's value.
KeywordCategory keyword_category(std::string_view word);

} // namespace schemadiff::grammar
