#include <engine/kinds/cast_probe.hpp>

#include <engine/kinds/cast_ends.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/probe.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>
#include <engine/kinds/type_casts.hpp>
#include <engine/kinds/type_parts.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace schemadiff::kinds
{

namespace
{

// What is true of a value that is refused. None: nothing is, or nobody can say.
using Refusal = std::optional<Sql>;

Sql list_of(std::vector<std::string> const &labels)
{
    std::vector<Sql> parts;
    for (std::string const &label : labels) {
        parts.push_back(sql("{}", Literal{label}));
    }
    return join(parts, ", ");
}

// `refusal` of each element of an array.
template <class F>
Refusal of_elements(Sql const &value, F const &refusal)
{
    Refusal const one = refusal(sql("e"));
    return one ? Refusal{sql("EXISTS (SELECT FROM pg_catalog.unnest({}) AS e WHERE {})", value,
                             *one)}
               : std::nullopt;
}

// A cast that is said cuts off what is too long; one that is not forgives blanks only.
Refusal too_long(Sql const &value, TypeParts const &to)
{
    Number const length{to.modifiers.front()};
    if (to.base == "character varying" || to.base == "character") {
        return sql("pg_catalog.length(pg_catalog.rtrim({}::text, ' ')) > {}", value, length);
    }
    return to.base == "bit"           ? Refusal{sql("pg_catalog.length({}) <> {}", value, length)}
           : to.base == "bit varying" ? Refusal{sql("pg_catalog.length({}) > {}", value, length)}
                                      : std::nullopt;
}

// Of a number: integers are rounded to, and the last digits of numeric(p, s), before it is looked
// whether there is room.
Refusal out_of_range(Sql const &value, TypeParts const &from, TypeParts const &to)
{
    struct Limits {
        std::string_view type, low, above;
    };
    static constexpr auto limits = std::to_array<Limits>({
        {"smallint", "-32768", "32768"},
        {"integer", "-2147483648", "2147483648"},
        {"bigint", "-9223372036854775808", "9223372036854775808"},
    });
    bool const is_float = from.base == "real" || from.base == "double precision";
    auto const number = is_float ? sql("double precision") : sql("numeric");
    for (Limits const &one : limits) {
        if (one.type == to.base) {
            auto const rounded = sql("pg_catalog.round({}::{})", value, number);
            return sql("NOT ({} >= {}::{} AND {} < {}::{})", rounded, Literal{one.low}, number,
                       rounded, Literal{one.above}, number);
        }
    }
    if (to.base != "numeric" || to.modifiers.empty()) {
        return std::nullopt;
    }
    int const scale = to.modifiers.size() > 1 ? to.modifiers[1] : 0;
    auto const limit = fmt::format("1e{}", to.modifiers.front() - scale);
    return sql("{}::numeric <> 'NaN' AND NOT (pg_catalog.abs(pg_catalog.round({}::numeric, {})) < "
               "{}::numeric)",
               value, value, Number{scale}, Literal{limit});
}

// Before PostgreSQL 16 only what an input function takes can be said that is simple enough.
Refusal unreadable_by_pattern(Sql const &text, TypeParts const &to)
{
    static constexpr auto patterns = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"smallint", R"(^[ \t-\r]*[+-]?[0-9]+[ \t-\r]*$)"},
        {"integer", R"(^[ \t-\r]*[+-]?[0-9]+[ \t-\r]*$)"},
        {"bigint", R"(^[ \t-\r]*[+-]?[0-9]+[ \t-\r]*$)"},
        {"uuid", "^([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}$|"
                 R"(^\{([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}\}$)"},
        {"boolean", R"((?i)^[ \t-\r]*(t|tr|tru|true|y|ye|yes|on|1|)"
                    R"(f|fa|fal|fals|false|n|no|of|off|0)[ \t-\r]*$)"},
    });
    auto const found = std::find_if(patterns.begin(), patterns.end(),
                                    [&](auto const &one) { return one.first == to.base; });
    if (found == patterns.end()) {
        return std::nullopt;
    }
    auto const is_readable = sql("{} ~ {}", text, Literal{found->second});
    auto const beyond = out_of_range(text, {"numeric", {}, false}, to);
    return beyond ? sql("NOT CASE WHEN {} THEN NOT ({}) ELSE {} IS NULL END", is_readable, *beyond,
                        text)
                  : sql("NOT {}", is_readable);
}

