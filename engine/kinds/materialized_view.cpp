// Materialized views: query, storage parameters, access method, tablespace, settings of columns,
// whether they hold their rows. A changed query makes the view anew, with all that hung on it.
#include <engine/kinds/names.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace schemadiff::kinds::materialized_view
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT c.oid, n.nspname, c.relname, c.relowner, c.reloptions, t.reloptions AS toast_options,
       nullif(am.amname, 'heap') AS access_method, ts.spcname, c.relispopulated,
       pg_catalog.pg_get_viewdef(c.oid) AS definition, clustered.relname AS cluster_index,
       s.names, s.targets, s.storages, s.compressions, s.options
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN (pg_catalog.pg_index ci JOIN pg_catalog.pg_class clustered ON clustered.oid = ci.indexrelid)
       ON c.relhasindex AND ci.indrelid = c.oid AND ci.indisclustered
LEFT JOIN LATERAL (
    SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C") AS names,
           pg_catalog.array_agg(coalesce(a.attstattarget, -1)::text ORDER BY a.attname::text COLLATE "C") AS targets,
           pg_catalog.array_agg(CASE WHEN a.attstorage <> y.typstorage THEN a.attstorage::text ELSE '' END
                                ORDER BY a.attname::text COLLATE "C") AS storages,
           pg_catalog.array_agg({compression}::text ORDER BY a.attname::text COLLATE "C") AS compressions,
           pg_catalog.array_agg(coalesce(pg_catalog.array_to_string(a.attoptions, ','), '')
                                ORDER BY a.attname::text COLLATE "C") AS options
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0
      AND (coalesce(a.attstattarget, -1) <> -1 OR a.attstorage <> y.typstorage
           OR {compression} <> '' OR a.attoptions IS NOT NULL)) s ON true
WHERE c.relkind = 'm' AND {managed} AND {not_member pg_class c.oid}
)sql";

// pg_get_viewdef() begins with a space and ends with a semicolon.
std::string trimmed(std::string_view definition)
{
    auto const first = definition.find_first_not_of(" \n");
    definition.remove_prefix(std::min(first, definition.size()));
    auto const last = definition.find_last_not_of(" \n;");
    return std::string(definition.substr(0, last + 1));
}

std::string storage_word(std::string_view letter)
{
    return letter == "p"   ? "plain"
           : letter == "e" ? "external"
           : letter == "x" ? "extended"
           : letter == "m" ? "main"
                           : "";
}

