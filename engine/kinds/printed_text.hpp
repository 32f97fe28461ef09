// Text that PostgreSQL reads as what it printed.
#pragma once

#include <schemadiff/model/field.hpp>

namespace schemadiff::kinds
{

// PostgreSQL prints a list of varchar as (ARRAY['a'::character varying])::text[] and, where it
// reads that, casts the items rather than the array (transformTypeCast of
// src/backend/parser/parse_expr.c). That is another expression, printed in another way, and so no
// partition with it fits below a table that has the first one. A type for the array in between
// keeps the items as they are, and is not printed.
Expression read_as_printed(Expression const &expression);

} // namespace schemadiff::kinds
