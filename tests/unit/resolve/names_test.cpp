// Names that nobody wrote: by pattern, or as PostgreSQL 15 chose them for the same statements.
#include "loaded.hpp"
#include <parser/resolve/default_names.hpp>

using namespace schemadiff;
using namespace schemadiff::resolve;

TEST_CASE("names are PostgreSQL's own without a pattern", "[names]")
{
    auto const state = loaded_table(R"(columns: {a: int, b: text, c: int}
primary_key: [a]
uniques: [[a, b], [a, b], {columns: [a], include: [c]}]
checks: [a > 0, a > b::int, a < 9, "true"]
foreign_keys: [(a) references t, (a) references t (a)]
indexes:
  - [a]
  - [a, lower(b), (a + c)]
  - [lower(b), lower(b)]
  - [(b::int)]
  - {columns: [a], include: [b]}
)");
    CHECK(names<PrimaryKey>(state) == "t_pkey");
    CHECK(names<Unique>(state) == "t_a_b_key t_a_b_key1 t_a_c_key");
    CHECK(names<Check>(state) == "t_a_check t_a_check1 t_check t_check1");
    CHECK(names<ForeignKey>(state) == "t_a_fkey t_a_fkey1");
    CHECK(names<Index>(state) == "t_a_b_idx t_a_idx t_a_lower_expr_idx t_b_idx t_lower_lower1_idx");
}

TEST_CASE("a name that is written is not taken again", "[names]")
{
    auto const state = loaded(R"(schemas:
  app:
    sequences: {t_id_seq: {}}
    tables:
      t: {columns: {id: serial, a: int}, uniques: [[a]], checks: {t_a_check: a > 0}}
      t_a_key: {columns: {a: int}}
      t_a: {columns: {key: int}, checks: [key > 0]}
      t2: {columns: {a: int constraint t_a_check1 check (a > 1)}}
)");
    CHECK(names<Sequence>(state) == "t_id_seq t_id_seq1");
    CHECK(names<Unique>(state) == "t_a_key1");
    CHECK(all<ColumnDefault>(state).find("nextval('app.t_id_seq1'::regclass)") !=
          std::string::npos);
}

TEST_CASE("long names are cut as makeObjectName() does", "[names]")
{
    std::string const long_one(60, 'a');
    CHECK(object_name("t", "", "pkey") == "t_pkey");
    CHECK(object_name(long_one, "", "pkey") == std::string(58, 'a') + "_pkey");
    CHECK(object_name(long_one, "b", "key") == std::string(57, 'a') + "_b_key");
    CHECK(object_name(long_one, std::string(60, 'b'), "idx") ==
          std::string(29, 'a') + "_" + std::string(29, 'b') + "_idx");
    // A character of two bytes is not split.
    CHECK(object_name("x" + std::string(60, 'a').replace(56, 2, "ü"), "", "pkey") ==
          "x" + std::string(56, 'a') + "_pkey");
}

TEST_CASE("patterns make names of what is left out", "[names]")
{
    auto const state = loaded_table(R"(columns: {a: int, b: text constraint uq_t__short unique}
primary_key: [a, b]
uniques:
  both: [a, b]
  other: {name: uq_t__exact, columns: [b, a]}
checks:
  positive: a > 0
foreign_keys:
  - (a, b) references t
indexes: [[a], [lower(b)]]
triggers:
  touch: before update for each row execute function suppress_redundant_updates_trigger()
policies:
  own: {using: a = 1}
)",
                                    "", R"(naming:
  primary_key: pk_{schema}_{table}
  foreign_key: fk_{columns}_{column}_{referred_table}_{referred_columns}
  unique: uq_{table}__{name}
  index: ix_{table}__{name}
  check: ck_{table}__{name}
  trigger: trg_{table}_{name}
  policy: "{name} of {table}"
)");
    CHECK(names<PrimaryKey>(state) == "pk_app_t");
    CHECK(names<Unique>(state) == "uq_t__both uq_t__exact uq_t__short");
    CHECK(names<Check>(state) == "ck_t__positive");
    CHECK(names<ForeignKey>(state) == "fk_a_b_a_t_a_b");
    CHECK(names<Index>(state) == "ix_t__a ix_t__lower");
    CHECK(names<Trigger>(state) == "trg_t_touch");
    CHECK(names<Policy>(state) == "own of t");
    CHECK(state.naming.patterns.at("index") == "ix_{table}__{name}");
}

TEST_CASE("a long name by pattern ends in a hash of all of it", "[names]")
{
    NameParts parts;
    parts.table = "t";
    std::string const one = std::string(60, 'a') + "one";
    std::string const two = std::string(60, 'a') + "two";
    parts.name = one;
    auto const first = name_by_pattern("ix_{table}__{name}", parts);
    parts.name = two;
    auto const second = name_by_pattern("ix_{table}__{name}", parts);
    CHECK(first.size() == 63);
    CHECK(second.size() == 63);
    CHECK(first != second);
    CHECK(first.substr(0, 55) == second.substr(0, 55));
    CHECK(first.substr(0, 55) == "ix_t__" + std::string(48, 'a') + "_");
    CHECK(keeps_pattern("ix_{table}__{name}", parts, first));
    CHECK_FALSE(keeps_pattern("ix_{table}__{name}", parts, "ix_u__a"));
    CHECK_FALSE(keeps_pattern("ix_{table}__{name}", parts, "ix_t__"));
    // Cut between characters: the seventh ü ends at byte 54 only if the count is even.
    std::string name = "x";
    for (int times = 0; times < 40; ++times) {
        name += "ü";
    }
    parts.name = name;
    auto const cut = name_by_pattern("{name}", parts);
    CHECK(cut.size() == 62);
    CHECK(cut.substr(0, 53) == name.substr(0, 53));
}

TEST_CASE("replica identity and clustering find an index by its key", "[names]")
{
    auto const state = loaded_table(R"(columns: {a: int not null}
indexes: {by_a: {columns: [a], unique: true}}
replica_identity: {index: by_a}
cluster_on: ix_t__by_a
)",
                                    "", "naming: {index: \"ix_{table}__{name}\"}\n");
    CHECK(all<ReplicaIdentity>(state) ==
          "replica identity \"app\".\"t\" what='index' index='ix_t__by_a'\n");
    CHECK(all<ClusterMark>(state) == "cluster mark \"app\".\"t\" index='ix_t__by_a'\n");
}