std::vector<std::string> items(std::string_view list)
{
    std::vector<std::string> all;
    while (!list.empty()) {
        auto const comma = std::min(list.find(','), list.size());
        all.emplace_back(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return all;
}

std::vector<ColumnSettings> column_settings(Row const &row)
{
    std::vector<ColumnSettings> all;
    auto const names = row.list("names");
    auto const targets = row.list("targets");
    auto const storages = row.list("storages");
    auto const compressions = row.list("compressions");
    auto const options = row.list("options");
    for (std::size_t at = 0; at < names.size(); ++at) {
        ColumnSettings settings{.column = names[at]};
        if (targets[at] != "-1") {
            settings.statistics = std::strtoll(targets[at].c_str(), nullptr, 10);
        }
        settings.storage = storage_word(storages[at]);
        settings.compression = compressions[at] == "p"   ? "pglz"
                               : compressions[at] == "l" ? "lz4"
                                                         : "";
        settings.options = options_from(items(options[at]));
        if (settings != ColumnSettings{.column = names[at]}) {
            all.push_back(std::move(settings));
        }
    }
    return all;
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    MaterializedView body;
    body.query.text = trimmed(row.text("definition"));
    body.columns = column_settings(row);
    body.options = options_from(row.list("reloptions"));
    body.options.merge(options_from(row.list("toast_options"), "toast."));
    body.access_method = place_in(row, "access_method");
    body.tablespace = place_in(row, "spcname");
    body.with_data = row.boolean("relispopulated");
    Object object{id_of<MaterializedView>({row.text("nspname"), row.text("relname")}),
                  std::move(body)};
    object.owner = names.role(row.number("relowner"));
    if (!row.is_null("cluster_index")) {
        found.add({object.id.as(kind_of<ClusterMark>),
                   ClusterMark{std::string(row.text("cluster_index"))}});
    }
    found.add(std::move(object), catalog_oid::pg_class, row.number("oid"));
}

Sql prefix(ObjectId const &id)
{
    return sql("ALTER MATERIALIZED VIEW {}", relation_name(id));
}

// What leads one column from some settings to others. A storage that is not said is the type's
// own, which has no name here: the default of a column that is computed cannot be asked for.
void add_settings(ObjectId const &id, ColumnSettings const &from, ColumnSettings const &to,
                  std::vector<Sql> &statements)
{
    auto const column = sql("{} ALTER COLUMN {}", prefix(id), Ident{to.column});
    if (from.statistics != to.statistics) {
        statements.push_back(
            sql("{} SET STATISTICS {}", column, Number{to.statistics.value_or(-1)}));
    }
    if (from.storage != to.storage) {
        statements.push_back(sql("{} SET STORAGE {}", column, Keyword{to.storage}));
    }
    if (from.compression != to.compression) {
        statements.push_back(sql("{} SET COMPRESSION {}", column,
                                 Ident{to.compression.empty() ? "default" : to.compression}));
    }
    for (Sql &statement : option_statements(column, from.options, to.options)) {
        statements.push_back(std::move(statement));
    }
}

ColumnSettings settings_of(std::vector<ColumnSettings> const &all, std::string const &column)
{
    auto const found =
        std::find_if(all.begin(), all.end(), [&](auto const &one) { return one.column == column; });
    return found == all.end() ? ColumnSettings{.column = column} : *found;
}

std::vector<Sql> column_statements(ObjectId const &id, std::vector<ColumnSettings> const &from,
                                   std::vector<ColumnSettings> const &to)
{
    std::vector<Sql> statements;
    for (ColumnSettings const &settings : to) {
        add_settings(id, settings_of(from, settings.column), settings, statements);
    }
    for (ColumnSettings const &settings : from) {
        auto const wanted = settings_of(to, settings.column);
        if (wanted == ColumnSettings{.column = settings.column}) {
            add_settings(id, settings, wanted, statements);
        }
    }
    return statements;
}

// Its lock and hazards count where it takes the place of an older one; what the plan makes has no
// readers yet.
Side create(Object const &object, Context const &)
{
    auto const &body = object.as<MaterializedView>();
    auto const none = sql("");
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto result = side(sql("CREATE MATERIALIZED VIEW {}{}{}{} AS\n{}{}", relation_name(object.id),
                           access_method_clause(body.access_method), options,
                           tablespace_clause(body.tablespace), Verbatim{body.query},
                           body.with_data ? none : sql("\nWITH NO DATA")));
    for (Sql &statement : column_statements(object.id, {}, body.columns)) {
        result.statements.push_back(std::move(statement));
    }
    result.locks.push_back(exclusive_lock(object.id));
    if (body.with_data) {
        result.rewrites_table = true;
        result.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("the contents of {} are computed again, and nobody reads it meanwhile",
                         described(object.id))});
    }
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("DROP MATERIALIZED VIEW {}", relation_name(object.id)));
    result.locks.push_back(exclusive_lock(object.id));
    return result;
}

Side refresh(Object const &, Object const &to)
{
    auto result = side(sql("REFRESH MATERIALIZED VIEW {}{}", relation_name(to.id),
                           to.as<MaterializedView>().with_data ? sql("") : sql(" WITH NO DATA")));
    result.locks.push_back(exclusive_lock(to.id));
    result.rewrites_table = true;
    result.hazards.push_back(
        to.as<MaterializedView>().with_data
            ? Hazard{HazardClass::rewrite_table,
                     fmt::format("the contents of {} are computed, and nobody reads it meanwhile",
                                 described(to.id))}
            : Hazard{HazardClass::delete_data,
                     fmt::format("{} is emptied and cannot be read until it is refreshed",
                                 described(to.id))});
    return result;
}

