// What differs between server versions, as data: a name that catalog queries put in braces, the
// version that brought it, and the expression before and from then on.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace schemadiff::kinds
{

struct ServerFeature {
    std::string_view name;
    int since; // 150000: PostgreSQL 15
    std::string_view expression;
    std::string_view before;
};

inline constexpr std::array server_features = std::to_array<ServerFeature>({
    {"compression", 140000, "a.attcompression", "''"},
    {"sql_body", 140000, "pg_catalog.pg_get_function_sqlbody(p.oid)", "NULL"},
    {"nulls_not_distinct", 150000, "i.indnullsnotdistinct", "false"},
    {"collation_locale", 170000, "o.colllocale", "{icu_locale}"},
    {"icu_locale", 150000, "o.colliculocale",
     "CASE WHEN o.collprovider = 'i' THEN o.collcollate::pg_catalog.text END"},
    {"collation_rules", 160000, "o.collicurules", "NULL"},
    {"multirange_name", 140000,
     "(SELECT m.typname FROM pg_catalog.pg_type m WHERE m.oid = r.rngmultitypid)", "NULL"},
    // Multirange types stand for their range types as arrays do for their elements.
    {"multirange_types", 140000,
     "UNION ALL SELECT r.rngmultitypid, 0, r.rngtypid FROM pg_catalog.pg_range r WHERE "
     "r.rngmultitypid >= 16384",
     ""},
    {"set_columns", 150000, "con.confdelsetcols", "NULL::pg_catalog.int2[]"},
});

// `query` with each {name} replaced by what this server understands, {managed} by `managed`, and
// {not_member pg_type t.oid} by the condition that the object belongs to no extension.
std::string for_server(std::string_view query, int server_version, std::string_view managed);

} // namespace schemadiff::kinds
