#include <engine/kinds/type_casts.hpp>

#include <engine/kinds/type_parts.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace schemadiff::kinds
{

namespace
{

// pg_cast between types of two families, by the name of a type or that of a family.
bool types_meet(std::string const &from, std::string const &to)
{
    static constexpr auto meetings = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"integer", "boolean"},
        {"boolean", "integer"},
        {"integer", "byte"},
        {"byte", "integer"},
        {"integer", "money"},
        {"bigint", "money"},
        {"numeric", "money"},
        {"money", "numeric"},
        {"integer", "bit"},
        {"bigint", "bit"},
        {"bit", "integer"},
        {"bit", "bigint"},
        {"jsonb", "number"},
        {"jsonb", "boolean"},
        {"timestamp without time zone", "time without time zone"},
        {"timestamp with time zone", "time"},
        {"time without time zone", "interval"},
        {"interval", "time without time zone"},
    });
    auto const is = [](std::string const &type, std::string_view name) {
        return type == name || family(type) == name;
    };
    return std::any_of(meetings.begin(), meetings.end(),
                       [&](auto const &one) { return is(from, one.first) && is(to, one.second); });
}

// Every modifier is the same or larger, or there is none any more.
bool grows(std::vector<int> const &from, std::vector<int> const &to)
{
    return to.empty() || (from.size() == to.size() && from.front() <= to.front() &&
                          std::equal(from.begin() + 1, from.end(), to.begin() + 1));
}

// The family of one end where the other one is `other`. Nothing leads from a type that the schema
// declares to one of an extension, or back: whoever made that did not know it. Only what counts as
// a string is read and written as any type, and of those there is one that everybody knows.
std::string_view family_beside(CastEnd const &end, std::string_view base, CastEnd const &other)
{
    auto const own = end.family.empty() ? family(base) : std::string_view(end.family);
    bool const is_foreign = own.empty() && !other.family.empty() && !base.ends_with("citext");
    return is_foreign ? base : own;
}

} // namespace

bool becomes_json(CastEnd const &from, CastEnd const &to)
{
    auto const is_json = [](CastEnd const &end) {
        return end.family.empty() && (end.type == "json" || end.type == "jsonb");
    };
    auto const old_parts = parts(from.type);
    bool const is_text = from.family.empty() && !old_parts.is_array &&
                         (family(old_parts.base) == "text" || family(old_parts.base).empty());
    return is_json(to) && !is_json(from) && !is_text;
}

bool has_no_cast(CastEnd const &from, CastEnd const &to)
{
    auto const old_parts = parts(from.type);
    auto const new_parts = parts(to.type);
    if (becomes_json(from, to)) {
        return false;
    }
    if (old_parts.base == new_parts.base) {
        // Nothing leads from a type to arrays of it, whatever type it is; by text both are taken.
        return old_parts.is_array != new_parts.is_array && family(old_parts.base) != "text";
    }
    auto const old_family = family_beside(from, old_parts.base, to);
    auto const new_family = family_beside(to, new_parts.base, from);
    if (old_parts.is_array != new_parts.is_array) {
        // An array is a text to all that is no array but the type that is made of one.
        bool const by_text = old_parts.is_array ? new_family == "text" || new_family == "hstore"
                                                : old_family == "text";
        auto const other = old_parts.is_array ? new_family : old_family;
        return !by_text && !other.empty();
    }
    bool const in_sight = old_family == new_family || old_family == "text" || new_family == "text";
    return !old_family.empty() && !new_family.empty() && !in_sight &&
           !types_meet(old_parts.base, new_parts.base);
}

bool casts_by_itself(std::string_view from, std::string_view to)
{
    static constexpr std::array families = std::to_array<std::array<std::string_view, 7>>({
        {"smallint", "integer", "bigint", "numeric", "real", "double precision", "money"},
        {"character varying", "text", "character", "name", "bpchar", "", ""},
        {"timestamp", "date", "", "", "", "", ""},
    });
    auto const base = [](std::string_view type) {
        return type.substr(0, type.find('('));
    };
    auto const starts = [](std::string_view type, std::string_view name) {
        return !name.empty() &&
               (type == name ||
                (type.starts_with(name) && (type[name.size()] == '(' || type[name.size()] == ' ') &&
                 !type.ends_with("[]")));
    };
    if (base(from) == base(to) && from.ends_with("[]") == to.ends_with("[]")) {
        return true;
    }
    for (auto const &one : families) {
        bool from_here = false;
        bool to_here = false;
        for (std::string_view const name : one) {
            from_here = from_here || starts(from, name);
            to_here = to_here || starts(to, name);
        }
        if (from_here && to_here) {
            return true;
        }
    }
    return false;
}

bool are_comparable(std::string_view from, std::string_view to)
{
    auto const group = [](TypeParts const &type) -> std::string_view {
        static constexpr auto integers =
            std::to_array<std::string_view>({"smallint", "integer", "bigint"});
        static constexpr auto texts =
            std::to_array<std::string_view>({"text", "character varying"});
        auto const is_in = [&](auto const &names) {
            return std::find(names.begin(), names.end(), type.base) != names.end();
        };
        return is_in(integers)                    ? "integer_ops"
               : is_in(texts)                     ? "text_ops"
               : family(type.base) == "timestamp" ? "datetime_ops"
                                                  : std::string_view(type.base);
    };
    auto const old_parts = parts(from);
    auto const new_parts = parts(to);
    return old_parts.is_array == new_parts.is_array && group(old_parts) == group(new_parts);
}

bool differ_in_length_only(std::string_view a, std::string_view b)
{
    auto const one = parts(a);
    auto const other = parts(b);
    return one.base == other.base && one.is_array == other.is_array;
}

