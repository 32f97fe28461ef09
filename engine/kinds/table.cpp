// Tables, without what is an object of its own: columns, constraints, indexes, and what
// table_marks.cpp has. Their rows of the catalog bring that, too.
//
// A foreign table is a table with a server. ALTER TABLE serves for both, but not CREATE, DROP,
// COMMENT ON and what the wrapper is told.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/index_keys.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/row_type.hpp>
#include <engine/kinds/server_features.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::table
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT c.oid, n.nspname, c.relname, c.relowner, c.relpersistence = 'u' AS unlogged,
       c.reloptions, t.reloptions AS toast_options, c.relrowsecurity, c.relforcerowsecurity,
       c.relreplident, replica.relname AS replica_index, clustered.relname AS cluster_index,
       pt.partstrat, pt.partrelid AS indrelid, 0 AS indexrelid, pt.partattrs AS indkey,
       pt.partnatts AS indnkeyatts, pt.partclass AS indclass, pt.partcollation AS indcollation,
       pg_catalog.repeat('0 ', pt.partnatts) AS indoption,
       pg_catalog.pg_get_expr(pt.partexprs, pt.partrelid) AS part_expressions, ts.spcname,
       CASE WHEN c.relkind = 'p' OR am.amname <> 'heap' THEN am.amname END AS access_method,
       s.srvname, ft.ftoptions, rtn.nspname AS row_type_schema, rt.typname AS row_type
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_partitioned_table pt ON c.relkind = 'p' AND pt.partrelid = c.oid
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN (pg_catalog.pg_index ri JOIN pg_catalog.pg_class replica ON replica.oid = ri.indexrelid)
       ON c.relreplident = 'i' AND ri.indrelid = c.oid AND ri.indisreplident
LEFT JOIN (pg_catalog.pg_index ci JOIN pg_catalog.pg_class clustered ON clustered.oid = ci.indexrelid)
       ON c.relhasindex AND ci.indrelid = c.oid AND ci.indisclustered
LEFT JOIN (pg_catalog.pg_foreign_table ft JOIN pg_catalog.pg_foreign_server s ON s.oid = ft.ftserver)
       ON c.relkind = 'f' AND ft.ftrelid = c.oid
LEFT JOIN (pg_catalog.pg_type rt JOIN pg_catalog.pg_namespace rtn ON rtn.oid = rt.typnamespace)
       ON c.reloftype <> 0 AND rt.oid = c.reloftype
WHERE {managed} AND {plain_table}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Table body;
    body.unlogged = row.boolean("unlogged");
    body.options = options_from(row.list("reloptions"));
    body.options.merge(options_from(row.list("toast_options"), "toast."));
    if (!row.is_null("partstrat")) {
        auto const strategy = row.text("partstrat");
        body.partition_by = strategy == "r" ? "range" : strategy == "l" ? "list" : "hash";
        // Several expressions are printed as a list.
        body.partition_keys =
            keys_from_row(row, names, pieces(row.text("part_expressions"), ',')).first;
    }
    body.tablespace = place_in(row, "spcname");
    body.access_method = place_in(row, "access_method");
    if (!row.is_null("srvname")) {
        body.server = row.text("srvname");
        body.foreign_options = options_from(row.list("ftoptions"));
    }
    Object object{id_of<Table>({row.text("nspname"), row.text("relname")}), std::move(body)};
    object.owner = names.role(row.number("relowner"));
    auto const id = object.id;
    found.add(std::move(object), catalog_oid::pg_class, row.number("oid"));

    if (!row.is_null("row_type")) {
        found.add({id.as(kind_of<RowType>), RowType{{std::string(row.text("row_type_schema")),
                                                     std::string(row.text("row_type"))}}});
    }
    bool const enabled = row.boolean("relrowsecurity");
    bool const forced = row.boolean("relforcerowsecurity");
    if (enabled || forced) {
        found.add({id.as(kind_of<RowSecurity>), RowSecurity{!enabled ? "force_only"
                                                            : forced ? "forced"
                                                                     : "enabled"}});
    }
    // A foreign table has none, and a letter that says so.
    auto const identity = row.text("relreplident");
    if (identity != "d" && row.is_null("srvname")) {
        found.add({id.as(kind_of<ReplicaIdentity>),
                   ReplicaIdentity{identity == "f"   ? "full"
                                   : identity == "n" ? "nothing"
                                                     : "index",
                                   std::string(row.text("replica_index"))}});
    }
    if (!row.is_null("cluster_index")) {
        found.add(
            {id.as(kind_of<ClusterMark>), ClusterMark{std::string(row.text("cluster_index"))}});
    }
}

