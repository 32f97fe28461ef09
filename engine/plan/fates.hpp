// What becomes of each object that is touched: the closure of the changes over what must make
// way for them.
#pragma once

#include <engine/kinds/rules.hpp>
#include <engine/plan/dependants.hpp>
#include <schemadiff/diff/change.hpp>

#include <map>

namespace schemadiff::plan
{

enum class Fate : std::uint8_t { create, drop, alter, replace, make_way };

struct Touched {
    Fate fate = Fate::make_way;
    ObjectPtr before;
    ObjectPtr after;
    std::vector<std::string_view> fields;
    kinds::Alteration alteration; // for `alter`
    // For `make_way`: in which direction the object is dropped and brought back. An object that is
    // altered going up may have to make way going down as well.
    bool going_up = false;
    bool going_down = false;
};

// Whether the object comes to be there, or is there anew, when the plan is gone through up or down.
bool is_made_going_up(Touched const &touched);
bool is_made_going_down(Touched const &touched);

// Both catalogs with their dependants, for the rules and for the closure.
struct Sides {
    Catalog const &before;
    Catalog const &after;
    Dependants const &before_dependants;
    Dependants const &after_dependants;
    kinds::Context before_context;
    kinds::Context after_context;
};

// Whether rows or values are lost when the object is dropped.
bool loses_data(Object const &object, kinds::Context const &context);

std::map<ObjectId, Touched> fates(std::vector<Change> const &changes, Sides const &sides);

} // namespace schemadiff::plan
