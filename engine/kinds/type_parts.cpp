#include <engine/kinds/type_parts.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace schemadiff::kinds
{

TypeParts parts(std::string_view type)
{
    TypeParts result;
    result.is_array = type.ends_with("[]");
    if (result.is_array) {
        type.remove_suffix(2);
    }
    auto const open = type.starts_with('"') ? std::string_view::npos : type.find('(');
    auto const close = type.find(')', open == std::string_view::npos ? type.size() : open);
    if (close == std::string_view::npos) {
        result.base = type;
        return result;
    }
    result.base = std::string(type.substr(0, open)).append(type.substr(close + 1));
    for (char const *at = type.data() + open; at < type.data() + close;) {
        int number = 0;
        auto const [next, error] = std::from_chars(at + 1, type.data() + close, number);
        result.modifiers.push_back(error == std::errc{} ? number : 0);
        at = std::find(next, type.data() + close, ',');
    }
    return result;
}

namespace
{

// Types of the extensions that come with PostgreSQL which their scripts cast to no other type, or
// to one another only, or as hstore does: from text[], and to json. citext is cast to many, and of
// other extensions nothing is known.
std::string_view family_in_extension(std::string_view name)
{
    static constexpr auto alone = std::to_array<std::string_view>(
        {"cube", "hstore", "lquery", "ltree", "ltxtquery", "query_int", "seg"});
    static constexpr auto of_isn = std::to_array<std::string_view>(
        {"ean13", "isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc"});
    auto const found = std::find(alone.begin(), alone.end(), name);
    if (found != alone.end()) {
        return *found;
    }
    return std::find(of_isn.begin(), of_isn.end(), name) != of_isn.end() ? "isn" : "";
}

} // namespace

std::string_view family(std::string_view base)
{
    if (auto const dot = base.rfind('.'); dot != std::string_view::npos) {
        return family_in_extension(base.substr(dot + 1));
    }
    static constexpr auto families = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"smallint", "number"},
        {"integer", "number"},
        {"bigint", "number"},
        {"numeric", "number"},
        {"real", "number"},
        {"double precision", "number"},
        {"text", "text"},
        {"character varying", "text"},
        {"character", "text"},
        {"bpchar", "text"},
        {"name", "text"},
        {"date", "timestamp"},
        {"timestamp without time zone", "timestamp"},
        {"timestamp with time zone", "timestamp"},
        {"time without time zone", "time"},
        {"time with time zone", "time"},
        {"bit", "bits"},
        {"bit varying", "bits"},
        {"json", "json"},
        {"jsonb", "json"},
        {"inet", "network"},
        {"cidr", "network"},
        {"boolean", "boolean"},
        {"\"char\"", "byte"},
        {"uuid", "uuid"},
        {"bytea", "bytea"},
        {"money", "money"},
        {"int4range", "range of integer"},
        {"int4multirange", "range of integer"},
        {"int8range", "range of bigint"},
        {"int8multirange", "range of bigint"},
        {"numrange", "range of numeric"},
        {"nummultirange", "range of numeric"},
        {"tsrange", "range of timestamp"},
        {"tsmultirange", "range of timestamp"},
        {"tstzrange", "range of timestamptz"},
        {"tstzmultirange", "range of timestamptz"},
        {"daterange", "range of date"},
        {"datemultirange", "range of date"},
        {"tsvector", "tsvector"},
        {"tsquery", "tsquery"},
        {"jsonpath", "jsonpath"},
        {"xml", "xml"},
        {"macaddr", "mac"},
        {"macaddr8", "mac"},
    });
    if (base.starts_with("interval")) {
        return "interval";
    }
    for (auto const &[name, its_family] : families) {
        if (name == base) {
            return its_family;
        }
    }
    return {};
}

} // namespace schemadiff::kinds
