// Names of types as users write them, and the one spelling in which PostgreSQL prints them.
// Used for columns, casts and signatures. It knows PostgreSQL's own types only; a name of
// any other type is resolved by a later stage.
#pragma once

#include <parser/grammar/parsed.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

class Cursor;

struct TypeName {
    std::optional<std::string> schema; // never of a built-in type
    std::string name;                  // as pg_type has it for a built-in type: int4, not integer
    // In PostgreSQL's own form for a built-in type (numeric(10) has 10 and 0), otherwise
    // as written between the commas.
    std::vector<std::string> modifiers;
    std::string interval_fields; // "day to second", or empty
    int array_dimensions = 0;    // PostgreSQL keeps only whether there are any
    bool is_builtin = false;     // a type of pg_catalog; serial is none
    bool is_set = false;         // SETOF, in signatures only
    bool is_column_type = false; // name is the text before %TYPE, in signatures only

    friend bool operator==(TypeName const &, TypeName const &) = default;
};

Result<TypeName> parse_type(std::string_view text);
// The type that begins at the cursor, for the other parsers of this folder.
TypeName take_type(Cursor &cursor);
// DAY TO SECOND (3) behind INTERVAL, or (3), or nothing.
void take_interval_fields(Cursor &cursor, TypeName &type);

// What format_type() prints with an empty search_path, whatever alias was written. A name
// that is neither built-in nor qualified stays unqualified.
std::string canonical(TypeName const &type);
// The canonical text, or nothing if the text is no type.
std::optional<std::string> canonical_type(std::string_view text);

} // namespace schemadiff::grammar
