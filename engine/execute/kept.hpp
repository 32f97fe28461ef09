// What runs have kept of objects that they dropped: tables in the journal's schema, and the list of
// them. The statements of plans copy the rows and put them back; here is what concerns more than
// one run.
#pragma once

#include <engine/execute/journal.hpp>
#include <engine/postgres/connection.hpp>
#include <schemadiff/plan/plan.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace schemadiff::execute
{

struct Kept {
    std::string name; // of the table in the journal's schema
    RunId run = 0;    // 0: its run is in the journal no more
    std::string subject;
    std::string relation;
    long long rows = 0;
    long long bytes = 0;
    std::string kept_at;    // 2026-11-21T03:35:00Z
    std::string file{};     // that holds the rows; empty: the table does
    std::string checksum{}; // of the file
};

// Oldest first; of those that were kept at least so long ago. Empty where there is no list.
std::vector<Kept> kept_in(postgres::Connection &connection, std::string const &journal_schema,
                          std::chrono::seconds older_than = {});

// Drops the copies, with their entries, in one transaction, and then deletes their files where they
// are on this machine and as they were written.
void purge(postgres::Connection &connection, std::string const &journal_schema,
           std::vector<Kept> const &all);

// The names of copies are made with the plan and are the same whenever the same object is dropped.
// Before a run begins, or goes on, what others kept under the names of its plan steps aside; before
// it is undone, its own comes back. Runs are undone newest first, so that the name is free by then.
void make_room(postgres::Connection &connection, std::string const &journal_schema,
               Plan const &plan, RunId run = 0);
// Throws Failure where what the steps put back is not there any more, or is in a file that is not.
void refuse_lost(postgres::Connection &connection, std::string const &journal_schema,
                 Plan const &plan, std::vector<std::size_t> const &steps, RunId run);
// What is in a file comes back into its table.
void bring_back(postgres::Connection &connection, std::string const &journal_schema,
                Plan const &plan, std::vector<std::size_t> const &steps, RunId run);

} // namespace schemadiff::execute
