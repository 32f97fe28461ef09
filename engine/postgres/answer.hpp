// Reads the fields of libpq's answers that are errors and notices. Inside engine/postgres only,
// since it shows libpq.
#pragma once

#include <engine/postgres/server_error.hpp>

#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace schemadiff::postgres
{

// libpq's own failures, and a missing result, have no fields: then the connection's text.
ServerError error_in(PGconn *connection, PGresult const *result, std::string_view sql);

Notice notice_in(PGresult const *result);

// Empty for a null pointer.
std::string text_of(char const *text);

} // namespace schemadiff::postgres