// Whether some column would have to go back to the storage of its type, which only making it anew
// can do.
bool loses_storage(std::vector<ColumnSettings> const &from, std::vector<ColumnSettings> const &to)
{
    return std::any_of(from.begin(), from.end(), [&](ColumnSettings const &settings) {
        return !settings.storage.empty() && settings_of(to, settings.column).storage.empty();
    });
}

// Who may read it meanwhile: all, unless a column is stored otherwise.
Lock lock_for(std::vector<ColumnSettings> const &from, std::vector<ColumnSettings> const &to)
{
    auto const is_stored_alike = [](std::vector<ColumnSettings> const &some,
                                    std::vector<ColumnSettings> const &others) {
        return std::all_of(some.begin(), some.end(), [&](ColumnSettings const &one) {
            auto const other = settings_of(others, one.column);
            return one.storage == other.storage && one.compression == other.compression;
        });
    };
    return is_stored_alike(from, to) && is_stored_alike(to, from) ? Lock::share_update_exclusive
                                                                  : Lock::access_exclusive;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &context, Context const &)
{
    auto const &old_body = before.as<MaterializedView>();
    auto const &new_body = after.as<MaterializedView>();
    if (loses_storage(old_body.columns, new_body.columns) ||
        loses_storage(new_body.columns, old_body.columns) ||
        (contains(fields, "access_method") && !alters_access_method(context.server_version))) {
        return {.replace = true, .steps = {}};
    }
    Alteration alteration;
    if (contains(fields, "options") || contains(fields, "columns")) {
        alteration.steps.push_back(
            both_ways(before, after, [](Object const &from, Object const &to) {
                auto const &old_one = from.as<MaterializedView>();
                auto const &new_one = to.as<MaterializedView>();
                Side result;
                result.statements =
                    option_statements(prefix(to.id), old_one.options, new_one.options);
                for (Sql &statement : column_statements(to.id, old_one.columns, new_one.columns)) {
                    result.statements.push_back(std::move(statement));
                }
                result.locks.push_back({to.id, lock_for(old_one.columns, new_one.columns)});
                return result;
            }));
    }
    if (contains(fields, "access_method")) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return other_access_method(prefix(to.id), to.id,
                                       to.as<MaterializedView>().access_method, context);
        }));
    }
    if (contains(fields, "tablespace")) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return moved_rows(prefix(to.id), to.id, to.as<MaterializedView>().tablespace, context);
        }));
    }
    if (contains(fields, "with_data")) {
        alteration.steps.push_back(both_ways(before, after, refresh));
    }
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return moved_relation(sql("MATERIALIZED VIEW"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_access_method(object.as<MaterializedView>().access_method, catalog, ids);
    return ids;
}

void add_grants_to(std::string const &role, ObjectId const &relation, Catalog const &catalog,
                   std::vector<ObjectId> &ids)
{
    for (ObjectPtr const &grant :
         catalog.below(kind_of<Grant>, satellite_id(kind_of<Grant>, relation, {role}))) {
        ids.push_back(grant->id);
    }
}

// It is filled when it is made, and a view on the way reads with the privileges of its own owner,
// who has to have them by then.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    std::set<ObjectId> seen;
    std::vector<Object const *> readers{&object};
    while (!readers.empty()) {
        Object const &reader = *readers.back();
        readers.pop_back();
        for (ObjectId const &reference : reader.references) {
            if (reader.id.kind() == kind_of<View> && reader.owner) {
                auto const relation = reference.kind() == kind_of<Column>
                                          ? relation_of(reference, catalog)
                                          : reference;
                for (ObjectId const &on : {relation, reference}) {
                    add_grants_to(*reader.owner, on, catalog, ids);
                    add_grants_to("public", on, catalog, ids);
                }
            }
            auto const *view =
                reference.kind() == kind_of<View> ? catalog.find(reference) : nullptr;
            if (view != nullptr && seen.insert(reference).second) {
                readers.push_back(view);
            }
        }
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("MATERIALIZED VIEW {}", relation_name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {relation_slot(id.schema(), id.name()), type_slot(id.schema(), id.name())};
}

} // namespace

Rules const rules{.kind = kind_of<MaterializedView>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .depends_on = depends_on,
                  .comes_after = comes_after,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::materialized_view
