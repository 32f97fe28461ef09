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
// A collation by its schema and name.
void follow_collation(std::optional<QualifiedName> &collation, Renamed const &renamed);
// An index or constraint of `relation`.
void follow_part(std::string &name, ObjectId const &relation, Renamed const &renamed);

// All of these in the fields of a plain kind: types, and names of functions and relations. For
// Rules::follow.
template <class T>
void follow_fields(Object &object, ObjectId const &before, ObjectId const &after)
{
    Renamed const renamed{before, after};
    auto const follow = [&](auto &member) {
        using M = std::remove_cvref_t<decltype(member)>;
        if constexpr (std::is_same_v<M, TypeName>) {
            follow_type(member, renamed);
        } else if constexpr (std::is_same_v<M, std::optional<TypeName>>) {
            if (member) {
                follow_type(*member, renamed);
            }
        } else if constexpr (std::is_same_v<M, QualifiedName>) {
            follow_name(member, renamed);
        } else if constexpr (std::is_same_v<M, std::optional<QualifiedName>>) {
            if (member) {
                follow_name(*member, renamed);
            }
        }
    };
    std::apply([&](auto const &...field) { (follow(object.as<T>().*field.member), ...); },
               T::fields);
}

} // namespace schemadiff::kinds
