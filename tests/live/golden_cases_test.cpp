// The cases of fixtures/cases on a server: hand-written SQL makes both states, pg_dump judges
// what a plan makes of one of them: there, back and there again, then the other way round.
//
// Cases that do not meet share a database, because most of the time goes into making and dumping
// one; SCHEMADIFF_CASES_APART=1 gives each its own.
#include "way_bench.hpp"

#include <support/golden.hpp>

#include <iostream>
#include <sstream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

using Group = std::vector<Case>;

void make_roles_and_tablespaces()
{
    static bool const made = [] {
        run_sql(test_server().address(),
                Case{FIXTURES_DIR "/cases", "roles of the cases"}.text_of("roles.sql"));
        make_tablespaces();
        return true;
    }();
    CHECK(made);
}

void run_files(postgres::Address const &address, Group const &group, std::string const &file)
{
    for (Case const &one : group) {
        INFO(one.name << '/' << file);
        REQUIRE_NOTHROW(run_sql(address, one.text_of(file)));
    }
}

Lines files_of(Group const &group, std::string const &name)
{
    Lines files;
    for (Case const &one : group) {
        files.push_back((one.folder / name).string());
    }
    return files;
}

elaborate::Workshop workshop_on_test_server()
{
    scratch::PlaceOptions options;
    options.named = test_server().address();
    return elaborate::Workshop(options);
}

// The cases that the server is for. The others are named, with their reasons, so that what a run
// leaves out is seen.
Group cases_of_server()
{
    int const major = test_server().binaries().major;
    Group result;
    std::size_t skipped = 0;
    std::string reasons;
    for (Case const &one : cases()) {
        auto const versions = versions_of(one);
        if (one.has("provider.txt") && !has_label_providers()) {
            ++skipped;
            reasons += "\n  " + one.name + ": no provider of labels could be built";
        } else if (versions.contain(major)) {
            result.push_back(one);
        } else {
            ++skipped;
            reasons += "\n  " + one.name + ": " + versions.reason;
        }
    }
    static bool const said = [&] {
        std::cout << "PostgreSQL " << test_server().binaries().version << ": " << result.size()
                  << " cases, " << skipped << " skipped" << reasons << std::endl;
        return true;
    }();
    CHECK(said);
    return result;
}

// Roles are the same in all databases of a server, so that two states of them need two servers.
bool is_about_roles(Group const &group)
{
    return std::any_of(group.begin(), group.end(), [](Case const &one) {
        return one.name.starts_with("role/") || one.name.starts_with("membership/");
    });
}

// With what pg_dump leaves out because it belongs to the server.
DumpEntries whole_dump(postgres::Address const &address)
{
    auto entries = dump_entries(address);
    entries.merge(role_entries(address));
    return entries;
}

std::string names_of(Group const &group)
{
    std::string names;
    for (Case const &one : group) {
        names += (names.empty() ? "" : ", ") + one.name;
    }
    return names;
}

} // namespace

TEST_CASE("a plan makes of one state what hand-written SQL makes of the other, and back",
          "[golden][versions]")
{
    make_roles_and_tablespaces();
    for (Group const &group : cases_in_groups(cases_of_server())) {
        if (is_about_roles(group)) {
            continue;
        }
        DYNAMIC_SECTION(names_of(group))
        {
            auto const a = fresh_database();
            auto const b = fresh_database();
            run_files(a.address(), group, "before.sql");
            run_files(b.address(), group, "after.sql");
            Truth const before{files_of(group, "before.yaml"), dump_entries(a.address())};
            Truth const after{files_of(group, "after.yaml"), dump_entries(b.address())};
            Way(a.address(), before, after).there_and(Way::Turns::back_and_there_again);
            if (!group.front().has("one_way.txt")) {
                Way(b.address(), after, before).there_and(Way::Turns::back);
            }
        }
    }
}

TEST_CASE(
    "a plan makes of the roles of one server what hand-written SQL makes of another, and back",
    "[golden][versions][roles]")
{
    for (Group const &group : cases_in_groups(cases_of_server())) {
        if (!is_about_roles(group)) {
            continue;
        }
        DYNAMIC_SECTION(names_of(group))
        {
            auto const server_a = scratch::Server::start();
            auto const server_b = scratch::Server::start();
            scratch::Database const a{server_a.address()};
            scratch::Database const b{server_b.address()};
            run_files(a.address(), group, "before.sql");
            run_files(b.address(), group, "after.sql");
            Truth const before{files_of(group, "before.yaml"), whole_dump(a.address()), whole_dump};
            Truth const after{files_of(group, "after.yaml"), whole_dump(b.address()), whole_dump};
            Way(a.address(), before, after).there_and(Way::Turns::back_and_there_again);
            if (!group.front().has("one_way.txt")) {
                Way(b.address(), after, before).there_and(Way::Turns::back);
            }
        }
    }
}

TEST_CASE("where only a server can decide, it gives the plan written in the case",
          "[golden][versions]")
{
    make_roles_and_tablespaces();
    auto workshop = workshop_on_test_server();
    for (Case const &one : cases_of_server()) {
        if (one.has("undecided.txt")) {
            INFO(one.name);
            WorkingFolder const folder(one.folder);
            auto const plan = plan_between("before.yaml", "after.yaml", workshop);
            CHECK(plan.undecided.empty());
            check_or_bless(one, plan);
        }
    }
}