bool is_padded(TypeParts const &type)
{
    return type.base == "character" || type.base == "bpchar";
}

// What a cast reads is the text that the value is printed as, with the blanks of character(n).
Refusal unreadable(Sql const &value, TypeParts const &from, std::string const &type,
                   int server_version)
{
    auto const to = parts(type);
    auto const text =
        is_padded(from)
            ? sql("CASE WHEN {} IS NOT NULL THEN pg_catalog.concat({}) END", value, value)
            : sql("{}::text", value);
    if (server_version == 0) {
        return std::nullopt;
    }
    if (!has_input_check(server_version)) {
        return to.is_array ? std::nullopt : unreadable_by_pattern(text, to);
    }
    // Modifiers other than those of numeric cut off or round what the cast has read.
    auto const read_as = to.base == "numeric" || to.modifiers.empty() ? type : to.base;
    return sql("NOT pg_catalog.pg_input_is_valid({}, {})", text, Literal{read_as});
}

struct Retyping {
    CastEnd from;
    CastEnd to;
    bool is_said; // by USING
    int server_version;
};

Refusal refused_scalar(Sql const &value, Retyping const &cast, std::string_view from_type,
                       std::string_view to_type)
{
    auto const from = parts(from_type);
    auto const to = parts(to_type);
    bool const is_text = cast.from.family.empty() && family(from.base) == "text";
    if (cast.to.family == "enum") {
        auto const &labels = cast.to.declared.back()->as<Enum>().labels;
        bool const is_read = is_text || cast.from.family == "enum";
        return is_read && !labels.empty() && !is_padded(from)
                   ? Refusal{sql("{}::text NOT IN ({})", value, list_of(labels))}
                   : std::nullopt;
    }
    if (!cast.from.family.empty() || !cast.to.family.empty()) {
        return std::nullopt;
    }
    if (!cast.is_said && !to.modifiers.empty() && family(from.base) == family(to.base) &&
        family(to.base) != "number") {
        return too_long(value, to);
    }
    if (family(from.base) == "number" && family(to.base) == "number") {
        return out_of_range(value, from, to);
    }
    // Types of extensions may have casts of their own, which take more than their input functions.
    bool const is_known = !family(to.base).empty() && family(to.base) != "text";
    return is_text && is_known ? unreadable(value, from, std::string(to_type), cast.server_version)
                               : std::nullopt;
}

Refusal refused(Sql const &value, Retyping const &cast)
{
    std::string_view from = cast.from.type;
    std::string_view to = cast.to.type;
    if (!from.ends_with("[]")) {
        return refused_scalar(value, cast, from, to);
    }
    if (!to.ends_with("[]")) {
        return std::nullopt;
    }
    from.remove_suffix(2);
    to.remove_suffix(2);
    return of_elements(value, [&](Sql const &one) { return refused_scalar(one, cast, from, to); });
}

bool is_there_before(std::vector<ObjectId> const &ids, Context const &before, Context const &after)
{
    return std::all_of(ids.begin(), ids.end(), [&](ObjectId const &id) {
        auto const *old_one = before.catalog.find(id);
        auto const *new_one = after.catalog.find(id);
        return new_one == nullptr || (old_one != nullptr && same_content(*old_one, *new_one));
    });
}

