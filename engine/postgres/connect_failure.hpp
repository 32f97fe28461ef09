// Turns what libpq says about a connection that failed into a Failure: what was tried, what was
// answered, what to check next, and whether trying again later makes sense. Connects to nothing.
#pragma once

#include <engine/postgres/address.hpp>
#include <schemadiff/base/failure.hpp>

#include <string_view>

namespace schemadiff::postgres
{

// `libpq_text` is PQerrorMessage, best with PQERRORS_VERBOSE so that it holds the SQLSTATE.
Failure connect_failure(std::string_view libpq_text, AddressOptions const &tried);

} // namespace schemadiff::postgres
