#include <parser/grammar/builtin_types.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

constexpr auto builtin_types = std::to_array<std::string_view>({
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "event_trigger",
    "fdw_handler",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_brin_bloom_summary",
    "pg_brin_minmax_multi_summary",
    "pg_ddl_command",
    "pg_dependencies",
    "pg_lsn",
    "pg_mcv_list",
    "pg_ndistinct",
    "pg_node_tree",
    "pg_snapshot",
    "point",
    "polygon",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
});
static_assert(std::ranges::is_sorted(builtin_types));

// Where format_type() prints the words of the SQL standard.
constexpr auto printed_names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"bool", "boolean"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"varbit", "bit varying"},
    {"varchar", "character varying"},
});

} // namespace

bool is_builtin_type(std::string_view type_name)
{
    return std::ranges::binary_search(builtin_types, type_name);
}

ModifierKind modifier_kind(std::string_view type_name)
{
    if (type_name == "numeric") {
        return ModifierKind::precision_and_scale;
    }
    if (type_name == "varchar" || type_name == "bpchar" || type_name == "bit" ||
        type_name == "varbit") {
        return ModifierKind::length;
    }
    if (type_name == "time" || type_name == "timetz" || type_name == "timestamp" ||
        type_name == "timestamptz" || type_name == "interval") {
        return ModifierKind::time_precision;
    }
    return ModifierKind::none;
}

std::string_view printed_builtin_name(std::string_view type_name)
{
    auto const *const found =
        std::ranges::find(printed_names, type_name, [](auto const &pair) { return pair.first; });
    return found == printed_names.end() ? type_name : found->second;
}

} // namespace schemadiff::grammar