// What the domains say of a value that is one of the type below them.
std::vector<Sql> refused_by_domains(Sql const &value, Retyping const &cast, Context const &before,
                                    Context const &after)
{
    std::vector<Sql> all;
    for (Object const *domain : cast.to.declared) {
        if (domain->id.kind() != kind_of<Domain>) {
            if (!is_there_before({domain->id}, before, after)) {
                return {};
            }
            continue;
        }
        if (domain->as<Domain>().not_null) {
            all.push_back(sql("{} IS NULL", value));
        }
        for (ObjectPtr const &check : after.catalog.below(kind_of<DomainCheck>, domain->id)) {
            auto needed = dependencies(*check, after.catalog);
            std::erase(needed, domain->id);
            if (is_there_before(needed, before, after)) {
                all.push_back(
                    sql("EXISTS (SELECT FROM (SELECT {}::{}) AS d (value) WHERE NOT ({}))", value,
                        Verbatim{TypeName{cast.to.type}},
                        Verbatim{check->as<DomainCheck>().expression}));
            }
        }
    }
    return all;
}

} // namespace

std::optional<Sql> rows_without_cast(Object const &before, Object const &after,
                                     Context const &before_context, Context const &after_context)
{
    auto const &old_type = before.as<Column>().type;
    auto const &new_type = after.as<Column>().type;
    Retyping cast{cast_end(before, old_type, before_context.catalog),
                  cast_end(after, new_type, after_context.catalog), false,
                  before_context.server_version};
    // What a function of somebody makes of a value, nobody else can say.
    auto const declared = id_of<Cast>({cast.from.type, cast.to.type});
    bool const is_declared =
        before_context.catalog.contains(declared) || after_context.catalog.contains(declared);
    if (is_declared || is_foreign(before.id, before_context.catalog) ||
        keeps_values(old_type.text, new_type.text)) {
        return std::nullopt;
    }
    cast.is_said = !casts_by_itself(cast.from.type, cast.to.type);
    auto const value = sql("t.{}", Ident{before.id.name()});
    bool const is_taken =
        cast.from.type == cast.to.type || takes_every_value(cast.from.type, cast.to.type);
    auto condition = is_taken ? std::nullopt : refused(value, cast);
    bool const is_array = cast.from.type.ends_with("[]") || cast.to.type.ends_with("[]");
    auto const by_domains = is_array
                                ? std::vector<Sql>{}
                                : refused_by_domains(value, cast, before_context, after_context);
    if (!by_domains.empty()) {
        auto const any = join(by_domains, " OR ");
        condition = condition ? sql("CASE WHEN {} THEN true ELSE {} END", *condition, any) : any;
    }
    return condition ? std::optional{rows_before(before, *condition, before_context.catalog)}
                     : std::nullopt;
}

std::optional<Sql> rows_with_labels(ObjectId const &type, std::vector<std::string> const &labels,
                                    std::vector<ObjectId> const &columns, Catalog const &catalog)
{
    std::map<ObjectId, Sql> by_column;
    std::set<ObjectId> tables;
    for (ObjectId const &id : columns) {
        auto const &column = *catalog.find(id);
        auto const end = cast_end(column, column.as<Column>().type, catalog);
        if (end.declared.empty() || end.declared.back()->id != type || is_foreign(id, catalog)) {
            continue;
        }
        auto const is_lost = [&](Sql const &one) {
            return sql("{}::text IN ({})", one, list_of(labels));
        };
        auto const value = sql("t.{}", Ident{id.name()});
        auto const condition =
            end.type.ends_with("[]") ? *of_elements(value, is_lost) : is_lost(value);
        by_column.emplace(id, rows_before(column, condition, catalog));
        tables.insert(id.up(kind_of<Table>));
    }
    std::vector<Sql> queries;
    for (auto const &[id, query] : by_column) {
        auto const table = sql("{}", relation_name(id)).text() + ' ';
        queries.push_back(tables.size() == 1 ? query
                                             : sql("SELECT {} || f.key AS key FROM ({}) AS f",
                                                   Literal{table}, query));
    }
    return queries.empty() ? std::nullopt : std::optional{join(queries, " UNION ALL ")};
}

} // namespace schemadiff::kinds
