// How names in the fields of an object follow a rename of what they name. PostgreSQL keeps
// numbers, not names, so to it nothing has changed.
#pragma once

#include <schemadiff/model/object.hpp>

namespace schemadiff::kinds
{

struct Renamed {
    ObjectId const &before;
    ObjectId const &after;
};

// Columns of `relation`, by name.
void follow_columns(std::vector<std::string> &columns, ObjectId const &relation,
                    Renamed const &renamed);
std::string followed_column(std::string column, ObjectId const &relation, Renamed const &renamed);
// A relation, or a function without arguments, by its schema and name.
void follow_name(QualifiedName &name, Renamed const &renamed);
// A type by its printed name: app.status, app.status[].
void follow_type(TypeName &type, Renamed const &renamed);
// An index or constraint of `relation`.
void follow_part(std::string &name, ObjectId const &relation, Renamed const &renamed);

} // namespace schemadiff::kinds
