// What ALTER COLUMN ... TYPE does with values, by the names of the two types: whether PostgreSQL
// has a cast at all, uses it unasked, and leaves the rows as they are. Of types that are not
// PostgreSQL's own nothing is known, and the server decides.
#pragma once

#include <engine/kinds/cast_ends.hpp>

#include <string_view>

namespace schemadiff::kinds
{

// No cast leads from one to the other, so that the column can only be made anew. Enums are cast
// from and to text only; one becomes another by way of text.
bool has_no_cast(CastEnd const &from, CastEnd const &to);

// There is no cast, but to_jsonb() takes a value of any type.
bool becomes_json(CastEnd const &from, CastEnd const &to);

// The cast is one on assignment, so that no USING is needed.
bool casts_by_itself(std::string_view from, std::string_view to);

// Values of one type can be compared with values of the other by one operator family, so that a
// foreign key holds while only one of its ends has the new type.
bool are_comparable(std::string_view from, std::string_view to);

// varchar(10) and varchar(20), or one and the same.
bool differ_in_length_only(std::string_view a, std::string_view b);

// The new type takes every old value as it is stored.
bool keeps_values(std::string_view from, std::string_view to);

// The new type has a value for each of the old one, so that no row can stop the change.
bool takes_every_value(std::string_view from, std::string_view to);

// The new type has one value for several of the old one: digits, or a time of day, are lost.
bool loses_detail(std::string_view from, std::string_view to);

// Whether PostgreSQL casts one to the other in what ALTER ... TYPE does to the type of a value, or
// the text of the one has to be read as the other.
bool casts_directly(std::string_view from, std::string_view to);

} // namespace schemadiff::kinds
