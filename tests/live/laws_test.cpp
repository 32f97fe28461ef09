// Laws on a real server, with random catalogs and pg_dump as judge. SCHEMADIFF_SEEDS asks for
// more of them.
#include <engine/diff/diff.hpp>
#include <engine/elaborate/settle.hpp>
#include <engine/execute/executor.hpp>
#include <engine/introspect/introspect.hpp>
#include <engine/plan/planner.hpp>
#include <engine/render/plan_json.hpp>
#include <schemadiff/base/failure.hpp>

#include <support/catch.hpp>
#include <support/dump_entries.hpp>
#include <support/random_seeds.hpp>
#include <support/test_server.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

void make_roles_and_tablespaces()
{
    static bool const made = [] {
        for (std::string const &role : tests::random_roles()) {
            auto const exists = value_of(
                test_server().address(),
                sql("SELECT count(*) FROM pg_roles WHERE rolname = {}", Literal{role}).text());
            if (exists == "0") {
                run_sql(test_server().address(), sql("CREATE ROLE {}", Ident{role}).text());
            }
        }
        make_tablespaces();
        return true;
    }();
    REQUIRE(made);
}

// What stands in every new database stays.
Catalog with_public(Catalog const &wanted, Catalog const &current)
{
    auto objects = wanted.objects();
    auto const id = id_of<Schema>({"public"});
    if (!wanted.contains(id)) {
        objects.push_back(current.shared(id));
    }
    return Catalog{std::move(objects)};
}

// A database that is brought from one random catalog to the next, as a user would.
class Site
{
public:
    // Null catalogs are empty ones.
    Plan plan_to(Catalog const &wanted)
    {
        auto const current = introspect::introspect(connection_);
        Claims claims;
        claims.everything = true;
        auto const settled =
            elaborate::settled(current, with_public(wanted, current), claims, {}, workshop_);
        CHECK(settled.undecided.empty());
        auto plan =
            plan::planned(settled.before, settled.after, settled.renames,
                          {.role = "postgres", .server_version = connection_.server_version()});
        plan.desired_fingerprint = "wanted";
        return plan;
    }

    void apply(Plan const &plan) { execute::apply(connection_, plan, options()); }

    void undo() { execute::rollback(connection_, {.common = options(), .run = {}, .last = 1}); }

    DumpEntries dump() const { return dump_entries(database_.address()); }

private:
    static execute::ApplyOptions options()
    {
        execute::ApplyOptions options;
        options.format = {.write = render::plan_json, .read = render::plan_from_json};
        options.allowed.all = true;
        options.retries = 0;
        return options;
    }

    scratch::Database database_ = fresh_database();
    postgres::Connection connection_{database_.address()};
    elaborate::Workshop workshop_{{.named = test_server().address(),
                                   .preferred_major = {},
                                   .may_start_server = false,
                                   .target = {},
                                   .server = {}}};
};

std::string told(Failure const &failure)
{
    std::string text;
    for (Diagnostic const &one : failure.diagnostics()) {
        text += rendered(one);
    }
    return text;
}

std::string told(Plan const &plan)
{
    std::string text;
    for (PlannedStep const &step : plan.steps) {
        text.append(word(step.action)).append(" ").append(step.subject).append("\n");
        for (std::string const &statement : step.up.statements) {
            text += "    " + statement + '\n';
        }
    }
    return text;
}

bool has_way_back(Plan const &plan)
{
    return std::all_of(plan.steps.begin(), plan.steps.end(),
                       [](PlannedStep const &step) { return step.down.has_value(); });
}

Catalog catalog_of(int seed, int variation)
{
    return tests::random_catalog({.seed = static_cast<std::uint64_t>(seed),
                                  .variation = static_cast<std::uint64_t>(variation),
                                  .schemas = 1 + seed % 2,
                                  .tables = 2 + seed % 3,
                                  .odd_names = seed % 3 != 0,
                                  .buildable = true,
                                  .server_major = test_server().binaries().major});
}

} // namespace