// TABLE app.users, FOREIGN TABLE app.users
Sql address_of(Object const &object)
{
    return sql("{}TABLE {}", object.as<Table>().server.empty() ? sql("") : sql("FOREIGN "),
               relation_name(object.id));
}

Sql inherits(std::vector<Parent> const &parents)
{
    std::vector<Sql> names;
    for (Parent const &parent : parents) {
        names.push_back(sql("{}", relation_name(parent.table)));
    }
    return names.empty() ? sql("") : sql(" INHERITS ({})", join(names, ", "));
}

// A new table has the defaults of its parents, also for columns that are to have none.
void drop_defaults_of_parents(Side &side, ObjectId const &table, std::vector<Parent> const &parents,
                              Catalog const &catalog)
{
    for (ObjectPtr const &column : catalog.below(kind_of<Column>, table)) {
        auto const value = column->id.as(kind_of<ColumnDefault>);
        bool const has_one = std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
            return catalog.contains(parent.table.child(kind_of<ColumnDefault>, value.name()));
        });
        if (has_one && !catalog.contains(value)) {
            side.statements.push_back(sql("ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT",
                                          relation_name(table), Ident{value.name()}));
        }
    }
}

// What the server cannot do. A table that is made anew instead would lose its rows.
void refuse_access_method(Object const &object, std::string message, std::string hint)
{
    throw Failure({Severity::error,
                   codes::server_lacks,
                   object.at,
                   described(object.id) + std::move(message),
                   {std::move(hint)}});
}

void check_partitions_method(Object const &object, int server_version)
{
    auto const &body = object.as<Table>();
    if (body.access_method && !body.partition_by.empty() &&
        !has_partitions_method(server_version)) {
        refuse_access_method(object,
                             " is partitioned, and has an access method only from PostgreSQL 17 on",
                             "Say 'access_method' of its partitions.");
    }
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Table>();
    check_partitions_method(object, context.server_version);
    auto const parents = inherited_from(object.id, context.catalog);
    auto const row_type = row_type_of(object.id, context.catalog);
    auto const head =
        sql("CREATE{} {}", body.unlogged ? sql(" UNLOGGED") : sql(""), address_of(object));
    auto result =
        side(row_type ? sql("{} OF {}", head, relation_name(*row_type)) : sql("{} (", head));
    result.joint = row_type ? Joint::own_list : Joint::list;
    std::vector<Sql> keys;
    for (IndexKey const &key : body.partition_keys) {
        keys.push_back(index_key_sql(key));
    }
    // The keys name columns; a column that parents have, too, is merged with theirs, and one of a
    // typed table is there already.
    result.is_whole = !keys.empty() || !parents.empty() || row_type;
    result.tail = sql(
        "{}{}{}{}{}{}{}", row_type ? sql("") : sql(")"), inherits(parents),
        keys.empty() ? sql("")
                     : sql(" PARTITION BY {} ({})", Keyword{body.partition_by}, join(keys, ", ")),
        access_method_clause(body.access_method),
        body.options.empty() ? sql("") : sql(" WITH ({})", option_list(body.options)),
        tablespace_clause(body.tablespace),
        body.server.empty()
            ? sql("")
            : sql(" SERVER {}{}", Ident{body.server}, options_clause(body.foreign_options)));
    drop_defaults_of_parents(result, object.id, parents, context.catalog);
    return result;
}

// A table that is made anew leaves its partitions, where the rows are. One that nobody knows of
// would go along, so it is looked for at that moment.
void keep_unknown_partitions(Side &side, ObjectId const &table)
{
    auto const text = sql("{}", relation_name(table)).text();
    auto const body =
        sql("BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = "
            "{}::pg_catalog.regclass) THEN RAISE EXCEPTION USING MESSAGE = {}; END IF; END",
            Literal{text}, Literal{described(table) + " still has partitions, which hold rows"});
    side.statements.insert(side.statements.begin(), sql("DO {}", DollarQuoted{body.text()}));
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("DROP {}", address_of(object)));
    result.locks.push_back(exclusive_lock(object.id));
    bool const is_made_anew = context.other != nullptr && context.other->contains(object.id);
    if (is_made_anew && !object.as<Table>().partition_by.empty()) {
        keep_unknown_partitions(result, object.id);
        return result;
    }
    if (!object.as<Table>().server.empty()) {
        return result; // its rows stay where they are
    }
    result.hazards.push_back(
        {HazardClass::delete_data,
         fmt::format("dropping {} deletes all its rows", described(object.id))});
    return result;
}

