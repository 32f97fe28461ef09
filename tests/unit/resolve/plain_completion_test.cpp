// Spellings of plain kinds that PostgreSQL would bring into one form.
#include "loaded.hpp"

using namespace schemadiff;
using namespace schemadiff::resolve;

namespace
{

template <class T>
T const &body(DesiredState const &state, std::initializer_list<std::string_view> path)
{
    auto const *object = state.catalog.find(id_of<T>(path));
    REQUIRE(object != nullptr);
    return object->template as<T>();
}

} // namespace

TEST_CASE("a function without a schema is a declared one, or else the server's own", "[plain]")
{
    auto const state = loaded(R"x(schemas:
  app:
    functions:
      "acc(a int, b int)": {returns: int, language: sql, body: select 1}
    aggregates:
      total(int): {state_function: acc, state_type: int, combine_function: int4pl}
  other:
    aggregates:
      "ranked(float8 ORDER BY value int4)": {state_function: acc, state_type: int}
)x");
    auto const &total = body<Aggregate>(state, {"app", "total", "integer"});
    CHECK(total.state_function == QualifiedName{"app", "acc"});
    CHECK(total.combine_function == QualifiedName{"pg_catalog", "int4pl"});
    auto const &ranked =
        body<Aggregate>(state, {"other", "ranked", "double precision ORDER BY value integer"});
    CHECK(ranked.state_function == QualifiedName{"app", "acc"});
}

TEST_CASE("members go to the class of their type, and a family is made where none is declared",
          "[plain]")
{
    auto const state = loaded(R"x(schemas:
  app:
    operator_classes:
      sizes using btree:
        type: int
        members:
          - function 1 btint4cmp(int, int4)
          - operator 1 <
          - operator 1 <(int, int8)
)x");
    CHECK(body<OperatorClass>(state, {"app", "sizes", "btree"}).members ==
          std::vector<std::string>{"operator 1 <(integer, integer)",
                                   "function 1 btint4cmp(integer, integer)"});
    CHECK(body<OperatorFamily>(state, {"app", "sizes", "btree"}).members ==
          std::vector<std::string>{"operator 1 <(integer, bigint)"});
}

TEST_CASE("types in the keys of operators and casts are found", "[plain]")
{
    auto const state = loaded(R"x(schemas:
  app:
    enums: {mood: [a]}
    functions:
      f(mood): {returns: int, language: sql, body: select 1}
    operators:
      "@~(none, mood)": {function: f}
casts:
  mood as int: {function: f(mood)}
)x");
    CHECK(body<Operator>(state, {"app", "@~", "none, app.mood"}).function ==
          QualifiedName{"app", "f"});
    CHECK(body<Cast>(state, {"app.mood", "integer"}).function == "app.f(app.mood)");
}

TEST_CASE("lists of publications, event triggers and mappings are written as the server has them",
          "[plain]")
{
    auto const state = loaded(R"x(schemas:
  app:
    text_search_dictionaries: {d: simple}
    text_search_configurations:
      c: {parser: default, mappings: {word: "d, pg_catalog.simple"}}
    tables:
      t: {columns: {b: int, a: int}}
    functions:
      seen(): {returns: event_trigger, language: plpgsql, body: begin end}
publications:
  p: {publish: [delete, insert], tables: {'"app".t': [b, a]}}
event_triggers:
  e: {event: ddl_command_end, function: seen, tags: [create table]}
)x");
    CHECK(body<Publication>(state, {"p"}).publish == std::vector<std::string>{"insert", "delete"});
    CHECK(body<PublishedTable>(state, {"p", "app.t"}).columns ==
          std::vector<std::string>{"a", "b"});
    CHECK(body<EventTrigger>(state, {"e"}).tags == std::vector<std::string>{"CREATE TABLE"});
    CHECK(body<EventTrigger>(state, {"e"}).function == QualifiedName{"app", "seen"});
    auto const mappings = body<TextSearchConfiguration>(state, {"app", "c"}).mappings;
    CHECK(mappings.find("word")->second == "app.d, simple");
}

TEST_CASE("a secret does not stay in the desired state", "[plain]")
{
    auto const state = loaded(R"x(foreign_data_wrappers: {w: }
foreign_servers:
  s: {wrapper: w, user_mappings: {public: {options: {user: bob, password: hush, key: '***'}}}}
subscriptions:
  c: {connection: host=a password=hush, publications: [p]}
)x");
    auto const options = body<UserMapping>(state, {"s", "public"}).options;
    REQUIRE(options);
    CHECK(options->find("user")->second == "bob");
    CHECK(options->find("password")->second.find("hush") == std::string::npos);
    CHECK(options->find("key")->second == "***");
    auto const connection = body<Subscription>(state, {"c"}).connection;
    REQUIRE(connection);
    CHECK(connection->find("hush") == std::string::npos);
}