TEST_CASE("up leads to what a direct build gives, and down to what was there", "[laws][versions]")
{
    make_roles_and_tablespaces();
    for (int const seed : tests::seeds(4)) {
        INFO("seed " << seed);
        auto const before = catalog_of(seed, 0);
        auto const after = catalog_of(seed, 1 + seed % 5);
        try {
            Site site;
            site.apply(site.plan_to(before));
            CHECK(told(site.plan_to(before)) == "");
            auto const old_dump = site.dump();

            Site direct;
            direct.apply(direct.plan_to(after));

            auto const plan = site.plan_to(after);
            CHECK_FALSE(plan.empty());
            site.apply(plan);
            CHECK(difference(site.dump(), direct.dump()) == std::vector<std::string>{});
            CHECK(told(site.plan_to(after)) == "");

            if (!has_way_back(plan)) {
                continue;
            }
            site.undo();
            CHECK(difference(site.dump(), old_dump) == std::vector<std::string>{});
            site.apply(site.plan_to(after));
            CHECK(difference(site.dump(), direct.dump()) == std::vector<std::string>{});
        } catch (Failure const &failure) {
            FAIL_CHECK(told(failure));
        }
    }
}

TEST_CASE("a server reads a quoted text as that text, and a quoted name as that name",
          "[laws][versions]")
{
    auto const database = fresh_database();
    postgres::Connection connection{database.address()};
    // Any code points but NUL and surrogates, more often those that mean something to a lexer.
    auto const random_utf8 = [](tests::Chance &chance, int most) {
        std::string text;
        for (int count = chance.below(most); count > 0; --count) {
            auto const point =
                chance.percent(40)
                    ? chance.one_of<int>({'\'', '"', '\\', '$', '\n', 'E', 'U', '&', '%', '{'})
                : chance.percent(50) ? chance.between(1, 0x7F)
                : chance.percent(80) ? chance.between(0x80, 0xD7FF)
                                     : chance.between(0xE000, 0x10FFFF);
            auto const tail = [&](int shift) {
                return static_cast<char>(0x80 | ((point >> shift) & 0x3F));
            };
            if (point < 0x80) {
                text += static_cast<char>(point);
            } else if (point < 0x800) {
                text += {static_cast<char>(0xC0 | (point >> 6)), tail(0)};
            } else if (point < 0x10000) {
                text += {static_cast<char>(0xE0 | (point >> 12)), tail(6), tail(0)};
            } else {
                text += {static_cast<char>(0xF0 | (point >> 18)), tail(12), tail(6), tail(0)};
            }
        }
        return text;
    };
    for (std::string const conforming : {"on", "off"}) {
        connection.execute("SET standard_conforming_strings = " + conforming +
                           "; SET escape_string_warning = off");
        for (int const seed : tests::seeds(300)) {
            tests::Chance chance{static_cast<std::uint64_t>(seed), "text " + conforming};
            auto const text = random_utf8(chance, 40);
            auto name = "x" + random_utf8(chance, 15);
            INFO("seed " << seed << ", standard_conforming_strings " << conforming);
            auto const result = connection.query(
                sql("SELECT {} AS literal, {} AS dollars, t.{} AS name FROM "
                    "(SELECT {} AS {}) AS t",
                    Literal{text}, DollarQuoted{text}, Ident{name}, Literal{name}, Ident{name}));
            CHECK(result[0].text("literal") == text);
            CHECK(result[0].text("dollars") == text);
            CHECK(result[0].text("name") == name);
            auto const catalog =
                connection.query(sql("CREATE TEMPORARY TABLE {} (); SELECT relname AS name FROM "
                                     "pg_catalog.pg_class WHERE oid = {}::pg_catalog.regclass",
                                     Ident{name}, Literal{quoted(Ident{name})}));
            CHECK(catalog.value() == name);
            connection.execute(sql("DROP TABLE {}", Ident{name}));
        }
    }
}
