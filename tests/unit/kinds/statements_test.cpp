// What rules say for objects that golden cases do not naturally reach: statements, what must make
// way, hazards, and where they ask for a replacement.
#include "fakes.hpp"

#include <support/catch.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

kinds::Context context(Catalog const &catalog)
{
    static std::vector<ObjectId> const nobody;
    return {catalog, [](ObjectId const &) -> std::vector<ObjectId> const & { return nobody; },
            150000};
}

// Statements, then in brackets what must make way, hazards and the transaction.
std::string told(Side const &side)
{
    std::string text;
    for (Sql const &statement : side.statements) {
        text += (text.empty() ? "" : "; ") + statement.text();
    }
    text += side.statements.empty() ? "" : std::string(side.tail.text());
    for (MakesWay const &way : side.makes_way) {
        text += " [" + described(way.of) + ":";
        for (std::size_t kind = 0; kind < Kinds::size; ++kind) {
            if (way.kinds.test(kind) && !way.kinds.all()) {
                text += ' ' + std::string(word(static_cast<Kind>(kind)));
            }
        }
        text += way.kinds.all() ? " all]" : "]";
    }
    for (Hazard const &hazard : side.hazards) {
        text += " {" + std::string(word(hazard.what)) + "}";
    }
    text += side.transaction == Transaction::commit_after ? " commit" : "";
    return text;
}

template <class T>
Object at(std::initializer_list<std::string_view> path, T body)
{
    return {id_of<T>(path), std::move(body)};
}

std::string created(Object const &object, std::vector<Object> const &beside = {})
{
    std::vector<ObjectPtr> objects;
    for (Object const &one : beside) {
        objects.push_back(std::make_shared<Object>(one));
    }
    Catalog const catalog{std::move(objects)};
    return told(kinds::rules_of(object.id.kind()).create(object, context(catalog)));
}

std::string dropped(Object const &object)
{
    return told(kinds::rules_of(object.id.kind()).drop(object, context({})));
}

// "up | down", one line for each step; fields are those that differ.
template <class T>
std::string altered(Object const &before, Object const &after, kinds::FieldNames const &fields,
                    std::string const &separator = " | ")
{
    if (kinds::rules_of(kind_of<T>).alter == nullptr) {
        return "replace";
    }
    Catalog const old_one{{std::make_shared<Object>(before)}};
    Catalog const new_one{{std::make_shared<Object>(after)}};
    auto const alteration = kinds::rules_of(kind_of<T>)
                                .alter(before, after, fields, context(old_one), context(new_one));
    if (alteration.replace) {
        return "replace";
    }
    std::string text;
    for (Step const &step : alteration.steps) {
        text += (text.empty() ? "" : "\n") + told(step.up) + separator +
                (step.down ? told(*step.down) : "no way back: " + step.why_no_way_back);
    }
    return text;
}

Object column(std::string const &type)
{
    return at<Column>({"app", "t", "a"}, with<Column>([&](Column &it) { it.type = {type}; }));
}

template <class F>
Object changed(Object object, F const &change)
{
    change(object.as<Column>());
    return object;
}

} // namespace

TEST_CASE("a column whose type has no cast is made anew, one without a cast back says so")
{
    auto const type = [](std::string const &from, std::string const &to) {
        return altered<Column>(column(from), column(to), {"type"});
    };
    CHECK(type("integer", "date") == "replace");
    std::string const before_default = "function column ";
    std::string const after_default =
        "view materialized view rule trigger policy extended statistics published table";
    std::string const dependants = before_default + "default " + after_default;
    std::string const without_default = before_default + after_default;
    CHECK(type("timestamp without time zone", "time without time zone") ==
          "ALTER TABLE app.t ALTER COLUMN a TYPE time without time zone "
          "USING a::time without time zone "
          "[column \"app\".\"t\".\"a\": " +
              dependants +
              "] "
              "[column \"app\".\"t\".\"a\": foreign key] {rewrite_table} {build_fails_on_data} "
              "{not_reversible} | "
              "ALTER TABLE app.t ALTER COLUMN a TYPE timestamp without time zone "
              "USING NULL::timestamp without time zone "
              "[column \"app\".\"t\".\"a\": " +
              dependants +
              "] "
              "[column \"app\".\"t\".\"a\": foreign key] "
              "[column \"app\".\"t\".\"a\": exclusion constraint check index] "
              "{rewrite_table} {build_fails_on_data} {delete_data}");
    CHECK_THAT(type("jsonb", "integer"),
               Catch::Matchers::Contains("TYPE jsonb USING pg_catalog.to_jsonb(a)::jsonb"));
    CHECK(type("character varying(3)", "character varying(4)") ==
          "ALTER TABLE app.t ALTER COLUMN a TYPE character varying(4) "
          "[column \"app\".\"t\".\"a\": " +
              without_default +
              "] | "
              "ALTER TABLE app.t ALTER COLUMN a TYPE character varying(3) "
              "[column \"app\".\"t\".\"a\": " +
              without_default +
              "] "
              "{rewrite_table} {build_fails_on_data}");
}

