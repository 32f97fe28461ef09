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

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace schemadiff::plan
{

// How large relations are; those that are not there are left out. Ids as they are before the plan's
// renames.
using SizesOf = std::function<std::map<ObjectId, RelationSize>(std::vector<ObjectId> const &)>;

// Which statements are chosen where there is a way that keeps the users of a table going.
enum class Ways : std::uint8_t { by_size, online, plain };

struct Options {
    // Who will run the plan, and so owns what it creates; empty: unknown, owners are set outright.
    std::string role;
    int server_version = 0;    // 0: unknown
    Ways ways = Ways::by_size; // online for what holds rows
    SizesOf sizes_of{};        // asked once; null: unknown, and rows are assumed
    // The schema of the journal, where rows are kept that the plan drops; empty: they are not.
    std::string keep_in{};
    bool keep_for_files = false; // after the run they go from there into CSV files
    bool fold = true; // off in tests that look at single steps
};

// `before` is the current state as it was read, `after` a complete desired state; `renames` lead
// from names of the one to names of the other and are carried out first.
Plan planned(Catalog const &before, Catalog const &after, std::vector<Rename> const &renames,
             Options const &options);

} // namespace schemadiff::plan
