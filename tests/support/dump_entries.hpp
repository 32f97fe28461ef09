// What pg_dump prints of a database, in parts that can be compared: the independent judge of
// what our plans make.
#pragma once

#include <engine/postgres/address.hpp>

#include <map>
#include <string>
#include <vector>

namespace schemadiff::test
{

// "TABLE app users" -> its text. What is printed in several parts is joined. The lines of a table
// are sorted, because a column that was added later stands last, and so are the grants on one
// object, which stand in the order in which they were given. The journal is left out.
using DumpEntries = std::map<std::string, std::string>;

DumpEntries dump_entries(postgres::Address const &address);

// The same from what pg_dump -s has printed.
DumpEntries entries_of(std::string const &printed);

// The roles of the server and their memberships, as pg_dumpall prints them without passwords: each
// line is an entry.
DumpEntries role_entries(postgres::Address const &address);

// Lines that tell two dumps apart, with < and > in front; none where they are equal.
std::vector<std::string> difference(DumpEntries const &before, DumpEntries const &after);

} // namespace schemadiff::test
