#include <parser/grammar/keywords.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::grammar
{

namespace
{

// Each list is sorted, for binary search.
constexpr auto column_names = std::to_array<std::string_view>({
    "between",       "bigint",         "bit",           "boolean",        "char",
    "character",     "coalesce",       "dec",           "decimal",        "exists",
    "extract",       "float",          "greatest",      "grouping",       "inout",
    "int",           "integer",        "interval",      "json",           "json_array",
    "json_arrayagg", "json_exists",    "json_object",   "json_objectagg", "json_query",
    "json_scalar",   "json_serialize", "json_table",    "json_value",     "least",
    "merge_action",  "national",       "nchar",         "none",           "normalize",
    "nullif",        "numeric",        "out",           "overlay",        "position",
    "precision",     "real",           "row",           "setof",          "smallint",
    "substring",     "time",           "timestamp",     "treat",          "trim",
    "values",        "varchar",        "xmlattributes", "xmlconcat",      "xmlelement",
    "xmlexists",     "xmlforest",      "xmlnamespaces", "xmlparse",       "xmlpi",
    "xmlroot",       "xmlserialize",   "xmltable",
});

constexpr auto type_or_function_names = std::to_array<std::string_view>({
    "authorization", "binary", "collation", "concurrently", "cross",   "current_schema",
    "freeze",        "full",   "ilike",     "inner",        "is",      "isnull",
    "join",          "left",   "like",      "natural",      "notnull", "outer",
    "overlaps",      "right",  "similar",   "tablesample",  "verbose",
});

constexpr auto reserved = std::to_array<std::string_view>({
    "all",          "analyse",
    "analyze",      "and",
    "any",          "array",
    "as",           "asc",
    "asymmetric",   "both",
    "case",         "cast",
    "check",        "collate",
    "column",       "constraint",
    "create",       "current_catalog",
    "current_date", "current_role",
    "current_time", "current_timestamp",
    "current_user", "default",
    "deferrable",   "desc",
    "distinct",     "do",
    "else",         "end",
    "except",       "false",
    "fetch",        "for",
    "foreign",      "from",
    "grant",        "group",
    "having",       "in",
    "initially",    "intersect",
    "into",         "lateral",
    "leading",      "limit",
    "localtime",    "localtimestamp",
    "not",          "null",
    "offset",       "on",
    "only",         "or",
    "order",        "placing",
    "primary",      "references",
    "returning",    "select",
    "session_user", "some",
    "symmetric",    "system_user",
    "table",        "then",
    "to",           "trailing",
    "true",         "union",
    "unique",       "user",
    "using",        "variadic",
    "when",         "where",
    "window",       "with",
});

static_assert(std::ranges::is_sorted(column_names));
static_assert(std::ranges::is_sorted(type_or_function_names));
static_assert(std::ranges::is_sorted(reserved));

} // namespace

KeywordCategory keyword_category(std::string_view word)
{
    if (std::ranges::binary_search(column_names, word)) {
        return KeywordCategory::column_name;
    }
    if (std::ranges::binary_search(type_or_function_names, word)) {
        return KeywordCategory::type_or_function_name;
    }
    return std::ranges::binary_search(reserved, word) ? KeywordCategory::reserved
                                                      : KeywordCategory::none;
}

} // namespace schemadiff::grammar