TEST_CASE("a new type is told its storage and compression again, in both directions")
{
    auto const before = changed(column("text"), [](Column &it) {
        it.storage = "external";
        it.compression = "lz4";
    });
    auto const text =
        altered<Column>(before, column("integer"), {"type", "storage", "compression"}, "\n");
    CHECK(text.starts_with("ALTER TABLE app.t ALTER COLUMN a TYPE integer USING a::integer ["));
    CHECK(text.find("\nALTER TABLE app.t ALTER COLUMN a TYPE text USING a::text; "
                    "ALTER TABLE app.t ALTER COLUMN a SET STORAGE EXTERNAL; "
                    "ALTER TABLE app.t ALTER COLUMN a SET COMPRESSION lz4 [") != std::string::npos);
}

TEST_CASE("an identity goes before its type, and comes after not null")
{
    auto const identity = changed(column("integer"), [](Column &it) {
        it.identity = "always";
        it.not_null = true;
    });
    auto const text = altered<Column>(identity, column("text"), {"type", "not_null", "identity"});
    CHECK(text.find("DROP IDENTITY") < text.find("TYPE text"));
    CHECK(text.find("TYPE text") < text.find("DROP NOT NULL"));
    auto const back = altered<Column>(column("integer"), identity, {"not_null", "identity"});
    CHECK(back.find("SET NOT NULL") < back.find("ADD GENERATED ALWAYS AS IDENTITY"));
}

TEST_CASE("changes of an identity are said in one statement, its name in another")
{
    auto const identity = [](std::string const &kind, Options options) {
        return changed(column("bigint"), [&](Column &it) {
            it.identity = kind;
            it.identity_options = std::move(options);
        });
    };
    Options tens;
    tens.emplace("increment", "10");
    tens.emplace("sequence", "mine");
    CHECK(altered<Column>(identity("always", {}), identity("by default", tens),
                          {"identity", "identity_options"}) ==
          "ALTER TABLE app.t ALTER COLUMN a SET GENERATED BY DEFAULT SET INCREMENT BY 10; "
          "ALTER SEQUENCE app.t_a_seq RENAME TO mine | "
          "ALTER TABLE app.t ALTER COLUMN a SET GENERATED ALWAYS SET INCREMENT BY 1; "
          "ALTER SEQUENCE app.mine RENAME TO t_a_seq");
}

TEST_CASE("an expression of a column can go, but never come or change")
{
    auto const generated = [](std::string const &text) {
        return changed(column("integer"), [&](Column &it) { it.generated = Expression{text}; });
    };
    CHECK(altered<Column>(generated("b"), generated("c"), {"generated"}) == "replace");
    CHECK(altered<Column>(column("integer"), generated("c"), {"generated"}) == "replace");
    CHECK(altered<Column>(generated("b"), column("bigint"), {"generated", "type"}) == "replace");
    CHECK(altered<Column>(generated("b"), column("integer"), {"generated"}, "\n")
              .starts_with("ALTER TABLE app.t ALTER COLUMN a DROP EXPRESSION\n"
                           "ALTER TABLE app.t DROP COLUMN a; ALTER TABLE app.t ADD COLUMN a "
                           "integer GENERATED ALWAYS AS (b) STORED ["));
}

