// What an object names that belongs to the server and to no database, so that schemadiff never
// makes it on the target: a tablespace, the provider of a security label. Whoever runs a plan looks
// for them first.
#pragma once

#include <schemadiff/model/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

struct ServerNeed {
    std::string kind; // one of need_words
    std::string name;
    friend auto operator<=>(ServerNeed const &, ServerNeed const &) = default;
};

namespace need_words
{
inline constexpr std::string_view tablespace = "tablespace";
inline constexpr std::string_view label_provider = "security label provider";
} // namespace need_words

std::vector<ServerNeed> server_needs(Object const &object);

// `tablespace "fast"`
std::string described(ServerNeed const &need);

// The tablespace of whatever has one; empty: the database's default.
std::string tablespace_of(Object const &object);
void leave_out_tablespace(Object &object);

} // namespace schemadiff
