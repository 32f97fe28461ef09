// Status, history, version and completion as they are printed, without a server.
#include <support/catch.hpp>

#include <engine/cli/arguments.hpp>
#include <engine/cli/completion_command.hpp>
#include <engine/cli/report.hpp>
#include <engine/cli/report_json.hpp>
#include <engine/cli/status_report.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <new>
#include <sstream>
#include <stdexcept>
#include <string>

using namespace schemadiff;
using namespace schemadiff::cli;

namespace
{

StatusReport sample()
{
    StatusReport report;
    report.program = "schemadiff 0.1.0";
    report.connection = "host db, port 5432, database shop, user deploy, sslmode require";
    report.server_version = 150018;
    report.role = "deploy";
    report.journal_schema = "schemadiff";
    report.journal_version = 1;
    execute::Run failed;
    failed.id = 12;
    failed.state = execute::RunState::failed;
    failed.started_at = "2026-11-21T03:35:00Z";
    failed.ended_at = "2026-11-21T03:35:09Z";
    failed.role = "deploy";
    failed.program = "schemadiff 0.1.0";
    failed.error = "no room";
    failed.steps = 9;
    failed.steps_done = 4;
    execute::Run running = failed;
    running.id = 7;
    running.state = execute::RunState::running;
    running.ended_at.clear();
    running.error.clear();
    report.unfinished = {running};
    report.runs = {failed, running};
    return report;
}

struct Reported {
    ExitCode exit_code;
    std::string out;
    std::string err;
};

template <class Command>
Reported report_of(Command command)
{
    std::ostringstream out;
    std::ostringstream err;
    TerminalParts parts;
    parts.out = &out;
    parts.err = &err;
    Terminal terminal{parts};
    ExitCode const code = reported(terminal, [&] { return command(terminal); });
    return {code, out.str(), err.str()};
}

} // namespace

TEST_CASE("status says where the database stands", "[cli]")
{
    CHECK(status_text(sample()) ==
          "database    host db, port 5432, database shop, user deploy, sslmode require\n"
          "server      PostgreSQL 15.18\n"
          "role        deploy\n"
          "journal     in schema schemadiff, version 1\n"
          "at work     nobody\n"
          "unfinished  run 7, running since 2026-11-21T03:35:00Z: 4 of 9 steps are done; "
          "schemadiff resume goes on with it, schemadiff rollback --unfinished undoes it\n"
          "last error  no room\n"
          "\n"
          "run  state    started               ended                 steps  role    program\n"
          "12   failed   2026-11-21T03:35:00Z  2026-11-21T03:35:09Z  4/9    deploy  schemadiff "
          "0.1.0\n"
          "7    running  2026-11-21T03:35:00Z  -                     4/9    deploy  schemadiff "
          "0.1.0\n");

    StatusReport fresh = sample();
    fresh.journal_version.reset();
    CHECK(status_text(fresh) ==
          "database    host db, port 5432, database shop, user deploy, sslmode require\n"
          "server      PostgreSQL 15.18\n"
          "role        deploy\n"
          "journal     none in schema schemadiff: nothing was ever applied\n");
}

TEST_CASE("status as JSON has the same keys, whatever is there", "[cli]")
{
    StatusReport fresh;
    fresh.program = "schemadiff 0.1.0";
    fresh.connection = "host \xff";
    CHECK(status_json(fresh) == "{\n"
                                "  \"program\": \"schemadiff 0.1.0\",\n"
                                "  \"connection\": \"host \xef\xbf\xbd\",\n"
                                "  \"server_version\": 0,\n"
                                "  \"role\": \"\",\n"
                                "  \"journal_schema\": \"\",\n"
                                "  \"journal_version\": null,\n"
                                "  \"at_work\": null,\n"
                                "  \"unfinished\": [],\n"
                                "  \"runs\": [],\n"
                                "  \"kept\": []\n"
                                "}\n");
    fresh.kept = {{.name = "schemadiff_kept_1",
                   .run = 7,
                   .subject = "table \"app\".\"a\"",
                   .relation = "app.a",
                   .rows = 3,
                   .bytes = 8192,
                   .kept_at = "2026-11-21T03:35:00Z"}};
    CHECK(status_json(fresh).find("\"table\": \"schemadiff_kept_1\"") != std::string::npos);
    CHECK(kept_text(fresh.kept) ==
          "kept of          rows  bytes  run  since                 file\n"
          "table \"app\".\"a\"  3     8192   7    2026-11-21T03:35:00Z  -\n");
    CHECK(runs_json(sample().runs).find("\"error\": \"no room\"") != std::string::npos);
}

TEST_CASE("a command that throws becomes messages and an exit code", "[cli]")
{
    auto const refused = report_of([](Terminal &) -> ExitCode {
        throw Failure{{Severity::error, codes::hazard_not_allowed, {}, "not allowed", {"Ask."}},
                      ExitCode::refused};
    });
    CHECK(refused.exit_code == ExitCode::refused);
    CHECK(refused.out.empty());
    CHECK(refused.err == "error: not allowed [SD5002]\nhint: Ask.\n");

    auto const bug =
        report_of([](Terminal &) -> ExitCode { throw std::logic_error{"no such column"}; });
    CHECK(bug.exit_code == ExitCode::error);
    CHECK(bug.err ==
          "error: internal error: no such column [SD9001]\n"
          "hint: This is a mistake in schemadiff and not in what you did; please report it with "
          "the command and these words.\n"
          "hint: schemadiff status shows whether a run was under way.\n");

    auto const full = report_of([](Terminal &) -> ExitCode { throw std::bad_alloc{}; });
    CHECK(full.exit_code == ExitCode::error);
    CHECK(full.err == "error: out of memory [SD9002]\n"
                      "hint: schemadiff status shows whether a run was under way.\n");
}

TEST_CASE("completion scripts know every command and its long options", "[cli]")
{
    for (Shell const shell : {Shell::bash, Shell::zsh, Shell::fish}) {
        auto const script =
            report_of([&](Terminal &terminal) { return run(CompletionOptions{shell}, terminal); });
        CHECK(script.exit_code == ExitCode::done);
        for (CommandSummary const &command : command_summaries()) {
            CHECK(script.out.find(command.name) != std::string::npos);
            for (OptionSummary const &option : command.options) {
                std::string const name = option.names.back();
                CHECK(script.out.find(shell == Shell::fish ? "-l " + name.substr(2) : name) !=
                      std::string::npos);
            }
        }
        CHECK(script.out.find("text sql json markdown") != std::string::npos);
    }
}
