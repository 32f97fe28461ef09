// What doctor says about facts: the whole report, and what each bad fact becomes.
#include <support/catch.hpp>

#include <engine/cli/doctor_checks.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::cli;

namespace
{

// A server on which nothing stands in the way.
DoctorFacts good()
{
    DoctorFacts facts;
    facts.connection = "host db, port 6543, database shop, user deploy, sslmode require";
    facts.uses_tls = true;
    facts.server_version = 150018;
    facts.database = "shop";
    facts.role = facts.login_role = "deploy";
    facts.time_zone = "UTC";
    facts.search_path = "zero_admin, public";
    facts.effective_path = {"zero_admin", "public"};
    facts.may_create_in_database = true;
    facts.has_desired_state = true;
    facts.schemas = {{"zero_admin", true, true, true}};
    facts.extensions = {{"pgcrypto", "1.3", "1.3", true}};
    facts.journal.schema = "zero_admin";
    facts.journal.schema_exists = facts.journal.may_create = true;
    facts.scratch = "an ephemeral PostgreSQL 15.18";
    facts.scratch_version = 150018;
    return facts;
}

// The lines that are not well.
std::string complaints(DoctorFacts const &facts)
{
    std::string text;
    for (CheckUp const &check : check_ups(facts)) {
        if (check.health != Health::ok) {
            text += std::string(word(check.health)) + ": " + check.subject + ": " + check.sentence +
                    "\n";
        }
    }
    return text;
}

} // namespace

TEST_CASE("a database on which nothing stands in the way", "[cli]")
{
    auto const checks = check_ups(good());
    CHECK_FALSE(stops_an_apply(checks));
    CHECK(
        checks_text(checks) ==
        R"(ok       connection   host db, port 6543, database shop, user deploy, sslmode require, encrypted
ok       server       PostgreSQL 15.18
ok       writable     transactions may write
ok       role         deploy
ok       database     the role may create schemas in shop
ok       schemas      the role may create in zero_admin
ok       tables       the role owns all that the desired state names
ok       extensions   pgcrypto 1.3 is installed
ok       time zone    UTC
ok       search path  zero_admin, public, which comes to zero_admin, public; schemadiff qualifies every name
ok       pooler       none stands in between
ok       journal      none yet; the first apply makes it in schema zero_admin
ok       scratch      an ephemeral PostgreSQL 15.18

Nothing would stop an apply.
)");
}

TEST_CASE("what would stop an apply, and what is only worth a look", "[cli]")
{
    using Spoil = std::function<void(DoctorFacts &)>;
    std::vector<std::pair<Spoil, std::string>> const cases{
        {[](DoctorFacts &facts) { facts.uses_tls = false; },
         "warning: connection: host db, port 6543, database shop, user deploy, sslmode require, "
         "not encrypted\n"},
        {[](DoctorFacts &facts) {
             facts.uses_tls = false;
             facts.is_local = true;
         },
         ""},
        {[](DoctorFacts &facts) { facts.server_version = 120010; },
         "stop: server: PostgreSQL 12.10, which is older than 13\n"
         "warning: scratch: an ephemeral PostgreSQL 15.18, while the database is of 12.10\n"},
        {[](DoctorFacts &facts) { facts.server_version = facts.scratch_version = 190000; },
         "warning: server: PostgreSQL 19.0, which is newer than 18\n"},
        {[](DoctorFacts &facts) { facts.is_in_recovery = true; },
         "stop: writable: the server is a standby, which cannot be changed\n"},
        {[](DoctorFacts &facts) { facts.is_read_only = true; },
         "stop: writable: transactions are read-only here\n"},
        {[](DoctorFacts &facts) { facts.may_create_in_database = false; }, ""},
        {[](DoctorFacts &facts) {
             facts.may_create_in_database = false;
             facts.schemas.front().exists = false;
         },
         "stop: database: the role may not create anything in shop, but schema zero_admin is "
         "missing\n"},
        {[](DoctorFacts &facts) {
             facts.may_create_in_database = false;
             facts.journal.schema = "Ops";
             facts.journal.schema_exists = false;
         },
         "stop: database: the role may not create anything in shop, but schema \"Ops\" for the "
         "journal is missing\n"},
        {[](DoctorFacts &facts) { facts.schemas.front().may_create = false; },
         "stop: schemas: the role may not create in zero_admin\n"},
        {[](DoctorFacts &facts) {
             facts.schemas.front().may_create = false;
             facts.has_desired_state = false;
         },
         "warning: schemas: the role may not create in zero_admin\n"},
        {[](DoctorFacts &facts) {
             facts.foreign_tables = {{"app.users", "boss", true}};
         },
         "warning: tables: 1 table belongs to other roles and cannot be altered: app.users (of "
         "boss)\n"},
        {[](DoctorFacts &facts) {
             facts.extensions = {{"vector", "", "", false}};
         },
         "stop: extensions: vector is neither installed nor available on the server\n"},
        {[](DoctorFacts &facts) {
             facts.extensions = {{"postgis", "", "3.4", false}};
         },
         "stop: extensions: postgis 3.4 is available, but the role may not create it\n"},
        {[](DoctorFacts &facts) {
             facts.extensions = {{"postgis", "", "3.4", false}};
             facts.is_superuser = true;
         },
         ""},
        {[](DoctorFacts &facts) {
             facts.extensions = {{"pgcrypto", "", "1.3", true}};
         },
         ""},
        {[](DoctorFacts &facts) { facts.time_zone = "Europe/Berlin"; },
         "warning: time zone: Europe/Berlin, not UTC: a timestamptz written without its zone "
         "means that one\n"},
        {[](DoctorFacts &facts) { facts.journal.schema = "public"; },
         "warning: journal: it would be made in schema public\n"},
        {[](DoctorFacts &facts) { facts.journal.may_create = false; },
         "stop: journal: the role may not create it in schema zero_admin\n"},
        {[](DoctorFacts &facts) {
             facts.journal.version = 1;
             execute::Run run;
             run.id = 7;
             run.steps = 9;
             run.steps_done = 4;
             facts.journal.unfinished = {run};
         },
         "stop: journal: run 7 has not ended: 4 of 9 steps are done\n"},
        {[](DoctorFacts &facts) {
             facts.scratch.clear();
             facts.why_no_scratch = {"no PostgreSQL binaries were found"};
         },
         "warning: scratch: there is none, so plans are not proved: no PostgreSQL binaries were "
         "found\n"},
    };
    for (std::size_t index = 0; index < cases.size(); ++index) {
        DYNAMIC_SECTION(index)
        {
            DoctorFacts facts = good();
            cases[index].first(facts);
            CHECK(complaints(facts) == cases[index].second);
            CHECK(stops_an_apply(check_ups(facts)) ==
                  (cases[index].second.find("stop: ") != std::string::npos));
        }
    }
}
