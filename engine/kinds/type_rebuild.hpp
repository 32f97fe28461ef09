// Making types, or collations, anew under their own names where PostgreSQL cannot alter them: the
// old ones are renamed out of the way, every column that uses them is cast to the new ones, and the
// old ones are dropped. What goes together in one step is said by type_group.hpp; whatever else
// depends on any of the types makes way meanwhile.
#pragma once

#include <engine/kinds/rules.hpp>
#include <engine/kinds/type_group.hpp>

namespace schemadiff::kinds
{

// How a type that changes is made anew, if it is.
struct Rebuilding {
    // In which direction; in the other one it is altered in place, or nothing has to be done.
    bool going_up = false;
    bool going_down = false;
    // The step that makes it and the others of its group anew, where it is the one to do it.
    std::optional<Step> step;

    // With what is done in place in the directions that are left.
    [[nodiscard]] Alteration with(std::vector<Step> in_place) &&;
};

Rebuilding rebuilding(ObjectId const &type, Context const &before, Context const &after);

// The columns whose values are of this type, or of one that rests on it, on tables.
std::vector<ObjectId> columns_using(ObjectId const &type, Context const &context);

} // namespace schemadiff::kinds
