// CREATE TABLE without what is an object of its own: columns, constraints, indexes. Path
// {schema, name}.
#pragma once
#include <schemadiff/model/field.hpp>

#include <tuple>

namespace schemadiff
{

struct Table {
    bool unlogged = false;
    std::string row_security = "off"; // off, enabled, forced; forced without enabled: force_only
    Options options;                  // fillfactor, toast.autovacuum_enabled, ...
    std::string replica_identity = "default"; // default, full, nothing, or index NAME
    std::string cluster_on;                   // index of the last CLUSTER, or empty

    static constexpr std::string_view word = "table";
    static constexpr std::string_view section = "tables";
    static constexpr std::string_view row_security_words[] = {"off", "enabled", "forced",
                                                              "force_only"};
    static constexpr auto fields = std::tuple{
        Field<Table, bool>{"unlogged", &Table::unlogged, OnChange::alter, "not written to WAL"},
        Field<Table, std::string>{"row_security", &Table::row_security, OnChange::alter,
                                  "enabled; forced: for the owner too", row_security_words},
        Field<Table, Options>{"options", &Table::options, OnChange::alter, "storage parameters"},
        Field<Table, std::string>{"replica_identity", &Table::replica_identity, OnChange::alter,
                                  "default, full, nothing or index NAME"},
        Field<Table, std::string>{"cluster_on", &Table::cluster_on, OnChange::alter,
                                  "index that CLUSTER uses"},
    };
};

} // namespace schemadiff
