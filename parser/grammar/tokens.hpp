// The lexer of PostgreSQL's SQL: identifiers, literals, numbers, operators. Every parser of
// this folder reads its text through it. It follows scan.l of PostgreSQL 18 with
// standard_conforming_strings on; whether a word is a keyword is keywords.hpp's matter.
#pragma once

#include <parser/grammar/parsed.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

enum class TokenKind : std::uint8_t {
    identifier,        // unquoted, so possibly a keyword
    quoted_identifier, // "..." and U&"..."
    string,            // '...', E'...', U&'...', $$...$$
    national_string,   // N'...', a character(n) literal
    bit_string,        // B'...' and X'...'; the value begins with b or x
    integer,
    decimal, // with a point or an exponent
    parameter,
    operator_name, // any run of operator characters, also = < > + - * / % ^ and =>
    symbol,        // , ( ) [ ] . ; : :: := ..
    end,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text; // as written; points into the text that was read
    // Folded and cut to 63 bytes for identifiers, unescaped for literals, without
    // underscores and leading zeros for integers, <> for !=; otherwise the text.
    std::string value;
    std::size_t offset = 0;

    [[nodiscard]] std::size_t length() const { return text.size(); }
    [[nodiscard]] std::size_t end_offset() const { return offset + text.size(); }
};

// All tokens and one of kind end. Comments and spaces are left out; strings that PostgreSQL
// joins over a line break are one token, and so is U&'...' UESCAPE '...'.
Result<std::vector<Token>> tokens(std::string_view text);

// The same for text that may be anything: bytes that begin no token are skipped, and
// reading stops at a quote or comment that has no end.
std::vector<Token> readable_tokens(std::string_view text);

} // namespace schemadiff::grammar
