// What the text of a token means: folding, cutting, unescaping. Used by the lexer only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemadiff::grammar
{

// ASCII letters only: PostgreSQL folds no others in a UTF-8 database.
std::string folded(std::string_view identifier);

// At most 63 bytes without splitting a UTF-8 character, as PostgreSQL cuts names.
std::string cut_to_name_length(std::string name);

// "a""b" between its quotes, with `quote` doubled.
std::string without_doubled(std::string_view content, char quote);

// The content of E'...'; empty if it holds an invalid Unicode escape.
std::optional<std::string> unescaped(std::string_view content);

// The content of U&'...' with the given escape character; empty if an escape is invalid.
std::optional<std::string> unicode_unescaped(std::string_view content, char quote, char escape);

// 1_000 -> 1000, 007 -> 7, 0XfF -> 0xff.
std::string plain_integer(std::string_view text);

} // namespace schemadiff::grammar