TEST_CASE("new labels are anchored on labels that are there by then")
{
    auto const labels = [](std::vector<std::string> all) {
        return at<Enum>({"app", "mood"}, with<Enum>([&](Enum &it) { it.labels = std::move(all); }));
    };
    auto const up = [&](std::vector<std::string> from, std::vector<std::string> to) {
        auto const text = altered<Enum>(labels(std::move(from)), labels(std::move(to)), {"labels"});
        return text.substr(0, text.find(" | "));
    };
    CHECK(up({"a"}, {"a", "b", "c"}) ==
          "ALTER TYPE app.mood ADD VALUE 'b'; ALTER TYPE app.mood ADD VALUE 'c' commit");
    CHECK(up({"b"}, {"a", "b"}) == "ALTER TYPE app.mood ADD VALUE 'a' BEFORE 'b' commit");
    CHECK(up({"a", "c"}, {"a", "b1", "b2", "c"}) ==
          "ALTER TYPE app.mood ADD VALUE 'b1' AFTER 'a'; "
          "ALTER TYPE app.mood ADD VALUE 'b2' AFTER 'b1' commit");
    CHECK(up({}, {"it's"}) == "ALTER TYPE app.mood ADD VALUE 'it''s' commit");
    auto const rebuilt = up({"a", "b"}, {"b", "a"});
    CHECK(rebuilt.starts_with("ALTER TYPE app.mood RENAME TO mood__before; "
                              "CREATE TYPE app.mood AS ENUM ('b', 'a'); "
                              "DROP TYPE app.mood__before [enum \"app\".\"mood\": role"));
    CHECK(rebuilt.find(" view ") != std::string::npos);
    CHECK(rebuilt.find(" column ") == std::string::npos);
}

TEST_CASE("a sequence says its bounds where its type or direction moves them")
{
    auto const sequence = [](auto const &set) {
        return at<Sequence>({"app", "s"}, with<Sequence>(set));
    };
    auto const plain = sequence([](Sequence &) {});
    CHECK(created(sequence([](Sequence &it) {
              it.type = {"smallint"};
              it.increment = -1;
              it.max_value = 5;
              it.start = 3;
              it.cache = 7;
              it.cycle = true;
              it.unlogged = true;
          })) == "CREATE UNLOGGED SEQUENCE app.s AS smallint INCREMENT BY -1 MAXVALUE 5 "
                 "START WITH 3 CACHE 7 CYCLE");
    CHECK(altered<Sequence>(plain, sequence([](Sequence &it) { it.type = {"smallint"}; }),
                            {"type"}) ==
          "ALTER SEQUENCE app.s AS smallint MINVALUE 1 MAXVALUE 32767 {build_fails_on_data} | "
          "ALTER SEQUENCE app.s AS bigint MINVALUE 1 MAXVALUE 9223372036854775807");
    CHECK(altered<Sequence>(plain, sequence([](Sequence &it) { it.unlogged = true; }),
                            {"unlogged"}) ==
          "ALTER SEQUENCE app.s SET UNLOGGED | ALTER SEQUENCE app.s SET LOGGED");
    CHECK(dropped(plain) == "DROP SEQUENCE app.s {delete_data}");
}

TEST_CASE("ALTER POLICY is said where it can, and something must be weakened to be a hazard")
{
    auto const policy = [](auto const &set) {
        return at<Policy>({"app", "t", "p"}, with<Policy>(set));
    };
    auto const open = policy([](Policy &it) { it.using_rows = Expression{"true"}; });
    auto const narrow = policy([](Policy &it) { it.using_rows = Expression{"a > 0"}; });
    CHECK(altered<Policy>(open, narrow, {"using"}) ==
          "ALTER POLICY p ON app.t USING (a > 0) {weaken_isolation} | "
          "ALTER POLICY p ON app.t USING (true) {weaken_isolation}");
    CHECK(altered<Policy>(open, policy([](Policy &) {}), {"using"}) == "replace");
    CHECK(created(open) == "CREATE POLICY p ON app.t USING (true) {weaken_isolation}");
    CHECK(dropped(open) == "DROP POLICY p ON app.t");
    auto const strict = policy([](Policy &it) {
        it.restrictive = true;
        it.command = "insert";
        it.roles = {"a b", "public"};
        it.check = Expression{"true"};
    });
    CHECK(created(strict) == "CREATE POLICY p ON app.t AS RESTRICTIVE FOR INSERT TO \"a b\", "
                             "PUBLIC WITH CHECK (true)");
    CHECK(dropped(strict) == "DROP POLICY p ON app.t {weaken_isolation}");
}

