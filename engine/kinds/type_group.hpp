// Which types a change makes anew, and which of them in one step: a type whose change PostgreSQL
// cannot make in place, and all that rests on it (domains over it, composite types with it, ranges
// of it). Where two such types rest on each other, or a third one on both, they go together, each
// in its new form, because neither can be made or dropped without the other.
#pragma once

#include <engine/kinds/rules.hpp>

#include <map>
#include <set>

namespace schemadiff::kinds
{

// Types that others rest on, and those that do: a collation is none, but rests below them.
bool can_be_made_anew(Kind kind);

// One direction of a change.
class TypeChange
{
public:
    TypeChange(Context const &from, Context const &to) : from_{from}, to_{to} {}

    // Whether it is made under its own name once more, while the old one is still there.
    bool makes_anew(ObjectId const &type) const;
    // Whether it is made anew for its own sake.
    bool changes(ObjectId const &type) const;
    // Whether a column is brought from one type to another by the step that makes one of these, or
    // both, anew: where both are, be it on the way back, it can be neither before it nor after it.
    // The same goes for one that leaves such a type in either direction.
    bool carries(ObjectId const &column) const;
    // Whether a column leaves a type that is made anew for a new one that rests on such a type, and
    // so comes after it: it is converted first, as it is, and goes over then.
    bool is_left_later(ObjectId const &column) const;
    // The same the other way round: it has gone over when it is converted, as it will be.
    bool is_entered_before(ObjectId const &column) const;

    Context const &from() const { return from_; }
    Context const &to() const { return to_; }

private:
    bool makes_anew_below(ObjectId const &id, Catalog const &catalog) const;
    bool only_one_rests(ObjectId const &column, Catalog const &here, Catalog const &there) const;

    Context const &from_;
    Context const &to_;
    mutable std::map<ObjectId, bool> known_;
};

struct TypeGroup {
    ObjectId leader; // whose step does it
    // Those that are made anew in each direction, in the order in which they can be made.
    std::vector<ObjectId> going_up;
    std::vector<ObjectId> going_down;

    [[nodiscard]] bool goes_up(ObjectId const &type) const;
    [[nodiscard]] bool goes_down(ObjectId const &type) const;
};

// The group of a type that changes, or none where it is altered in place both ways.
std::optional<TypeGroup> group_of(ObjectId const &type, Context const &before,
                                  Context const &after);

// Each type behind those that it rests on.
std::vector<ObjectId> in_order_of_making(std::set<ObjectId> const &types, Catalog const &catalog);

} // namespace schemadiff::kinds
