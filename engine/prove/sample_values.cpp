#include <engine/prove/sample_values.hpp>

#include <schemadiff/sql/sql.hpp>

#include <fmt/format.h>

namespace schemadiff::prove
{

namespace
{

// In an array, a range or a row.
std::string quoted(std::string const &text)
{
    std::string result = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result + '"';
}

// The first letter tells values apart, since the rest may be cut off.
std::string words(int number)
{
    return fmt::format("{} row", static_cast<char>('a' + (number - 1) % 26));
}

// {} is the number, which has one digit.
std::map<std::string, std::string_view> const &forms()
{
    static std::map<std::string, std::string_view> const all{
        {"int2", "{0}"},
        {"int4", "{0}"},
        {"int8", "{0}"},
        {"oid", "{0}"},
        {"numeric", "{0}"},
        {"float4", "{0}"},
        {"float8", "{0}"},
        {"money", "{0}"},
        {"uuid", "00000000-0000-4000-8000-00000000000{0}"},
        {"date", "2020-01-0{0}"},
        {"timestamp", "2020-01-0{0} 00:00:00"},
        {"timestamptz", "2020-01-0{0} 00:00:00+00"},
        {"time", "0{0}:00:00"},
        {"timetz", "0{0}:00:00+00"},
        {"interval", "{0} days"},
        {"json", R"({{"n": {0}}})"},
        {"jsonb", R"({{"n": {0}}})"},
        {"jsonpath", "$.n{0}"},
        {"xml", "<n>{0}</n>"},
        {"bytea", "\\x0{0}"},
        {"inet", "10.0.0.{0}"},
        {"cidr", "10.0.{0}.0/24"},
        {"macaddr", "08:00:2b:01:02:0{0}"},
        {"macaddr8", "08:00:2b:01:02:03:04:0{0}"},
        {"pg_lsn", "0/{0}"},
        {"tsvector", "n{0}"},
        {"tsquery", "n{0}"},
        {"point", "({0},{0})"},
        {"line", "{{1,1,{0}}}"},
        {"lseg", "[(0,0),({0},{0})]"},
        {"box", "({0},{0}),(0,0)"},
        {"path", "[(0,0),({0},{0})]"},
        {"polygon", "((0,0),({0},{0}),({0},0))"},
        {"circle", "<(0,0),{0}>"},
    };
    return all;
}

std::optional<std::string> of_postgres(std::string const &name, int number)
{
    if (name == "bool") {
        return number % 2 == 1 ? "true" : "false";
    }
    if (name == "char") {
        return words(number).substr(0, 1);
    }
    if (name == "bit" || name == "varbit") {
        return number % 2 == 1 ? "1" : "0";
    }
    auto const found = forms().find(name);
    return found == forms().end()
               ? std::nullopt
               : std::optional{fmt::format(fmt::runtime(found->second), number)};
}

} // namespace

std::optional<std::string> SampleValues::text(long long oid, int number)
{
    Type const &one = type(oid);
    if (one.sort == "d") {
        return text(one.base, number);
    }
    if (one.sort == "e") {
        auto const count = static_cast<int>(one.labels.size());
        return count == 0 ? std::nullopt
                          : std::optional{one.labels[static_cast<std::size_t>((number - 1) % count)]};
    }
    if (one.sort == "r") {
        auto const from = text(one.bound, number);
        auto const to = text(one.bound, number + 1);
        return from && to ? std::optional{"[" + quoted(*from) + "," + quoted(*to) + ")"}
                          : std::nullopt;
    }
    if (one.sort == "c") {
        std::string row;
        for (std::string const &attribute : one.attributes) {
            auto const value = text(std::stoll(attribute), number);
            row += (row.empty() ? "" : ",") + (value ? quoted(*value) : "");
        }
        return "(" + row + ")";
    }
    if (one.element != 0) {
        auto const value = text(one.element, number);
        return value ? std::optional{"{" + quoted(*value) + "}"} : std::nullopt;
    }
    if (one.is_of_postgres) {
        if (auto value = of_postgres(one.name, number)) {
            return value;
        }
    }
    return one.is_text ? std::optional{words(number)} : std::nullopt;
}

SampleValues::Type const &SampleValues::type(long long oid)
{
    if (auto const found = types_.find(oid); found != types_.end()) {
        return found->second;
    }
    auto const rows = connection_->query(
        sql("SELECT t.typname, t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace AS of_postgres, "
            "       t.typtype, t.typcategory = 'S' AS is_text, t.typbasetype::bigint AS base, "
            "       CASE WHEN t.typcategory = 'A' THEN t.typelem::bigint ELSE 0 END AS element, "
            "       r.rngsubtype::bigint AS bound, "
            "       ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e "
            "             WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels, "
            "       ARRAY(SELECT a.atttypid::bigint::text FROM pg_catalog.pg_attribute a "
            "             WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped "
            "             ORDER BY a.attnum) AS attributes "
            "FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid "
            "WHERE t.oid = {}",
            Number{oid}));
    Type one;
    for (auto const &row : rows) {
        one = {.name = std::string(row.text("typname")),
               .is_of_postgres = row.boolean("of_postgres"),
               .sort = std::string(row.text("typtype")),
               .is_text = row.boolean("is_text"),
               .base = row.number("base"),
               .element = row.number("element"),
               .bound = row.number("bound"),
               .labels = row.list("labels"),
               .attributes = row.list("attributes")};
    }
    return types_.emplace(oid, std::move(one)).first->second;
}

} // namespace schemadiff::prove
