// What differs between server versions, as data: a name that catalog queries put in braces, the
// version that brought it, and the expression before and from then on.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace schemadiff::kinds
{

// The versions that schemadiff knows. Older ones are refused, newer ones get a warning.
inline constexpr int oldest_server = 130000;
inline constexpr int newest_server = 180000;

// Whether the server has what `since` brought; 0: unknown, the newest is assumed.
inline bool has_since(int since, int server_version)
{
    return server_version == 0 || server_version >= since;
}
// NOT NULL is a constraint with a name.
inline bool names_not_null(int server_version)
{
    return has_since(180000, server_version);
}
// The privilege MAINTAIN on tables, views and materialized views.
inline bool has_maintain(int server_version)
{
    return has_since(170000, server_version);
}
// pg_input_is_valid().
inline bool has_input_check(int server_version)
{
    return has_since(160000, server_version);
}
// Identity columns of a partitioned table are those of its partitions, too.
inline bool gives_partitions_identity(int server_version)
{
    return has_since(170000, server_version);
}
// Everybody may create in the schema public.
inline bool opens_public_schema(int server_version)
{
    return !has_since(150000, server_version);
}
// ALTER TABLE and ALTER MATERIALIZED VIEW SET ACCESS METHOD.
inline bool alters_access_method(int server_version)
{
    return has_since(150000, server_version);
}
// Partitioned tables have an access method, for new partitions.
inline bool has_partitions_method(int server_version)
{
    return has_since(170000, server_version);
}
// The sequences of a table become unlogged with it.
inline bool has_unlogged_sequences(int server_version)
{
    return has_since(150000, server_version);
}
// Members of its family outlive an operator class that is dropped.
inline bool keeps_loose_members(int server_version)
{
    return has_since(140000, server_version);
}
// A membership says by itself what it gives, and each grantor's is one of its own.
inline bool has_membership_options(int server_version)
{
    return has_since(160000, server_version);
}
inline bool revokes_by_grantor(int server_version)
{
    return has_since(160000, server_version);
}
// What a subscription does where nothing is said; without a server, off.
inline std::string_view usual_streaming(int server_version)
{
    return server_version >= 180000 ? "parallel" : "off";
}

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
    // Before, what a generated column reads is said of the column, later of its expression.
    {"generated_dependencies", 150000, "",
     "UNION ALL SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid "
     "FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objid AND "
     "a.attnum = d.objsubid WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND "
     "d.deptype = 'a' AND d.refobjid >= 16384 AND a.attgenerated <> ''"},
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
    // Not everybody may read these two columns before PostgreSQL 14. A query in a text is asked
    // for its rights only when it runs.
    {"subscription_oid", 140000, "s.oid",
     "(SELECT t.subid FROM pg_catalog.pg_stat_subscription t WHERE t.subname = s.subname LIMIT 1)"},
    {"subscription_commit", 140000, "s.subsynccommit",
     "CASE WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subsynccommit', "
     "'SELECT') THEN pg_catalog.substring(pg_catalog.query_to_xml(pg_catalog.format('SELECT "
     "subsynccommit AS value FROM pg_catalog.pg_subscription WHERE subname = %L AND subdbid = %s', "
     "s.subname, s.subdbid), "
     "false, false, '')::pg_catalog.text, '<value>(.*)</value>') ELSE 'off' END"},
    {"subscription_binary", 140000, "s.subbinary", "false"},
    {"subscription_streaming", 140000, "s.substream::pg_catalog.text", "'false'"},
    {"subscription_two_phase", 150000, "s.subtwophasestate", "'d'"},
    {"subscription_disable", 150000, "s.subdisableonerr", "false"},
    {"subscription_origin", 160000, "s.suborigin", "'any'"},
    {"subscription_password", 160000, "s.subpasswordrequired", "true"},
    {"subscription_run_as_owner", 160000, "s.subrunasowner", "false"},
    {"subscription_failover", 170000, "s.subfailover", "false"},
    {"membership_inherit", 160000, "m.inherit_option", "true"},
    {"membership_set", 160000, "m.set_option", "true"},
    {"membership_of_creator", 160000,
     "(m.grantor = 10 AND m.admin_option AND NOT m.inherit_option AND NOT m.set_option AND "
     "member.rolcreaterole AND NOT member.rolsuper)",
     "false"},
    {"set_columns", 150000, "con.confdelsetcols", "NULL::pg_catalog.int2[]"},
    {"is_enforced", 180000, "con.conenforced", "true"},
    {"has_period", 180000, "con.conperiod", "false"},
    {"not_null_constraint", 180000,
     "LEFT JOIN pg_catalog.pg_constraint nn ON nn.contype = 'n' AND nn.conrelid = a.attrelid AND "
     "nn.conkey[1] = a.attnum",
     ""},
    {"not_null_name", 180000, "nn.conname", "NULL"},
    {"not_null_no_inherit", 180000, "nn.connoinherit", "false"},
    {"not_null_not_valid", 180000, "NOT nn.convalidated", "false"},
    // pg_dump makes the sequence with the table, and says where the two differ.
    {"uncovered_logging", 150000, R"sql(
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, s.oid, 'logging of an identity sequence',
           pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.relname)
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid = d.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
    JOIN pg_catalog.pg_class c ON c.oid = d.refobjid
    WHERE {managed} AND d.deptype = 'i' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND s.relkind = 'S' AND s.relpersistence <> c.relpersistence
)sql",
     ""},
    // What is said of a NOT NULL that no column of ours keeps. A partition or a child that was made
    // with its table has the names of that.
    {"uncovered_not_null", 180000, R"sql(
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, con.oid,
           CASE WHEN con.convalidated THEN 'name of NOT NULL' ELSE 'NOT NULL that is not valid' END,
           pg_catalog.quote_ident(con.conname) || ' on ' || pg_catalog.quote_ident(n.nspname) || '.'
           || pg_catalog.quote_ident(c.relname)
    FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = con.conkey[1]
    WHERE {managed} AND con.contype = 'n' AND (c.relkind = 'p' OR a.attinhcount > 0)
        AND (NOT con.convalidated
             OR con.conname <> c.relname || '_' || a.attname || '_not_null'
                AND pg_catalog.octet_length(c.relname || a.attname) <= 53
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h
                                JOIN pg_catalog.pg_constraint up ON up.conrelid = h.inhparent
                                WHERE h.inhrelid = c.oid AND up.contype = 'n'
                                AND up.conname = con.conname))
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, con.oid, 'name of NOT NULL',
           pg_catalog.quote_ident(con.conname) || ' on ' || pg_catalog.format_type(t.oid, NULL)
    FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_type t ON t.oid = con.contypid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE {managed} AND con.contype = 'n' AND con.conname <> t.typname || '_not_null'
        AND pg_catalog.octet_length(t.typname) <= 54
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, con.oid, 'comment on NOT NULL',
           pg_catalog.quote_ident(con.conname) || ' on ' || pg_catalog.quote_ident(n.nspname) || '.'
           || pg_catalog.quote_ident(c.relname)
    FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_description d ON d.objoid = con.oid
        AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
    WHERE {managed} AND con.contype = 'n')sql",
     ""},
});

// `query` with each {name} replaced by what this server understands, {managed} by `managed`,
// {not_member pg_type t.oid} by the condition that the object belongs to no extension, and
// {function_name a.aggfinalfn} and {operator_name a.aggsortop} by a text[] of schema and name.
std::string for_server(std::string_view query, int server_version, std::string_view managed);

} // namespace schemadiff::kinds
