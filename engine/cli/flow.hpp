// What plan, apply, drift, adopt and verify have in common: from two states to a plan.
#pragma once

#include <engine/cli/states.hpp>
#include <engine/cli/terminal.hpp>
#include <engine/elaborate/settle.hpp>
#include <engine/execute/options.hpp>
#include <engine/plan/planner.hpp>
#include <engine/postgres/cancelling.hpp>

#include <memory>

namespace schemadiff::cli
{

// A live database, and where to try things out for it.
struct Session {
    Session(Common const &common, std::vector<std::string> schemas_to_read);

    State read();
    [[nodiscard]] std::vector<execute::ExpressionPair> known_pairs();
    [[nodiscard]] plan::SizesOf sizes_of();

    Common common;
    std::vector<std::string> schemas;
    postgres::Address address;
    postgres::Connection connection;
    postgres::Cancelling cancelling; // its statements, when the user wants to stop
    elaborate::Workshop workshop;
    std::string role; // of the session
};

struct Planned {
    elaborate::Settled settled;
    Plan plan;
};

struct PlanQuestion {
    State const &current;
    State const &desired;
    std::vector<execute::ExpressionPair> known;
    std::string role;     // empty: unknown
    std::string database; // for the plan file; empty: none
    bool prove = false;
    plan::Ways ways = plan::Ways::by_size;
    std::string keep_in{};    // schema for the rows of what is dropped; empty: they go for good
    bool keep_for_files = false; // and from there into CSV files
    plan::SizesOf sizes_of{}; // null: no database is asked
};

Planned plan_for(PlanQuestion const &question, elaborate::Workshop &workshop);

// A desired state, and the database that it is compared with.
struct Comparison {
    State desired;
    std::unique_ptr<Session> session;
    State current;

    [[nodiscard]] Planned plan(bool prove, plan::Ways ways = plan::Ways::by_size,
                               OnDrop on_drop = OnDrop::discard) const;
};

struct ComparisonQuestion {
    std::vector<std::string> const &states;
    Common const &common;
    std::vector<std::string> const &schemas;
    bool strict_coverage = false;
};

// Reads both, files while the server answers. Mistakes in files are told first, whatever becomes of
// the server; warnings go to the terminal.
Comparison compared(ComparisonQuestion const &question, Terminal &terminal);

// Uncovered things as an error (--strict-coverage).
void refuse_uncovered(Catalog const &catalog);

// Warnings and notices, on stderr.
void tell_of_newer_server(Session &session, Terminal &terminal);
void tell(Diagnostics const &diagnostics, SourceLine const &source_line, Terminal &terminal);

// Text to a file, whole or not at all, or to stdout.
void deliver(std::string const &text, std::optional<std::string> const &file, Terminal &terminal);

// "schemadiff 0.1.0"
std::string program_name();

// Options of the executor that the command line and the configuration decide.
execute::ApplyOptions executor_options(Session &session, Limits const &limits,
                                       execute::Allowed const &allowed, Terminal &terminal);

} // namespace schemadiff::cli
