// Tablespaces and access methods: what partitions have from their tables, and what is the same as
// to say nothing.
#include "loaded.hpp"

#include <parser/yaml/writer.hpp>

using namespace schemadiff;
using namespace schemadiff::resolve;

namespace
{

constexpr char const *partitioned = R"(schemas:
  app:
    tables:
      p:
        partition_by: list (a)
        tablespace: fast
        access_method: stack
        columns: {a: int}
        primary_key: {columns: [a], tablespace: "big disk"}
        indexes: {i: "(a) tablespace fast"}
        partitions: {p1: in (1)}
      p2:
        partition_of: p for values in (2)
        tablespace: ""
        access_method: heap
        indexes: {own: [a]}
      p3:
        partition_of: p for values in (3)
        partition_by: list (a)
        access_method: heap
        partitions: {p31: in (3)}
)";

} // namespace

TEST_CASE("a partition that says nothing is where its table says, and so are its indexes")
{
    auto const state = loaded(partitioned);
    CHECK(
        all<Table>(state) ==
        R"(table "app"."p" partition_by='list' partition_keys=[a] tablespace='fast' access_method='stack'
table "app"."p1" tablespace='fast' access_method='stack'
table "app"."p2"
table "app"."p3" partition_by='list' partition_keys=[a] tablespace='fast' access_method='heap'
table "app"."p31" tablespace='fast'
)");
    CHECK(all<Index>(state) == R"(index "app"."p"."i" columns=[a] tablespace='fast'
index "app"."p1"."p1_a_idx" columns=[a] tablespace='fast'
index "app"."p2"."own" columns=[a]
index "app"."p3"."p3_a_idx" columns=[a] tablespace='fast'
index "app"."p31"."p31_a_idx" columns=[a] tablespace='fast'
)");
    CHECK(state.catalog.find(id_of<PrimaryKey>({"app", "p31", "p31_pkey"}))
              ->as<PrimaryKey>()
              .tablespace == "big disk");
    // A key of one column in the words of the column would lose its tablespace.
    auto const text = yaml::written(state.catalog);
    INFO(text);
    Diagnostics diagnostics;
    auto const again = load_text(text, "written.yaml", diagnostics);
    CHECK(all<Table>(again) == all<Table>(state));
    CHECK(all<Index>(again) == all<Index>(state));
    CHECK(all<PrimaryKey>(again) == all<PrimaryKey>(state));
}

TEST_CASE("heap and no tablespace are the same as nothing, and what a mixin says can be taken back")
{
    auto const state = loaded_table(R"(mixins: placed
tablespace: ""
columns: {a: int}
indexes: {i: {columns: [a], tablespace: ""}}
)",
                                    "materialized_views:\n  m: {query: select 1, access_method: "
                                    "heap, tablespace: ''}\n",
                                    "mixins: {placed: {tablespace: fast, access_method: heap}}\n");
    CHECK(all<Table>(state) == "table \"app\".\"t\"\n");
    CHECK(all<Index>(state) == "index \"app\".\"t\".\"i\" columns=[a]\n");
    CHECK(all<MaterializedView>(state) == "materialized view \"app\".\"m\" query=`select 1`\n");
}

TEST_CASE("labels stand beside comments, on columns of views, too")
{
    auto const state = loaded_table(R"(security_labels: {clearance: secret, big realm: "it's"}
columns: {a: {type: int, security_labels: {clearance: ""}}}
)",
                                    "security_labels: {clearance: staff}\n"
                                    "views: {v: {query: select 1 as a, columns: {a: "
                                    "{security_labels: {clearance: x}}}}}\n");
    CHECK(all<SecurityLabel>(state) ==
          R"(security label of clearance on column "app"."t"."a"
security label of clearance on column "app"."v"."a" label='x'
security label of clearance on schema "app" label='staff'
security label of big realm on table "app"."t" label='it's'
security label of clearance on table "app"."t" label='secret'
)");
}
