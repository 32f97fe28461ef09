// Mixins as part of the tables that take them.
#include "loaded.hpp"

using namespace schemadiff;
using namespace schemadiff::resolve;

TEST_CASE("what a table says wins over its mixins, and its columns come first", "[mixins]")
{
    auto const state = loaded_table(R"(mixins: [both]
columns: {own: int, changed: text}
indexes: [[own]]
grants: {app: [insert]}
row_security: "off"
)",
                                    "", R"(mixins:
  stamps:
    columns: {at: timestamptz, changed: int}
    indexes: {at: [at]}
    row_security: enabled
    options: {fillfactor: 70}
  both:
    mixins: stamps
    columns: {by: text}
    indexes: [[by]]
    grants: {app: [select], editor: [select]}
    primary_key: [by]
)");
    CHECK(all<Column>(state) == R"(column "app"."t"."at" type=timestamp with time zone
column "app"."t"."by" type=text not_null=true
column "app"."t"."changed" type=text
column "app"."t"."own" type=integer
)");
    CHECK(state.catalog.find(id_of<Column>({"app", "t", "own"}))->position == 1);
    CHECK(state.catalog.find(id_of<Column>({"app", "t", "by"}))->position == 3);
    CHECK(state.catalog.find(id_of<Column>({"app", "t", "at"}))->position == 4);
    CHECK(names<Index>(state) == "at t_by_idx t_own_idx");
    CHECK(names<PrimaryKey>(state) == "t_pkey");
    CHECK(all<RowSecurity>(state).empty());
    CHECK(all<Table>(state) == "table \"app\".\"t\" options={fillfactor=70}\n");
    CHECK(all<Grant>(state) == R"(grant on table "app"."t" to app privileges=[insert]
grant on table "app"."t" to editor privileges=[select]
)");
}

TEST_CASE("placeholders stand for the table", "[mixins]")
{
    auto const state = loaded(R"(mixins:
  kept:
    columns:
      name: text default '{table}'
    checks:
      known: "name <> '{schema}.{table}' or {schema}.{table}_known(name) or {table}.name is null"
    triggers:
      log: after insert for each row execute function {schema}.log()
    policies:
      long:
        using: |
          name in
          (select name from {schema}.{table})
    comment: One {table}'s row
schemas:
  Odd:
    functions:
      log(): {returns: trigger, language: plpgsql, body: begin end}
    tables:
      t-x: {mixins: [kept]}
)");
    CHECK(all<ColumnDefault>(state) == "default \"Odd\".\"t-x\".\"name\" expression=`'t-x'`\n");
    CHECK(
        all<Check>(state) ==
        "check \"Odd\".\"t-x\".\"known\" expression=`name <> 'Odd.t-x' or \"Odd\".t-x_known(name) "
        "or \"t-x\".name is null`\n    -> column \"Odd\".\"t-x\".\"name\"\n");
    CHECK(all<Trigger>(state) == "trigger \"Odd\".\"t-x\".\"log\" timing='after' events=[insert] "
                                 "for_each_row=true function=Odd.log\n");
    CHECK(all<Comment>(state) == "comment on table \"Odd\".\"t-x\" text='One t-x's row'\n");
}

TEST_CASE("a mistake in a mixin is shown where it was written, once", "[mixins]")
{
    Diagnostics diagnostics;
    try {
        load_text(R"x(schemadiff: 1
mixins:
  kept:
    checks:
      one: >
        '{table}' = '{schema}'
        and {table}.id ==
      two: "'{table}' = nme)"
schemas:
  app:
    tables:
      t: {mixins: [kept], columns: {id: int}}
      u: {mixins: [kept], columns: {id: int}}
)x",
                  "state.yaml", diagnostics);
        FAIL("no mistake was found");
    } catch (LoadFailure const &failure) {
        std::string text;
        for (Diagnostic const &one : failure.diagnostics()) {
            text += rendered(one, failure.source_line);
        }
        CHECK(text == R"x(state.yaml:7:27: error: the expression is incomplete [SD1010]
     7 |         and {table}.id ==
       |                          ^
state.yaml:8:28: error: unexpected ')' after the expression [SD1010]
     8 |       two: "'{table}' = nme)"
       |                            ^
)x");
    }
}
