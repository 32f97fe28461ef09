#include <engine/kinds/rules.hpp>

#include <schemadiff/base/identifier.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace schemadiff::kinds
{

std::vector<std::string> CatalogNames::columns(long long relation, std::string_view numbers) const
{
    std::vector<std::string> names;
    char const *at = numbers.data();
    char const *const end = at + numbers.size();
    while (at != end) {
        int number = 0;
        auto const [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{}) {
            ++at;
            continue;
        }
        names.push_back(column(relation, number));
        at = next;
    }
    return names;
}

ObjectId relation_of(ObjectId const &id, Catalog const &catalog)
{
    ObjectId const table = id_of<Table>({id.part(0), id.part(1)});
    for (Kind const kind : {kind_of<Table>, kind_of<View>, kind_of<MaterializedView>}) {
        if (catalog.contains(table.as(kind))) {
            return table.as(kind);
        }
    }
    return table;
}

std::string relation_slot(std::string_view schema, std::string_view name)
{
    return std::string("relation\0", 9).append(schema).append(1, '\0').append(name);
}

std::string type_slot(std::string_view schema, std::string_view name)
{
    return std::string("type\0", 5).append(schema).append(1, '\0').append(name);
}

std::string constraint_slot(ObjectId const &constraint)
{
    return std::string("constraint\0", 11).append(constraint.path());
}

std::string rights_slot(ObjectId const &object)
{
    return std::string("rights\0", 7)
        .append(object.kind() == kind_of<Column> ? object.up(kind_of<Table>).path()
                                                 : object.path());
}

OptionChange option_change(Options const &before, Options const &after)
{
    OptionChange change;
    for (auto const &[key, value] : after) {
        auto const old = before.find(key);
        if (old == before.end() || old->second != value) {
            change.set.emplace(key, value);
        }
    }
    for (auto const &[key, value] : before) {
        if (!after.contains(key)) {
            change.reset.push_back(key);
        }
    }
    return change;
}

std::vector<Sql> option_statements(Sql const &prefix, Options const &before, Options const &after)
{
    auto const change = option_change(before, after);
    std::vector<Sql> statements;
    if (!change.set.empty()) {
        statements.push_back(sql("{} SET ({})", prefix, option_list(change.set)));
    }
    if (!change.reset.empty()) {
        std::vector<Sql> keys;
        for (std::string const &key : change.reset) {
            auto const dot = key.find('.');
            keys.push_back(dot == std::string::npos
                               ? sql("{}", Ident{key})
                               : sql("{}.{}", Ident{std::string_view(key).substr(0, dot)},
                                     Ident{std::string_view(key).substr(dot + 1)}));
        }
        statements.push_back(sql("{} RESET ({})", prefix, join(keys, ", ")));
    }
    return statements;
}

Lock option_lock(Options const &before, Options const &after)
{
    static constexpr auto exclusive = std::to_array<std::string_view>(
        {"user_catalog_table", "fastupdate", "gin_pending_list_limit", "buffering", "autosummarize",
         "pages_per_range"});
    auto const change = option_change(before, after);
    bool const concerns_use = std::any_of(exclusive.begin(), exclusive.end(), [&](auto key) {
        return change.set.contains(key) ||
               std::find(change.reset.begin(), change.reset.end(), key) != change.reset.end();
    });
    return concerns_use ? Lock::access_exclusive : Lock::share_update_exclusive;
}

TypeName type_name(std::string_view printed)
{
    // One name from `at` on, without its quotes; `at` stands behind it then.
    auto const take = [&](std::size_t &at) {
        std::string name;
        bool const quoted = at < printed.size() && printed[at] == '"';
        at += quoted ? 1 : 0;
        for (; at < printed.size(); ++at) {
            if (quoted && printed[at] == '"') {
                if (at + 1 == printed.size() || printed[at + 1] != '"') {
                    ++at;
                    break;
                }
                ++at;
            } else if (!quoted &&
                       std::string_view(".([ ").find(printed[at]) != std::string_view::npos) {
                break;
            }
            name += printed[at];
        }
        return name;
    };
    std::size_t at = 0;
    auto const schema = take(at);
    if (at == printed.size() || printed[at] != '.') {
        return {std::string(printed)};
    }
    ++at;
    auto const name = take(at);
    return {quoted_name(schema, name).append(printed.substr(at))};
}

Options options_from(std::vector<std::string> const &items, std::string_view prefix)
{
    Options options;
    for (std::string const &item : items) {
        auto const equals = item.find('=');
        // A mark that PostgreSQL 15.20 keeps with every column for itself; pg_dump leaves it out.
        if (item.substr(0, equals) == "pg_attver") {
            continue;
        }
        options.emplace(std::string(prefix) + item.substr(0, equals),
                        equals == std::string::npos ? "" : item.substr(equals + 1));
    }
    return options;
}

} // namespace schemadiff::kinds
