// What hangs on relations, and default privileges, in the words of a user; and the same read again
// from what the writer makes of it.
#include "loaded.hpp"

#include <parser/yaml/writer.hpp>

namespace schemadiff::resolve
{

namespace
{

std::string const state = R"(
schemas:
  app:
    tables:
      rooms:
        columns: {room: int, "Du ring": tstzrange, live: boolean}
        exclusions:
          - columns: [room, Du ring]
            operators: ['=', 'app.&&']
            where: live
            initially_deferred: true
        rules:
          keep: on delete do instead nothing
          count: {definition: on insert to app.rooms do also notify rooms, enabled: disabled}
    materialized_views:
      totals:
        query: select room, count(*) as n from app.rooms group by room
        with_data: false
        options: {fillfactor: 70}
        indexes: {totals_room: [room], totals_n: using btree ("N" desc)}
        columns:
          n: {comment: how many, statistics: 500, storage: main, options: {n_distinct: -0.5}, grants: {reader: [select]}}
        cluster_on: totals_room
        grants: {reader: all}
      plain: select 1 as one
    statistics:
      pairs: {table: rooms, columns: [room, live], kinds: [ndistinct, mcv, dependencies], target: 7}
default_privileges:
  maker on functions: {grants: {public: [], owner: all}}
  maker in app on tables: {grants: {reader: [SELECT], writer: {grant_option: all, privileges: [maintain]}}}
)";

template <class T>
T const &body(Catalog const &catalog, std::initializer_list<std::string_view> path)
{
    auto const *object = catalog.find(id_of<T>(path));
    REQUIRE(object != nullptr);
    return object->template as<T>();
}

} // namespace

TEST_CASE("what hangs on relations is read in the words of a user")
{
    auto const catalog = loaded(state).catalog;

    auto const &exclusion = body<Exclusion>(catalog, {"app", "rooms", "rooms_room_Du ring_excl"});
    CHECK(exclusion.keys.at(1).column == "Du ring");
    CHECK(exclusion.operators == std::vector<std::string>{"=", "app.&&"});
    CHECK(exclusion.deferrable);
    CHECK(body<Rule>(catalog, {"app", "rooms", "keep"}).enabled == "origin");
    CHECK(body<Rule>(catalog, {"app", "rooms", "count"}).enabled == "disabled");
    auto const &totals = body<MaterializedView>(catalog, {"app", "totals"});
    CHECK_FALSE(totals.with_data);
    REQUIRE(totals.columns.size() == 1);
    CHECK(totals.columns.front().column == "n");
    CHECK(totals.columns.front().statistics == 500);
    CHECK(body<Index>(catalog, {"app", "totals", "totals_n"}).keys.at(0).column == "N");
    CHECK(body<ClusterMark>(catalog, {"app", "totals"}).index == "totals_room");
    CHECK(body<MaterializedView>(catalog, {"app", "plain"}).with_data);
    auto const column = id_of<Column>({"app", "totals", "n"});
    CHECK(catalog.contains(satellite_id(kind_of<Comment>, column)));
    CHECK(catalog.contains(satellite_id(kind_of<Grant>, column, {"reader", ""})));
    auto const &pairs = body<Statistics>(catalog, {"app", "pairs"});
    CHECK(pairs.columns == std::vector<std::string>{"live", "room"});
    CHECK(pairs.kinds.empty());
}

TEST_CASE("default privileges say all in full, and nothing that holds anyway")
{
    auto const catalog = loaded(state).catalog;

    CHECK(body<DefaultGrant>(catalog, {"maker", "", "functions", "public"}).privileges.empty());
    CHECK_FALSE(catalog.contains(id_of<DefaultGrant>({"maker", "", "functions", "owner"})));
    CHECK(body<DefaultGrant>(catalog, {"maker", "app", "tables", "reader"}).privileges ==
          std::vector<std::string>{"select"});
    auto const &writer = body<DefaultGrant>(catalog, {"maker", "app", "tables", "writer"});
    CHECK(writer.grant_option.size() == 8);
    CHECK(writer.privileges.size() == 8);
}

TEST_CASE("what hangs on relations is written so that it is read as the same")
{
    auto const before = loaded(state).catalog;
    auto text = yaml::written(before);
    auto const after = loaded(text.substr(text.find('\n') + 1)).catalog;

    INFO(text);
    CHECK(before.size() == after.size());
    for (ObjectPtr const &object : before.objects()) {
        INFO(described(object->id));
        auto const *other = after.find(object->id);
        REQUIRE(other != nullptr);
        CHECK(same_content(*object, *other));
    }
}

TEST_CASE("a pattern names exclusion constraints")
{
    auto const catalog = loaded(R"(
naming: {exclusion: "ex_{table}_{columns}"}
schemas:
  app:
    tables:
      slots:
        columns: {during: tstzrange}
        exclusions: [{columns: during, operators: '&&'}]
)")
                             .catalog;
    CHECK(catalog.contains(id_of<Exclusion>({"app", "slots", "ex_slots_during"})));
}

} // namespace schemadiff::resolve
