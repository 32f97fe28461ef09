#include <schemadiff/base/identifier.hpp>

#include <algorithm>
#include <array>

namespace schemadiff
{

namespace
{

// Every keyword that is not UNRESERVED in PostgreSQL 13 to 18 (src/include/parser/kwlist.h),
// sorted.
constexpr std::array keywords = std::to_array<std::string_view>({
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
});
static_assert(std::ranges::is_sorted(keywords));

} // namespace

bool needs_quotes(std::string_view name)
{
    auto const starts = [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_';
    };
    auto const goes_on = [&](char c) {
        return starts(c) || (c >= '0' && c <= '9');
    };
    return name.empty() || !starts(name.front()) || !std::ranges::all_of(name, goes_on) ||
           std::ranges::binary_search(keywords, name);
}

std::string quoted_identifier(std::string_view name)
{
    if (!needs_quotes(name)) {
        return std::string(name);
    }
    std::string text = "\"";
    for (char const c : name) {
        if (c == '"') {
            text += '"';
        }
        text += c;
    }
    return text + '"';
}

std::string quoted_name(std::string_view schema, std::string_view name)
{
    return schema.empty() ? quoted_identifier(name)
                          : quoted_identifier(schema) + "." + quoted_identifier(name);
}

std::vector<std::string> name_parts(std::string_view text)
{
    std::vector<std::string> parts{""};
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        if (c == '"' && quoted && at + 1 < text.size() && text[at + 1] == '"') {
            parts.back() += '"';
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == '.' && !quoted) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

} // namespace schemadiff
