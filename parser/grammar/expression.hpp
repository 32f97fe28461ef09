// Scalar expressions of PostgreSQL as trees: what CHECK, DEFAULT, WHERE of an index or a
// policy hold. Used to find where an expression ends in a short form, and to compare two of
// them. Sub-selects, window specifications and the SQL/JSON and XML functions are kept as
// the tokens they consist of.
#pragma once

#include <parser/grammar/parsed.hpp>
#include <parser/grammar/type_name.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

class Cursor;

// In brackets what `text`, `name` and the children are, where they are anything.
enum class ExprKind : std::uint8_t {
    column,        // name: a, a.b, a.b.c; the last part may be *
    string,        // text: the content
    bit_string,    // text: b101, x1f
    integer,       // text: digits, with a minus only in canonical forms
    decimal,       // text
    boolean,       // text: true, false
    null,          //
    parameter,     // text: $1
    keyword_value, // text: current_timestamp; a precision as child
    conjunction,   // AND; two or more children in order
    disjunction,   // OR; likewise
    negation,      // NOT
    unary,         // text: operator; name: schema of OPERATOR(schema.+)
    binary,        // text: operator; name: likewise
    quantified,    // text: operator, also like and not ilike; name: schema; left, right
    like,    // text: like, not like, ilike, not ilike, similar to, not similar to; escape last
    between, // text: between, not between, with symmetric; value, low, high
    in_list, // text: in, not in; value, then the items or one query
    is_test, // text: null, not null, true, json object, nfc normalized, ...
    distinct_from,  // text: distinct, not distinct
    at_time_zone,   // value, zone; without a zone AT LOCAL
    collate,        // name: collation
    cast,           // type
    subscript,      // value, index
    slice,          // value, low, high, of which each may be `missing`
    field,          // name: one part, maybe *; value
    array,          // ARRAY[...], also the inner brackets of ARRAY[[1], [2]]
    row,            // ROW(...) and (a, b)
    case_,          // text: "operand" if the first child is one; then clauses when, else
    function,       // name; arguments, then clauses; text: all, distinct or empty
    syntax_call,    // text: extract, trim both, substring from for, ...: SQL's own call syntax
    star,           // of count(*)
    named_argument, // name: one part; value
    variadic,       // value
    sort,           // text: asc, desc nulls first, using >, ...; value
    clause,         // text: when, else, order by, within group, filter, over; children
    query,          // text: its tokens
    exists,         // query
    array_query,    // ARRAY(SELECT ...); query
    opaque,         // text: tokens of a call that is not looked into
    missing,
};

struct Expr {
    ExprKind kind = ExprKind::missing;
    std::string text;
    std::vector<std::string> name;
    std::optional<TypeName> type;
    std::vector<Expr> children;
    // Bytes of the source, end exclusive; parentheses around it are outside.
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_all = false; // of quantified: ALL, not ANY
};

// More nested than this is refused, because trees are walked recursively.
inline constexpr std::size_t deepest_expression = 1000;

Result<Expr> parse_expression(std::string_view text);

// The expression that begins at the cursor, for the other parsers of this folder.
Expr take_expression(Cursor &cursor);
// b_expr of PostgreSQL's grammar: no AND, OR, NOT, IN, LIKE, BETWEEN, COLLATE or IS NULL
// outside of parentheses. What DEFAULT takes, so that NOT NULL may follow.
Expr take_restricted_expression(Cursor &cursor);
// A column or a call without operators around, as an index key without parentheses.
Expr take_simple_expression(Cursor &cursor);

// One line that shows the whole tree; equal for equal trees, wherever they were written.
std::string tree_text(Expr const &expression);

} // namespace schemadiff::grammar
