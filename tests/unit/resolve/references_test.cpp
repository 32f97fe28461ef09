// What SQL texts name, as edges.
#include "loaded.hpp"

using namespace schemadiff;
using namespace schemadiff::resolve;

TEST_CASE("a part of a table refers to its columns, and to what it calls", "[references]")
{
    auto const state = loaded_table(R"x(columns:
  a: int default app.next('{}')
  b: app.mood default 'x'::app.mood
  c: int generated always as (a * 2) stored
  mood: text
checks:
  one: a > 0 and pg_catalog.length(mood) > 1
  two: b = 'x'::app.mood and t.c is null
policies:
  p: {using: "exists (select from other.u where u.id = t.a and other.check_all(u.id))"}
triggers:
  z: {definition: before update for each row when (new.a > old.c) execute function app.touch()}
)x",
                                    R"x(enums: {mood: [x]}
functions:
  "next(j jsonb)": {returns: int, language: sql, body: select 1}
  next(): {returns: int, language: sql, body: select 2}
  touch(): {returns: trigger, language: plpgsql, body: begin end}
)x");
    CHECK(all<Column>(state) == R"(column "app"."t"."a" type=integer
column "app"."t"."b" type=app.mood
    -> enum "app"."mood"
column "app"."t"."c" type=integer generated=`a * 2`
    -> column "app"."t"."a"
column "app"."t"."mood" type=text
)");
    CHECK(all<ColumnDefault>(state) == R"(default "app"."t"."a" expression=`app.next('{}')`
    -> function "app"."next"()
    -> function "app"."next"(jsonb)
default "app"."t"."b" expression=`'x'::app.mood`
    -> enum "app"."mood"
)");
    CHECK(all<Check>(state) ==
          R"(check "app"."t"."one" expression=`a > 0 and pg_catalog.length(mood) > 1`
    -> column "app"."t"."a"
    -> column "app"."t"."mood"
check "app"."t"."two" expression=`b = 'x'::app.mood and t.c is null`
    -> enum "app"."mood"
    -> column "app"."t"."b"
    -> column "app"."t"."c"
)");
    CHECK(all<Policy>(state) ==
          "policy \"app\".\"t\".\"p\" using=`exists (select from other.u where u.id = t.a and "
          "other.check_all(u.id))`\n    -> column \"app\".\"t\".\"a\"\n");
    CHECK(
        all<Trigger>(state) ==
        R"(trigger "app"."t"."z" events=[update] for_each_row=true when=`new.a > old.c` function=app.touch
    -> column "app"."t"."a"
    -> column "app"."t"."c"
)");
}

TEST_CASE("a view refers to relations and to the columns that it names", "[references]")
{
    auto const state = loaded(R"(schemas:
  app:
    sequences: {s: {}}
    functions:
      f(a int): {returns: int, language: sql, body: select a}
    tables:
      t: {columns: {a: int, b: int, c: int}}
      u: {columns: {a: int, d: int}}
    views:
      named: select x.a, app.f(d) as b, count(*) from app.t x join app.u on x.a = u.d group by 1
      starred: select x.*, u.d * 2 from app.t x, app.u
      stacked: select * from app.named, nextval('app.s')
)");
    CHECK(
        all<View>(state) ==
        R"(view "app"."named" query=`select x.a, app.f(d) as b, count(*) from app.t x join app.u on x.a = u.d group by 1`
    -> function "app"."f"(integer)
    -> table "app"."t"
    -> table "app"."u"
    -> column "app"."t"."a"
    -> column "app"."u"."a"
    -> column "app"."u"."d"
view "app"."stacked" query=`select * from app.named, nextval('app.s')`
    -> sequence "app"."s"
    -> view "app"."named"
view "app"."starred" query=`select x.*, u.d * 2 from app.t x, app.u`
    -> table "app"."t"
    -> table "app"."u"
    -> column "app"."t"."a"
    -> column "app"."t"."b"
    -> column "app"."t"."c"
    -> column "app"."u"."a"
    -> column "app"."u"."d"
)");
}

TEST_CASE("what an extension brings makes it come first", "[references]")
{
    auto const state = loaded(R"(extensions: {pgcrypto: , ltree: , vector: {schema: app}}
schemas:
  app:
    tables:
      t:
        columns:
          a: text default crypt('x', gen_salt('bf'))
          b: ltree
          c: vector(3)
        indexes: {i: using hnsw (c vector_l2_ops), j: using gist (b)}
    views:
      v: select subpath(b, 0, 1) from app.t
      w: select t.b, count(*) from app.t group by t.b
)");
    std::string edges;
    for (ObjectPtr const &object : state.catalog.objects()) {
        for (ObjectId const &id : object->references) {
            if (id.kind() == kind_of<Extension>) {
                edges += described(object->id) + " -> " + std::string{id.name()} + "\n";
            }
        }
    }
    CHECK(edges == R"(column "app"."t"."b" -> ltree
column "app"."t"."c" -> vector
default "app"."t"."a" -> pgcrypto
index "app"."t"."i" -> vector
view "app"."v" -> ltree
)");
}

TEST_CASE("a view that groups by a primary key rests on it", "[references]")
{
    auto const state = loaded(R"(schemas:
  app:
    tables:
      t: {columns: {a: int, b: text}, primary_key: [a]}
    views:
      v: select t.a, t.b, count(*) from app.t GROUP BY t.a
      w: select b from app.t group by b
)");
    CHECK(all<View>(state) ==
          R"(view "app"."v" query=`select t.a, t.b, count(*) from app.t GROUP BY t.a`
    -> table "app"."t"
    -> column "app"."t"."a"
    -> column "app"."t"."b"
    -> primary key "app"."t"."t_pkey"
view "app"."w" query=`select b from app.t group by b`
    -> table "app"."t"
    -> column "app"."t"."b"
)");
}

TEST_CASE("a body that is text mentions, a parsed one refers", "[references]")
{
    auto const state = loaded(R"(schemas:
  app:
    functions:
      a(): {returns: int, language: sql, sql_body: return app.b() + (select count(*) from app.t)}
      b(): {returns: int, language: sql, body: select c() + other.d() + b() from t join only_here as u}
      c(): {returns: int, language: plpgsql, body: "begin perform a(); return unknown(); end"}
    tables:
      t: {columns: {id: int}}
  other:
    functions:
      d(): {returns: int, language: sql, body: select 1}
    tables:
      t: {columns: {id: int}}
      only_here: {columns: {id: int}}
)");
    CHECK(
        all<Function>(state) ==
        R"(function "app"."a"() returns='integer' sql_body=`return app.b() + (select count(*) from app.t)`
    -> function "app"."b"()
    -> table "app"."t"
function "app"."b"() returns='integer' body='select c() + other.d() + b() from t join only_here as u'
    ~> function "app"."c"()
    ~> function "other"."d"()
    ~> table "app"."t"
    ~> table "other"."only_here"
function "app"."c"() returns='integer' language='plpgsql' body='begin perform a(); return unknown(); end'
    ~> function "app"."a"()
function "other"."d"() returns='integer' body='select 1'
)");
}