// From PostgreSQL 15 a table takes the sequences of its columns along (ATExecChangePersistence),
// also those that are wanted otherwise.
void set_sequences(Side &side, Object const &to, Context const &there)
{
    for (auto const &link : there.catalog.of_kind(kind_of<SequenceOwner>)) {
        auto const column = ObjectId{kind_of<Column>, link->as<SequenceOwner>().column};
        auto const *sequence = there.catalog.find(link->id.as(kind_of<Sequence>));
        if (column.up(kind_of<Table>) != to.id || sequence == nullptr ||
            sequence->as<Sequence>().unlogged == to.as<Table>().unlogged) {
            continue;
        }
        side.statements.push_back(
            sql("ALTER SEQUENCE {} SET {}", Qualified{link->id.schema(), link->id.name()},
                sequence->as<Sequence>().unlogged ? sql("UNLOGGED") : sql("LOGGED")));
    }
}

Step access_method_step(Object const &before, Object const &after, Sql const &prefix,
                        Context const &context)
{
    check_partitions_method(before, context.server_version);
    check_partitions_method(after, context.server_version);
    if (!alters_access_method(context.server_version)) {
        refuse_access_method(after, " can have another access method only from PostgreSQL 15 on",
                             "Make another table with it, copy the rows, and take its name.");
    }
    return both_ways(before, after, [&](Object const &, Object const &to) {
        return other_access_method(prefix, to.id, to.as<Table>().access_method, context);
    });
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &before_context, Context const &after_context)
{
    Alteration alteration;
    auto const prefix = sql("ALTER TABLE {}", relation_name(after.id));
    if (contains(fields, "unlogged")) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            auto result = side(sql("{} SET {}", prefix,
                                   to.as<Table>().unlogged ? sql("UNLOGGED") : sql("LOGGED")));
            result.rewrites_table = true;
            result.locks.push_back(exclusive_lock(to.id));
            result.hazards.push_back(
                {HazardClass::rewrite_table,
                 fmt::format("{} is written again under an exclusive lock", described(to.id))});
            return result;
        }));
        if (has_unlogged_sequences(after_context.server_version)) {
            auto &step = alteration.steps.back();
            set_sequences(step.up, after, after_context);
            set_sequences(*step.down, before, before_context);
        }
    }
    if (contains(fields, "options")) {
        alteration.steps.push_back(
            both_ways(before, after, [&](Object const &from, Object const &to) {
                Side result;
                result.statements =
                    option_statements(prefix, from.as<Table>().options, to.as<Table>().options);
                result.locks.push_back(
                    {to.id, option_lock(from.as<Table>().options, to.as<Table>().options)});
                return result;
            }));
    }
    if (contains(fields, "access_method")) {
        alteration.steps.push_back(access_method_step(before, after, prefix, after_context));
    }
    if (contains(fields, "tablespace")) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return moved_rows(prefix, to.id, to.as<Table>().tablespace, before_context);
        }));
    }
    if (contains(fields, "foreign_options")) {
        alteration.steps.push_back(
            both_ways(before, after, [&](Object const &from, Object const &to) {
                return foreign_options_changed(to.id, sql(""), from.as<Table>().foreign_options,
                                               to.as<Table>().foreign_options);
            }));
    }
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return moved_relation(sql("TABLE"), before, after);
}

// The sequences of its columns (AlterSeqNamespaces, change_owner_recurse_to_sequences()); those of
// identity columns have neither owner nor schema of their own.
std::vector<ObjectId> takes_along(ObjectId const &id, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (auto const &link : catalog.of_kind(kind_of<SequenceOwner>)) {
        auto const &column = link->as<SequenceOwner>().column;
        if (column.at(0) == id.part(0) && column.at(1) == id.part(1)) {
            ids.push_back(link->id.as(kind_of<Sequence>));
        }
    }
    return ids;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Table>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_access_method(body.access_method, catalog, ids);
    add_classes(body.partition_keys, body.partition_by == "hash" ? "hash" : "btree", catalog, ids);
    if (!body.server.empty()) {
        add_if_there(id_of<ForeignServer>({body.server}), catalog, ids);
    }
    return ids;
}

// A typed table that is new is made with its type, but can stay when that changes or goes.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    auto const row_type = row_type_of(object.id, catalog);
    return row_type ? std::vector{*row_type} : std::vector<ObjectId>{};
}

Sql address(ObjectId const &id)
{
    return sql("TABLE {}", relation_name(id));
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<Table>();
    follow_keys(body.partition_keys, object.id, {before, after});
    if (before.kind() == kind_of<ForeignServer> && body.server == before.name()) {
        body.server = after.name();
    }
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {relation_slot(id.schema(), id.name()), type_slot(id.schema(), id.name())};
}

} // namespace

Rules const rules{.kind = kind_of<Table>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_alone = true,
                  .rename = rename,
                  .takes_along = takes_along,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = comes_after,
                  .address = address,
                  .address_of = address_of,
                  .owner_address = address,
                  .owner_lock = Lock::access_exclusive,
                  .slots = slots};

} // namespace schemadiff::kinds::table