bool keeps_values(std::string_view from, std::string_view to)
{
    static constexpr auto growing = std::to_array<std::string_view>(
        {"character varying", "numeric", "bit varying", "timestamp without time zone",
         "timestamp with time zone", "time without time zone", "time with time zone"});
    static constexpr auto same_bytes =
        std::to_array<std::pair<std::string_view, std::string_view>>({
            {"character varying", "text"},
            {"character varying", "bpchar"},
            {"text", "character varying"},
            {"text", "bpchar"},
            {"xml", "text"},
            {"xml", "character varying"},
            {"bit", "bit varying"},
            {"cidr", "inet"},
            {"integer", "oid"},
            {"oid", "integer"},
        });
    auto const old_parts = parts(from);
    auto const new_parts = parts(to);
    if (from == to || old_parts.is_array || new_parts.is_array) {
        // The elements of an array are looked at one by one, whatever they are.
        return from == to;
    }
    if (to == "interval") {
        return old_parts.base.starts_with("interval");
    }
    bool const can_grow =
        old_parts.base.starts_with("interval") ||
        std::find(growing.begin(), growing.end(), old_parts.base) != growing.end();
    if (old_parts.base == new_parts.base) {
        // From no modifier to one the values are looked at.
        return can_grow && grows(old_parts.modifiers, new_parts.modifiers);
    }
    return new_parts.modifiers.empty() &&
           std::find(same_bytes.begin(), same_bytes.end(),
                     std::pair{std::string_view(old_parts.base),
                               std::string_view(new_parts.base)}) != same_bytes.end();
}

bool takes_every_value(std::string_view from, std::string_view to)
{
    static constexpr auto wider = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"smallint", "integer"},
        {"smallint", "bigint"},
        {"smallint", "numeric"},
        {"smallint", "real"},
        {"smallint", "double precision"},
        {"integer", "bigint"},
        {"integer", "numeric"},
        {"integer", "real"},
        {"integer", "double precision"},
        {"bigint", "numeric"},
        {"bigint", "real"},
        {"bigint", "double precision"},
        {"real", "double precision"},
        {"json", "text"},
        {"jsonb", "text"},
        {"jsonb", "json"},
        {"date", "timestamp without time zone"},
    });
    auto const old_parts = parts(from);
    auto const new_parts = parts(to);
    if (!new_parts.modifiers.empty() || old_parts.is_array != new_parts.is_array) {
        return false;
    }
    return (new_parts.base == "text" && !family(old_parts.base).empty()) ||
           std::find(wider.begin(), wider.end(),
                     std::pair{std::string_view(old_parts.base),
                               std::string_view(new_parts.base)}) != wider.end();
}

bool loses_detail(std::string_view from, std::string_view to)
{
    static constexpr auto coarser = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"numeric", "smallint"},
        {"numeric", "integer"},
        {"numeric", "bigint"},
        {"numeric", "real"},
        {"numeric", "double precision"},
        {"real", "smallint"},
        {"real", "integer"},
        {"real", "bigint"},
        {"double precision", "smallint"},
        {"double precision", "integer"},
        {"double precision", "bigint"},
        {"double precision", "real"},
        {"double precision", "numeric"}, // 15 digits
        {"integer", "real"},
        {"bigint", "real"},
        {"bigint", "double precision"},
        {"timestamp without time zone", "date"},
        {"timestamp with time zone", "date"},
        {"timestamp without time zone", "time without time zone"},
        {"timestamp with time zone", "time without time zone"},
        {"timestamp with time zone", "time with time zone"},
        {"time with time zone", "time without time zone"},
        {"text", "bytea"}, // how it was written: it comes back as \x616263
        {"character varying", "bytea"},
        {"json", "jsonb"}, // spaces, the order of keys, and keys that are there twice
    });
    auto const old_parts = parts(from);
    auto const new_parts = parts(to);
    if (old_parts.base != new_parts.base) {
        return std::find(coarser.begin(), coarser.end(),
                         std::pair{std::string_view(old_parts.base),
                                   std::string_view(new_parts.base)}) != coarser.end();
    }
    // The last of the modifiers says how many digits there are behind the point.
    bool const has_digits = old_parts.base == "numeric" || old_parts.base.starts_with("time");
    auto const digits = [](TypeParts const &type) {
        return type.base == "numeric" && type.modifiers.size() == 1 ? 0 : type.modifiers.back();
    };
    return has_digits && !new_parts.modifiers.empty() &&
           (old_parts.modifiers.empty() || digits(new_parts) < digits(old_parts));
}

bool casts_directly(std::string_view from, std::string_view to)
{
    static constexpr std::array numbers = std::to_array<std::string_view>(
        {"smallint", "integer", "bigint", "numeric", "real", "double precision"});
    static constexpr std::array texts =
        std::to_array<std::string_view>({"character varying", "text", "character", "name"});
    static constexpr std::array times = std::to_array<std::string_view>(
        {"date", "timestamp without time zone", "timestamp with time zone"});
    auto const base = [](std::string_view type) {
        auto const open = type.find('(');
        auto const close = type.find(')');
        return open == std::string_view::npos
                   ? std::string(type)
                   : std::string(type.substr(0, open)).append(type.substr(close + 1));
    };
    auto const both_in = [&](auto const &family) {
        auto const has = [&](std::string_view type) {
            return std::find(family.begin(), family.end(), base(type)) != family.end();
        };
        return has(from) && has(to);
    };
    return both_in(numbers) || both_in(texts) || both_in(times) || base(from) == base(to);
}

} // namespace schemadiff::kinds
