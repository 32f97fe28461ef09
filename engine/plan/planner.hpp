// Changes become steps, in an order in which PostgreSQL takes them, each with its way back.
//
// The life of a change: planner.cpp decides what becomes of every object (created, dropped,
// altered, replaced, or made to give way) and asks the rules of its kind for steps; edges.cpp
// derives what must come before what; order.cpp sorts; fold.cpp puts columns and constraints
// into their CREATE TABLE; batches.cpp draws the borders of transactions. None of them knows a
// kind.
#pragma once

#include <engine/plan/renames.hpp>
#include <schemadiff/diff/change.hpp>
#include <schemadiff/plan/plan.hpp>

namespace schemadiff::plan
{

struct Options {
    // Who will run the plan, and so owns what it creates; empty: unknown, owners are set outright.
    std::string role;
    int server_version = 0; // 0: unknown
    bool fold = true;       // off in tests that look at single steps
};

// `before` is the current state as it was read, `after` a complete desired state; `renames` lead
// from names of the one to names of the other and are carried out first.
Plan planned(Catalog const &before, Catalog const &after, std::vector<Rename> const &renames,
             Options const &options);

} // namespace schemadiff::plan