TEST_CASE("row security that is weakened is a hazard, row security that comes is none")
{
    auto const security = [](std::string const &state) {
        return at<RowSecurity>({"app", "t"}, RowSecurity{state});
    };
    auto const change = [&](std::string const &from, std::string const &to) {
        auto const text = altered<RowSecurity>(security(from), security(to), {"state"});
        return text.substr(0, text.find(" | "));
    };
    CHECK(created(security("forced")) == "ALTER TABLE app.t ENABLE ROW LEVEL SECURITY; "
                                         "ALTER TABLE app.t FORCE ROW LEVEL SECURITY");
    CHECK(change("forced", "enabled") ==
          "ALTER TABLE app.t NO FORCE ROW LEVEL SECURITY {weaken_isolation}");
    CHECK(change("enabled", "force_only") ==
          "ALTER TABLE app.t DISABLE ROW LEVEL SECURITY; "
          "ALTER TABLE app.t FORCE ROW LEVEL SECURITY {weaken_isolation}");
    CHECK(change("enabled", "forced") == "ALTER TABLE app.t FORCE ROW LEVEL SECURITY");
    CHECK(dropped(security("enabled")) ==
          "ALTER TABLE app.t DISABLE ROW LEVEL SECURITY {weaken_isolation}");
}

TEST_CASE("a second key over the same columns stays out of CREATE TABLE")
{
    auto const key = at<PrimaryKey>({"app", "t", "k"},
                                    with<PrimaryKey>([](PrimaryKey &it) { it.columns = {"a"}; }));
    auto const unique = [](auto const &set) {
        return at<Unique>({"app", "t", "u"}, with<Unique>(set));
    };
    auto const folds = [&](Object const &object) {
        Catalog const catalog{{std::make_shared<Object>(key)}};
        return kinds::constraint::unique_rules.create(object, context(catalog)).clause.has_value();
    };
    CHECK_FALSE(folds(unique([](Unique &it) { it.columns = {"a"}; })));
    CHECK(folds(unique([](Unique &it) { it.columns = {"a", "b"}; })));
    CHECK(folds(unique([](Unique &it) {
        it.columns = {"a"};
        it.deferrable = true;
    })));
}

TEST_CASE("a grant is the way from what is usual, and a lost one makes way below")
{
    auto const table = id_of<Table>({"app", "t"});
    auto const grant = [&](ObjectId const &on, std::string const &grantee,
                           std::vector<std::string> privileges,
                           std::vector<std::string> options = {}) {
        return Object{satellite_id(kind_of<Grant>, on, {grantee, ""}),
                      Grant{on, grantee, "", std::move(privileges), std::move(options)}};
    };
    Object owned{table, Table{}, "boss"};
    CHECK(created(grant(table, "app", {"insert", "select"}, {"select"})) ==
          "GRANT INSERT ON TABLE app.t TO app; GRANT SELECT ON TABLE app.t TO app WITH GRANT "
          "OPTION");
    CHECK(created(grant(table, "public", {"select"})) ==
          "GRANT SELECT ON TABLE app.t TO PUBLIC {weaken_isolation}");
    CHECK(created(grant(table.child(kind_of<Column>, "a"), "", {"select"}), {owned}) ==
          "GRANT SELECT (a) ON TABLE app.t TO boss");
    CHECK(created(grant(id_of<Function>({"app", "f", "integer"}), "public", {})) ==
          "REVOKE EXECUTE ON ROUTINE app.f(IN integer) FROM PUBLIC "
          "[grant on function \"app\".\"f\"(integer) to public: grant] {change_access}");
    CHECK(altered<Grant>(grant(table, "app", {"select"}, {"select"}),
                         grant(table, "app", {"insert"}), {"privileges", "grant_option"}) ==
          "REVOKE SELECT ON TABLE app.t FROM app; GRANT INSERT ON TABLE app.t TO app "
          "[grant on table \"app\".\"t\" to app: grant] {change_access} | "
          "REVOKE INSERT ON TABLE app.t FROM app; GRANT SELECT ON TABLE app.t TO app WITH GRANT "
          "OPTION [grant on table \"app\".\"t\" to app: grant] {change_access}");
}

