// Who gains and who loses by the plan of a case, held against the access lists that the server has
// of both states.
#include "program_bench.hpp"
#include "way_bench.hpp"

#include <support/golden.hpp>

#include <fmt/format.h>

#include <set>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// One line for each privilege of whoever does not own the object: PUBLIC select "app"."users".
constexpr char const *rights_query = R"sql(
WITH objects (names, owner, acl) AS (
  SELECT coalesce(identity.names, member.names, format('"%s"."%s"', n.nspname, c.relname)), c.relowner,
         coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  -- The sequence of an identity goes by the name of its column.
  LEFT JOIN LATERAL (
      SELECT format('"%s"."%s"."%s"', tn.nspname, t.relname, a.attname) AS names
      FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i' AND c.relkind = 'S') identity ON true
  -- What an extension has brought goes by its name.
  LEFT JOIN LATERAL (
      SELECT format('"%s"."%I.%I"', e.extname, n.nspname, c.relname) AS names
      FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') member ON true
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT format('"%s"."%s"."%s"', n.nspname, c.relname, a.attname), c.relowner, a.attacl
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT coalesce(member.names, format('"%s"."%s"(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes))), p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  LEFT JOIN LATERAL (
      SELECT format('"%s"."%I.%I"(%s)', e.extname, n.nspname, p.proname, oidvectortypes(p.proargtypes)) AS names
      FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') member ON true
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'i')
  UNION ALL
  SELECT format('"%s"."%s"', n.nspname, t.typname), t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c'
  UNION ALL
  SELECT format('"%s"', n.nspname), n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
  FROM pg_namespace n
), given AS (
  SELECT o.names, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE format('role "%s"', g.rolname) END AS who,
         lower(a.privilege_type) AS privilege, a.is_grantable
  FROM objects o, aclexplode(o.acl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
  WHERE a.grantee <> o.owner AND o.names !~ '^"(pg_catalog|pg_toast|information_schema)'
)
SELECT concat_ws(E'\t', who, privilege, names) AS value FROM given
UNION
SELECT concat_ws(E'\t', who, 'grant option for ' || privilege, names) FROM given WHERE is_grantable
)sql";

constexpr char const *names_query = R"sql(
SELECT format('"%s"."%s"', n.nspname, c.relname) AS value FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
UNION SELECT format('"%s"."%s"."%s"', n.nspname, c.relname, a.attname)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT a.attisdropped
UNION SELECT format('"%s"."%s"(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
UNION SELECT format('"%s"."%s"', n.nspname, t.typname) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
UNION SELECT format('"%s"', nspname) FROM pg_namespace
UNION SELECT format('"%s"."%I.%I"', e.extname, n.nspname, c.relname)
FROM pg_extension e JOIN pg_depend d ON d.refobjid = e.oid AND d.deptype = 'e' JOIN pg_class c ON c.oid = d.objid
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION SELECT format('"%s"."%I.%I"(%s)', e.extname, n.nspname, p.proname, oidvectortypes(p.proargtypes))
FROM pg_extension e JOIN pg_depend d ON d.refobjid = e.oid AND d.deptype = 'e' JOIN pg_proc p ON p.oid = d.objid
JOIN pg_namespace n ON n.oid = p.pronamespace
)sql";

using Texts = std::set<std::string>;

Texts answers(postgres::Address const &address, char const *query)
{
    auto const values = values_of(address, query);
    return {values.begin(), values.end()};
}

// +PUBLIC, execute, "app"."f"(integer): what the plan says of privileges of those who are no
// owners.
Texts said(Plan const &plan)
{
    Texts all;
    for (PlannedAccess const &one : plan.access) {
        bool const is_about_another = one.who == "the owner" || one.on.starts_with("rows of ") ||
                                      one.on.starts_with("default privileges ");
        for (auto const *list : {&one.gains, &one.loses}) {
            for (std::string const &what : *list) {
                if (!is_about_another && what != "ownership") {
                    all.insert(fmt::format("{}{}\t{}\t{}", list == &one.gains ? '+' : '-', one.who,
                                           what, one.on.substr(one.on.find('"'))));
                }
            }
        }
    }
    return all;
}

Texts true_of(postgres::Address const &before, postgres::Address const &after)
{
    auto const old_ones = answers(before, rights_query);
    auto const new_ones = answers(after, rights_query);
    auto const names = answers(after, names_query);
    Texts all;
    for (std::string const &one : new_ones) {
        if (!old_ones.contains(one)) {
            all.insert('+' + one);
        }
    }
    for (std::string const &one : old_ones) {
        if (!new_ones.contains(one) && names.contains(one.substr(one.rfind('\t') + 1))) {
            all.insert('-' + one);
        }
    }
    return all;
}

bool is_about_access(Case const &one)
{
    return one.text_of("plan.txt").find("\nAccess\n") != std::string::npos &&
           !one.name.starts_with("role/") && !one.name.starts_with("membership/") &&
           // Nobody tells what a new extension lets everybody do, and where it moves its members
           // have other names.
           one.name != "extension_function/create_with_the_extension" &&
           one.name != "extension_function/close_one_of_an_extension_that_moves" &&
           versions_of(one).contain(test_server().binaries().major) && !one.has("provider.txt");
}

} // namespace

TEST_CASE("a plan says of privileges what the access lists of both states say", "[access]")
{
    run_sql(test_server().address(),
            Case{FIXTURES_DIR "/cases", "roles of the cases"}.text_of("roles.sql"));
    make_tablespaces();
    scratch::PlaceOptions options;
    options.named = test_server().address();
    elaborate::Workshop workshop(options);
    std::vector<Case> about_access;
    for (Case const &one : cases()) {
        if (is_about_access(one)) {
            about_access.push_back(one);
        }
    }
    REQUIRE(about_access.size() > 30);
    for (auto const &group : cases_in_groups(about_access)) {
        auto const a = fresh_database();
        auto const b = fresh_database();
        for (Case const &one : group) {
            run_sql(a.address(), one.text_of("before.sql"));
            run_sql(b.address(), one.text_of("after.sql"));
        }
        CHECK(said(plan_between(url_of(a.address()), url_of(b.address()), workshop)) ==
              true_of(a.address(), b.address()));
        CHECK(said(plan_between(url_of(b.address()), url_of(a.address()), workshop)) ==
              true_of(b.address(), a.address()));
    }
}

TEST_CASE("what others may do with a function of an extension stays where no state speaks of it",
          "[access]")
{
    ProgramBench const bench;
    bench.sql("CREATE EXTENSION dblink");
    auto const as_made = bench.dump();
    bench.sql("GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO pg_monitor");
    auto const granted = bench.dump();
    bench.folder.write("some.yaml", "schemadiff: 1\nextensions: {dblink: }\nschemas: {public: }\n");
    bench.done({"drift", "some.yaml"});

    bench.folder.write("all.yaml",
                       "schemadiff: 1\nmanage: all\nextensions: {dblink: }\nschemas: {public: }\n");
    bench.done({"apply", "all.yaml", "--yes", "--allow", "change_access"});
    CHECK(bench.dump() == as_made);
    bench.done({"drift", "all.yaml"});
    bench.done({"rollback", "--yes", "--allow", "all"});
    CHECK(bench.dump() == granted);
}
