// Which part of the two states a proof builds, and how it begins; for prove.cpp.
#pragma once

#include <schemadiff/model/catalog.hpp>
#include <schemadiff/plan/plan.hpp>
#include <schemadiff/sql/sql.hpp>

#include <utility>
#include <vector>

namespace schemadiff::prove
{

// The objects that a plan is about, with what they stand on, on both sides alike.
std::pair<Catalog, Catalog> parts(Plan const &plan, Catalog const &before, Catalog const &after);

// Where an extension is moved, what uses it names the new schema already.
Plan renames_of(Plan const &plan);

// The current state with its extensions where `after` has them, and the schemas that it lacks for
// that.
struct Moved {
    Catalog catalog;
    std::vector<Sql> schema_drops;
};
Moved with_moved_extensions(Catalog const &before, Catalog const &after);

} // namespace schemadiff::prove
