// CREATE TABLE without what is an object of its own: columns, constraints, indexes. Path
// {schema, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/kinds/index.hpp>

#include <tuple>

namespace schemadiff
{

struct Table {
    bool unlogged = false;
    std::string partition_by; // range, list, hash; empty: it holds rows of its own
    std::vector<IndexKey> partition_keys;
    Options options; // fillfactor, toast.autovacuum_enabled, ...
    // Of a partitioned table these two are what new partitions have that say nothing.
    std::optional<std::string> tablespace;    // absent: the database's default
    std::optional<std::string> access_method; // absent: heap
    // A foreign table: its rows are elsewhere, and it has no storage of its own. Empty: it is none.
    std::string server;
    Options foreign_options; // what the wrapper of the server is told of it

    static constexpr std::string_view word = "table";
    static constexpr std::string_view section = "tables";
    static constexpr KindFacts facts{.cased_field = "foreign_options",
                                     .has_owner = true,
                                     .privileges = privilege_words::relation,
                                     .is_relation = true,
                                     .is_type = true,
                                     .has_columns = true,
                                     .holds_data = true,
                                     .has_labels = true};
    static constexpr std::string_view strategies[] = {"range", "list", "hash"};
    static constexpr auto fields = std::tuple{
        Field<Table, bool>{"unlogged", &Table::unlogged, OnChange::alter, "not written to WAL"},
        Field<Table, std::string>{"partition_by", &Table::partition_by, OnChange::replace,
                                  "how its rows are shared out among partitions", strategies},
        Field<Table, std::vector<IndexKey>>{"partition_keys", &Table::partition_keys,
                                            OnChange::replace, "columns and expressions"},
        Field<Table, Options>{"options", &Table::options, OnChange::alter, "storage parameters"},
        Field<Table, std::optional<std::string>>{
            "tablespace", &Table::tablespace, OnChange::alter,
            "where it is not the database's default, or that of its partitioned table"},
        Field<Table, std::optional<std::string>>{
            "access_method", &Table::access_method, OnChange::alter,
            "where it is not heap, or that of its partitioned table"},
        Field<Table, std::string>{"server", &Table::server, OnChange::replace,
                                  "foreign server that has its rows"},
        Field<Table, Options>{"foreign_options", &Table::foreign_options, OnChange::alter,
                              "OPTIONS of a foreign table"},
    };
};

// What makes a table a typed one: CREATE TABLE ... OF, ALTER TABLE ... OF. Path {schema, table}.
// The columns are objects of the table, as those of a partition are; their names, types, collations
// and their order are those of the attributes.
struct RowType {
    QualifiedName type; // a composite type

    static constexpr std::string_view word = "row type";
    static constexpr std::string_view section = "of";
    static constexpr KindFacts facts{.part_of = kind_of<Table>};
    static constexpr auto fields = std::tuple{
        Field<RowType, QualifiedName>{"type", &RowType::type, OnChange::replace,
                                      "the composite type that its rows are of"},
    };
};

// ENABLE and FORCE ROW LEVEL SECURITY. Path {schema, table}; absent where it is off.
struct RowSecurity {
    std::string state = "enabled";

    static constexpr std::string_view word = "row security";
    static constexpr std::string_view section = "row_security";
    static constexpr KindFacts facts{.part_of = kind_of<Table>};
    static constexpr std::string_view words[] = {"enabled", "forced", "force_only"};
    static constexpr auto fields = std::tuple{
        Field<RowSecurity, std::string>{"state", &RowSecurity::state, OnChange::alter,
                                        "forced: for the owner too; force_only: forced as soon as "
                                        "it is enabled",
                                        words},
    };
};

// REPLICA IDENTITY where it is not the default. Path {schema, table}.
struct ReplicaIdentity {
    std::string what = "full"; // full, nothing, index
    std::string index;         // for `index`

    static constexpr std::string_view word = "replica identity";
    static constexpr std::string_view section = "replica_identity";
    static constexpr KindFacts facts{.part_of = kind_of<Table>};
    static constexpr std::string_view words[] = {"full", "nothing", "index"};
    static constexpr auto fields = std::tuple{
        Field<ReplicaIdentity, std::string>{"what", &ReplicaIdentity::what, OnChange::alter, "",
                                            words},
        Field<ReplicaIdentity, std::string>{"index", &ReplicaIdentity::index, OnChange::alter, ""},
    };
};

// The index of the last CLUSTER. Path {schema, table}.
struct ClusterMark {
    std::string index;

    static constexpr std::string_view word = "cluster mark";
    static constexpr std::string_view section = "cluster_on";
    static constexpr KindFacts facts{.part_of = kind_of<Table>};
    static constexpr auto fields = std::tuple{
        Field<ClusterMark, std::string>{"index", &ClusterMark::index, OnChange::alter, ""},
    };
};

} // namespace schemadiff
