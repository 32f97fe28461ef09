// A plan as a person reads it before saying yes: what happens in which order, the SQL, the
// locks, what could go wrong and how it is undone. For the terminal; nothing reads it back.
#pragma once

#include <schemadiff/plan/plan.hpp>

#include <string>

namespace schemadiff::render
{

struct TextOptions {
    bool colour = false;
    int width = 80; // sentences are broken there, SQL never; 0: nothing is broken
};

std::string plan_text(Plan const &plan, TextOptions const &options = {});

// The same differences as news about the database: what is missing, what is extra, what is
// not as it should be.
std::string drift_text(Plan const &plan, TextOptions const &options = {});

} // namespace schemadiff::render
