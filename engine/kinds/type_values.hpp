// How the values of types that are made anew become values of the new ones: by the text of them,
// or by a cast where that says more or less than before, because attributes come and go or numbers
// are rounded.
#pragma once

#include <engine/kinds/rules.hpp>

#include <set>

namespace schemadiff::kinds
{

// A column or attribute, where it stands on one side.
struct TypedPlace {
    Object const &object;
    TypeName const &type;
};

class TypeValues
{
public:
    TypeValues(std::vector<ObjectId> const &types, Context const &from, Context const &to);

    // `value`, which is of the old type, as one of the new type.
    Sql converted(Sql const &value, TypedPlace const &from, TypedPlace const &to) const;

    // Whether composite values need casts of their own, and the SELECT that such a cast is.
    [[nodiscard]] bool need_casts() const { return by_cast_; }
    Sql cast_of(ObjectId const &composite_type) const;

private:
    bool are_cast(TypedPlace const &from, TypedPlace const &to) const;

    std::set<ObjectId> types_;
    Context const &from_;
    Context const &to_;
    bool by_cast_ = false;
};

} // namespace schemadiff::kinds
