// A plan as a file: everything that is in it, so that apply can run exactly what was reviewed.
// schemas/plan.schema.json describes the format, docs/plan-format.md explains it.
#pragma once

#include <schemadiff/plan/plan.hpp>

#include <string>
#include <string_view>

namespace schemadiff::render
{

std::string plan_json(Plan const &plan);

// The exact inverse. Throws Failure on anything that plan_json() would not write: another
// format or version, a missing or unknown key, a value that means nothing.
Plan plan_from_json(std::string_view text);

} // namespace schemadiff::render