TEST_CASE("CREATE OR REPLACE is said where PostgreSQL takes it")
{
    auto const function = [](auto const &set) {
        return at<Function>({"app", "f", "integer"}, with<Function>([&](Function &it) {
                                it.returns = "integer";
                                it.body = "select 1";
                                it.arguments = {{"in", "a", {"integer"}, {}}};
                                set(it);
                            }));
    };
    auto const plain = function([](Function &) {});
    auto const change = [&](auto const &set) {
        auto const text = altered<Function>(plain, function(set), {"arguments"}, "\n--\n");
        auto const down = text.find("\n--\n");
        return text == "replace" ? text : text.substr(0, 17) + " | " + text.substr(down + 4, 17);
    };
    CHECK(change([](Function &it) { it.strict = true; }) ==
          "CREATE OR REPLACE | CREATE OR REPLACE");
    CHECK(change([](Function &it) { it.arguments[0].name = "b"; }) == "replace");
    CHECK(change([](Function &it) { it.arguments[0].default_value = Expression{"1"}; }) ==
          "CREATE OR REPLACE | DROP FUNCTION app");
}

TEST_CASE("a cluster mark or replica identity that moves is let go first")
{
    auto const mark = [](std::string const &index) {
        return at<ClusterMark>({"app", "t"}, ClusterMark{index});
    };
    CHECK(altered<ClusterMark>(mark("i"), mark("j"), {"index"}) == "replace");
    CHECK(dropped(mark("i")) == "ALTER TABLE app.t SET WITHOUT CLUSTER");
    auto const identity = [](std::string const &what, std::string const &index) {
        return at<ReplicaIdentity>({"app", "t"}, ReplicaIdentity{what, index});
    };
    CHECK(altered<ReplicaIdentity>(identity("index", "i"), identity("full", ""),
                                   {"what", "index"}) == "replace");
    CHECK(altered<ReplicaIdentity>(identity("full", ""), identity("nothing", ""), {"what"}) ==
          "ALTER TABLE app.t REPLICA IDENTITY NOTHING | ALTER TABLE app.t REPLICA IDENTITY FULL");
}

TEST_CASE("what an older server cannot do with an access method is refused, for rows would be lost")
{
    Catalog const none;
    auto context_of = [&](int version) {
        auto one = context(none);
        one.server_version = version;
        return one;
    };
    auto const heap = at<Table>({"app", "t"}, {});
    auto const stack =
        at<Table>({"app", "t"}, with<Table>([](Table &it) { it.access_method = "stack"; }));
    auto const alter = kinds::table::rules.alter;
    CHECK_THROWS_WITH(
        alter(heap, stack, {"access_method"}, context_of(140000), context_of(140000)),
        Catch::Matchers::Contains(
            "table \"app\".\"t\" can have another access method only from PostgreSQL 15 on"));
    auto const steps =
        alter(heap, stack, {"access_method"}, context_of(150000), context_of(150000)).steps;
    REQUIRE(steps.size() == 1);
    CHECK(told(steps.front().up) == "ALTER TABLE app.t SET ACCESS METHOD stack {rewrite_table}");
    CHECK(told(*steps.front().down) == "ALTER TABLE app.t SET ACCESS METHOD heap {rewrite_table}");

    auto const parent = at<Table>({"app", "t"}, with<Table>([](Table &it) {
                                      it.access_method = "stack";
                                      it.partition_by = "list";
                                      it.partition_keys.emplace_back().column = "a";
                                  }));
    CHECK_THROWS_WITH(kinds::table::rules.create(parent, context_of(160000)),
                      Catch::Matchers::Contains("has an access method only from PostgreSQL 17 on"));
    CHECK(kinds::table::rules.create(parent, context_of(170000)).tail.text() ==
          ") PARTITION BY LIST (a) USING stack");

    // A materialized view has nothing to lose.
    auto const view = at<MaterializedView>({"app", "m"}, {});
    auto const other = at<MaterializedView>(
        {"app", "m"}, with<MaterializedView>([](auto &it) { it.access_method = "stack"; }));
    CHECK(kinds::materialized_view::rules
              .alter(view, other, {"access_method"}, context_of(140000), context_of(140000))
              .replace);
}
