#include <engine/elaborate/not_stored.hpp>

#include <engine/kinds/privileges.hpp>
#include <engine/kinds/server_features.hpp>
#include <parser/grammar/expression.hpp>
#include <parser/grammar/type_name.hpp>
#include <schemadiff/base/identifier.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace schemadiff::elaborate
{

namespace
{

bool is_domain(std::string_view type, Catalog const &catalog)
{
    auto const domains = catalog.of_kind(kind_of<Domain>);
    return std::any_of(domains.begin(), domains.end(), [&](ObjectPtr const &domain) {
        return quoted_name(domain->id.schema(), domain->id.name()) == type;
    });
}

bool is_enum(std::string_view type, Catalog const &catalog)
{
    auto const enums = catalog.of_kind(kind_of<Enum>);
    return std::any_of(enums.begin(), enums.end(), [&](ObjectPtr const &one) {
        return quoted_name(one->id.schema(), one->id.name()) == type;
    });
}

// The most bytes that a value takes (type_maximum_size); 0: unknown, or too many.
long long most_bytes(std::string const &type, Catalog const &catalog)
{
    // The longest of them is box, with four numbers.
    constexpr long long fixed_length = 32;
    static constexpr auto fixed = std::to_array<std::string_view>({"boolean",
                                                                   "smallint",
                                                                   "integer",
                                                                   "bigint",
                                                                   "real",
                                                                   "double precision",
                                                                   "date",
                                                                   "time without time zone",
                                                                   "time with time zone",
                                                                   "timestamp without time zone",
                                                                   "timestamp with time zone",
                                                                   "interval",
                                                                   "uuid",
                                                                   "oid",
                                                                   "macaddr",
                                                                   "macaddr8",
                                                                   "point",
                                                                   "line",
                                                                   "lseg",
                                                                   "box",
                                                                   "circle",
                                                                   "money",
                                                                   "xid",
                                                                   "xid8",
                                                                   "cid",
                                                                   "tid",
                                                                   "pg_lsn",
                                                                   "regclass",
                                                                   "regproc",
                                                                   "regtype",
                                                                   "\"char\""});
    auto const parsed = grammar::parse_type(type);
    if (!parsed || parsed->array_dimensions > 0) {
        return 0;
    }
    auto plain = *parsed;
    plain.modifiers.clear();
    auto const name = grammar::canonical(plain);
    if (std::find(fixed.begin(), fixed.end(), name) != fixed.end() || is_enum(type, catalog)) {
        return fixed_length;
    }
    bool const has_length = name == "character varying" || name == "character";
    if (!has_length || parsed->modifiers.empty()) {
        return 0;
    }
    constexpr long long most_bytes_of_character = 4;
    constexpr long long length_word = 4;
    return std::strtoll(parsed->modifiers.front().c_str(), nullptr, 10) * most_bytes_of_character +
           length_word;
}

bool has_no_toast_table(ObjectId const &table, Catalog const &catalog)
{
    constexpr long long threshold = 2000; // TOAST_TUPLE_THRESHOLD, without the header of a row
    long long bytes = 0;
    for (auto const &column : catalog.below(kind_of<Column>, table)) {
        auto const most = most_bytes(column->as<Column>().type.text, catalog);
        if (most == 0) {
            return false;
        }
        bytes += most;
    }
    return bytes < threshold;
}

bool is_of_toast(std::string_view key)
{
    return key.starts_with("toast.");
}

bool has_toast(Options const &options)
{
    return std::any_of(options.begin(), options.end(),
                       [](auto const &entry) { return is_of_toast(entry.first); });
}

} // namespace

bool is_no_default(Object const &column_default, Catalog const &catalog)
{
    auto const *column = catalog.find(column_default.id.as(kind_of<Column>));
    auto const parsed =
        grammar::parse_expression(column_default.as<ColumnDefault>().expression.text);
    if (column == nullptr || !parsed || parsed->kind != grammar::ExprKind::cast ||
        parsed->children.front().kind != grammar::ExprKind::null || !parsed->type) {
        return false;
    }
    auto const &type = column->as<Column>().type.text;
    return parsed->type->modifiers.empty() && grammar::canonical(*parsed->type) == type &&
           !is_domain(type, catalog);
}

bool keeps_mark_of_not_null_only(Object const &object, Catalog const &catalog, int server_version)
{
    if (object.id.kind() != kind_of<Column>) {
        return false;
    }
    if (!kinds::names_not_null(server_version)) {
        return says_more_of_not_null(object.as<Column>());
    }
    auto const id = object.id.up(kind_of<Table>);
    auto const *table = catalog.find(id);
    return catalog.contains(id.as(kind_of<Partition>)) ||
           (table != nullptr && !table->as<Table>().partition_by.empty());
}

bool gives_maintain_with_all(Object const &object, int server_version)
{
    static auto const all = kinds::all_privileges(kind_of<Table>, 0);
    if (kinds::has_maintain(server_version)) {
        return false;
    }
    auto const *grant = object.body.get_if<Grant>();
    auto const *by_default = object.body.get_if<DefaultGrant>();
    return (grant != nullptr && grant->privileges == all) ||
           (by_default != nullptr && by_default->privileges == all);
}

void leave_out_maintain(Object &object)
{
    auto const leave_out = [](auto &body) {
        std::erase(body.privileges, "maintain");
        std::erase(body.grant_option, "maintain");
    };
    if (auto *grant = object.body.get_if<Grant>(); grant != nullptr) {
        leave_out(*grant);
    } else {
        leave_out(object.as<DefaultGrant>());
    }
}

Options without_toast(Object const &table, Catalog const &catalog, Object const &live,
                      Catalog const &before)
{
    auto options = table.as<Table>().options;
    if (!has_toast(options) || has_toast(live.as<Table>().options) ||
        !has_no_toast_table(table.id, catalog) || !has_no_toast_table(live.id, before)) {
        return options;
    }
    for (auto const &[key, value] : table.as<Table>().options) {
        if (is_of_toast(key)) {
            options.erase(key);
        }
    }
    return options;
}

} // namespace schemadiff::elaborate
