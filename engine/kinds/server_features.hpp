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
    {"statistics_expressions", 140000, "pg_catalog.pg_get_statisticsobjdef_expressions(s.oid)",
     "NULL"},
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
    {"publication_schemas", 150000,
     "ARRAY(SELECT s.nspname FROM pg_catalog.pg_publication_namespace pn JOIN "
     "pg_catalog.pg_namespace s ON s.oid = pn.pnnspid WHERE pn.pnpubid = p.oid ORDER BY 1)",
     "NULL::pg_catalog.text[]"},
    {"publication_generated", 180000, "p.pubgencols", "'n'"},
    {"published_where", 150000, "pg_catalog.pg_get_expr(pr.prqual, pr.prrelid)",
     "NULL::pg_catalog.text"},
    {"published_columns", 150000, "pr.prattrs", "NULL::pg_catalog.int2vector"},
    // Not everybody may read these two columns before PostgreSQL 14.
    {"subscription_oid", 140000, "s.oid",
     "(SELECT t.subid FROM pg_catalog.pg_stat_subscription t WHERE t.subname = s.subname LIMIT 1)"},
    {"subscription_commit", 140000, "s.subsynccommit", "'off'"},
    {"subscription_binary", 140000, "s.subbinary", "false"},
    {"subscription_streaming", 140000, "s.substream::pg_catalog.text", "'false'"},
    {"subscription_two_phase", 150000, "s.subtwophasestate", "'d'"},
    {"subscription_disable", 150000, "s.subdisableonerr", "false"},
    {"subscription_origin", 160000, "s.suborigin", "'any'"},
    {"subscription_password", 160000, "s.subpasswordrequired", "true"},
    {"subscription_run_as_owner", 160000, "s.subrunasowner", "false"},
    {"subscription_failover", 170000, "s.subfailover", "false"},
    {"set_columns", 150000, "con.confdelsetcols", "NULL::pg_catalog.int2[]"},
});

// `query` with each {name} replaced by what this server understands, {managed} by `managed`,
// {not_member pg_type t.oid} by the condition that the object belongs to no extension, and
// {function_name a.aggfinalfn} and {operator_name a.aggsortop} by a text[] of schema and name.
std::string for_server(std::string_view query, int server_version, std::string_view managed);

} // namespace schemadiff::kinds
