// Which servers can be read: older ones than those that schemadiff knows are refused, newer ones
// are read as the newest that it knows, with a warning.
#pragma once

#include <schemadiff/base/diagnostic.hpp>

#include <optional>

namespace schemadiff::introspect
{

// Throws Failure. 150018: PostgreSQL 15.18.
void refuse_old_server(int server_version);
std::optional<Diagnostic> warning_of_newer_server(int server_version);

} // namespace schemadiff::introspect
