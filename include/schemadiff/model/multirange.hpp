// Names of multirange types, which come with their range types and are no objects of their own.
#pragma once

#include <schemadiff/model/object.hpp>

#include <string>
#include <string_view>

namespace schemadiff
{

// From PostgreSQL 14; 0 is the newest version.
bool has_multiranges(int server_version);

// The name that PostgreSQL gives to the multirange type where none is said.
std::string usual_multirange_name(std::string_view range);

// The name of the multirange type of a range type.
std::string multirange_name(Object const &range);

} // namespace schemadiff
