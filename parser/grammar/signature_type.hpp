// Types as signatures have them, of functions, operators, aggregates and casts: without a length or
// precision.
#pragma once

#include <parser/grammar/type_name.hpp>

namespace schemadiff::grammar
{

// The type alone, as format_type() prints it without a modifier.
std::string signature_type(TypeName type);

} // namespace schemadiff::grammar
