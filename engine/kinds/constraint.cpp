// Primary keys, unique constraints, checks and foreign keys of tables.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::constraint
{

namespace
{

constexpr std::string_view primary_key_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, i.indkey, i.indnkeyatts, con.condeferrable,
       con.condeferred, x.reloptions, {has_period} AS has_period
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_index i ON i.indexrelid = con.conindid
JOIN pg_catalog.pg_class x ON x.oid = con.conindid
WHERE con.contype = 'p' AND {managed} AND {plain_table}
)sql";

constexpr std::string_view unique_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, i.indkey, i.indnkeyatts, con.condeferrable,
       con.condeferred, x.reloptions, {nulls_not_distinct} AS nulls_not_distinct,
       {has_period} AS has_period
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_index i ON i.indexrelid = con.conindid
JOIN pg_catalog.pg_class x ON x.oid = con.conindid
WHERE con.contype = 'u' AND {managed} AND {plain_table}
)sql";

constexpr std::string_view check_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, con.connoinherit,
       NOT con.convalidated AND {is_enforced} AS not_valid, NOT {is_enforced} AS not_enforced,
       NOT (con.conislocal OR c.relispartition) AS inherited,
       pg_catalog.pg_get_expr(con.conbin, con.conrelid) AS expression
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE con.contype = 'c' AND {managed} AND {plain_table}
)sql";

constexpr std::string_view foreign_key_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, con.confrelid, con.conkey, con.confkey, con.confmatchtype,
       con.confupdtype, con.confdeltype, {set_columns} AS set_columns, con.condeferrable,
       con.condeferred, NOT con.convalidated AND {is_enforced} AS not_valid,
       NOT {is_enforced} AS not_enforced, {has_period} AS has_period, x.relname AS backing_index
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class x ON x.oid = con.conindid
WHERE con.contype = 'f' AND con.conparentid = 0 AND {managed} AND {plain_table}
)sql";

template <class T>
ObjectId row_id(Row const &row, CatalogNames const &names)
{
    auto const relation = names.relation(row.number("conrelid"));
    return id_of<T>({relation.schema, relation.name, row.text("conname")});
}

// Columns of the index of a key: the first indnkeyatts are the key, the others are included.
template <class T>
T key_from_row(Row const &row, CatalogNames const &names)
{
    T body;
    auto columns = names.columns(row.number("conrelid"), row.text("indkey"));
    auto const keys = static_cast<std::ptrdiff_t>(row.number("indnkeyatts"));
    body.include.assign(columns.begin() + keys, columns.end());
    columns.resize(static_cast<std::size_t>(keys));
    body.columns = std::move(columns);
    body.deferrable = row.boolean("condeferrable");
    body.initially_deferred = row.boolean("condeferred");
    body.options = options_from(row.list("reloptions"));
    body.without_overlaps = row.boolean("has_period");
    return body;
}

void primary_key_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    found.add({row_id<PrimaryKey>(row, names), key_from_row<PrimaryKey>(row, names)},
              catalog_oid::pg_constraint, row.number("oid"));
}

void unique_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto body = key_from_row<Unique>(row, names);
    body.nulls_not_distinct = row.boolean("nulls_not_distinct");
    found.add({row_id<Unique>(row, names), std::move(body)}, catalog_oid::pg_constraint,
              row.number("oid"));
}

void check_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    // Whether an inherited one has been validated is the business of the parents: a table that is
    // made later has it valid, one that was there has it as they do.
    bool const inherited = row.boolean("inherited");
    found.add({row_id<Check>(row, names), Check{{std::string(row.text("expression"))},
                                                row.boolean("connoinherit"),
                                                row.boolean("not_valid") && !inherited,
                                                row.boolean("not_enforced"),
                                                inherited}},
              catalog_oid::pg_constraint, row.number("oid"));
}

std::string action_word(std::string_view letter)
{
    return letter == "r"   ? "restrict"
           : letter == "c" ? "cascade"
           : letter == "n" ? "set null"
           : letter == "d" ? "set default"
                           : "no action";
}

void foreign_key_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    ForeignKey body;
    auto const table = row.number("conrelid");
    auto const referred = row.number("confrelid");
    // A key to a table that is not covered is not covered either.
    if (names.object(catalog_oid::pg_class, referred, 0) == nullptr) {
        return;
    }
    body.columns = names.columns(table, row.text("conkey"));
    body.references = names.relation(referred);
    body.referred_columns = names.columns(referred, row.text("confkey"));
    body.match = row.text("confmatchtype") == "f" ? "full" : "simple";
    body.on_update = action_word(row.text("confupdtype"));
    body.on_delete = action_word(row.text("confdeltype"));
    body.set_columns = names.columns(table, row.text("set_columns"));
    body.deferrable = row.boolean("condeferrable");
    body.initially_deferred = row.boolean("condeferred");
    body.not_valid = row.boolean("not_valid");
    body.not_enforced = row.boolean("not_enforced");
    body.period = row.boolean("has_period");
    body.backing_index = row.text("backing_index");
    found.add({row_id<ForeignKey>(row, names), std::move(body)}, catalog_oid::pg_constraint,
              row.number("oid"));
}

ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

Sql deferral(bool deferrable, bool initially_deferred)
{
    return !deferrable          ? sql("")
           : initially_deferred ? sql(" DEFERRABLE INITIALLY DEFERRED")
                                : sql(" DEFERRABLE");
}

// The whole of what follows ADD, and of what stands inside CREATE TABLE. Keys of partitions are
// constraints of their own, so that a partitioned table says ONLY.
Side added(ObjectId const &id, Sql const &definition, Sql const &only = {})
{
    auto const clause = sql("CONSTRAINT {} {}", Ident{id.name()}, definition);
    auto result = side(sql("ALTER TABLE {}{} ADD {}", only, relation_name(id), clause));
    result.clause = Clause{table_of(id), clause};
    result.locks.push_back(exclusive_lock(table_of(id)));
    return result;
}

template <class Key>
Sql key_definition(Key const &body, Sql const &words)
{
    auto const none = sql("");
    auto const include = body.include.empty() ? none : sql(" INCLUDE ({})", names(body.include));
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto const overlaps = body.without_overlaps ? sql(" WITHOUT OVERLAPS") : none;
    return sql("{} ({}{}){}{}{}", words, names(body.columns), overlaps, include, options,
               deferral(body.deferrable, body.initially_deferred));
}

Side create_primary_key(Object const &object, Context const &context)
{
    auto result = added(object.id, key_definition(object.as<PrimaryKey>(), sql("PRIMARY KEY")),
                        only(table_of(object.id), context));
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("two rows with the same key stop {} from being built", described(object.id))});
    return result;
}

// Of two keys over the same columns inside CREATE TABLE PostgreSQL makes one index only, and
// forgets the second constraint (transformIndexConstraints).
bool has_twin(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Unique>();
    auto const is_like = [&](auto const &other) {
        return other.columns == body.columns && other.include == body.include &&
               other.without_overlaps == body.without_overlaps &&
               other.deferrable == body.deferrable &&
               other.initially_deferred == body.initially_deferred;
    };
    auto const keys = catalog.below(kind_of<PrimaryKey>, table_of(object.id));
    auto const uniques = catalog.below(kind_of<Unique>, table_of(object.id));
    return std::any_of(keys.begin(), keys.end(),
                       [&](ObjectPtr const &one) { return is_like(one->as<PrimaryKey>()); }) ||
           std::any_of(uniques.begin(), uniques.end(), [&](ObjectPtr const &one) {
               return one->id < object.id && is_like(one->as<Unique>());
           });
}

Side create_unique(Object const &object, Context const &context)
{
    auto const &body = object.as<Unique>();
    auto result =
        added(object.id,
              key_definition(body, body.nulls_not_distinct ? sql("UNIQUE NULLS NOT DISTINCT")
                                                           : sql("UNIQUE")),
              only(table_of(object.id), context));
    if (has_twin(object, context.catalog)) {
        result.clause.reset();
    }
    result.scans_table = true;
    result.hazards.push_back({HazardClass::build_fails_on_data,
                              fmt::format("two rows with the same values stop {} from being built",
                                          described(object.id))});
    return result;
}

Side create_check(Object const &object, Context const &context)
{
    auto const &body = object.as<Check>();
    auto result = added(object.id, sql("CHECK ({}){}{}{}", Verbatim{body.expression},
                                       body.no_inherit ? sql(" NO INHERIT") : sql(""),
                                       body.not_enforced ? sql(" NOT ENFORCED") : sql(""),
                                       body.not_valid ? sql(" NOT VALID") : sql("")));
    is_made_with_parents(result, object.id, context);
    auto const table = parent_of(object.id, context.catalog);
    auto const *parent =
        table ? context.catalog.find(table->child(kind_of<Check>, object.id.name())) : nullptr;
    if (parent != nullptr && parent->as<Check>().not_valid && !body.not_valid) {
        result.statements.push_back(sql("ALTER TABLE {} VALIDATE CONSTRAINT {}",
                                        relation_name(object.id), Ident{object.id.name()}));
    }
    if (body.not_valid) {
        // NOT VALID is accepted inside CREATE TABLE and then ignored.
        result.clause.reset();
        return result;
    }
    if (body.not_enforced) {
        return result;
    }
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("a row that breaks {} stops it from being added", described(object.id))});
    return result;
}

Sql columns_of_key(std::vector<std::string> columns, bool has_period)
{
    if (!has_period || columns.empty()) {
        return names(columns);
    }
    auto const last = columns.back();
    columns.pop_back();
    return sql("{}, PERIOD {}", names(columns), Ident{last});
}

Side create_foreign_key(Object const &object, Context const &)
{
    auto const &body = object.as<ForeignKey>();
    auto const none = sql("");
    auto const referred = body.referred_columns.empty()
                              ? none
                              : sql(" ({})", columns_of_key(body.referred_columns, body.period));
    auto const match = body.match == "full" ? sql(" MATCH FULL") : none;
    auto const on_update =
        body.on_update == "no action" ? none : sql(" ON UPDATE {}", Keyword{body.on_update});
    auto const set_columns =
        body.set_columns.empty() ? none : sql(" ({})", names(body.set_columns));
    auto const on_delete = body.on_delete == "no action"
                               ? none
                               : sql(" ON DELETE {}{}", Keyword{body.on_delete}, set_columns);
    auto result =
        added(object.id,
              sql("FOREIGN KEY ({}) REFERENCES {}{}{}{}{}{}{}{}",
                  columns_of_key(body.columns, body.period), Qualified{body.references}, referred,
                  match, on_update, on_delete, deferral(body.deferrable, body.initially_deferred),
                  body.not_enforced ? sql(" NOT ENFORCED") : none,
                  body.not_valid ? sql(" NOT VALID") : none));
    auto const referred_table = id_of<Table>({body.references.schema, body.references.name});
    result.locks = {{table_of(object.id), Lock::share_row_exclusive}};
    if (referred_table != table_of(object.id)) {
        result.locks.push_back({referred_table, Lock::share_row_exclusive});
    }
    if (body.not_valid) {
        result.clause.reset();
        return result;
    }
    if (body.not_enforced) {
        return result;
    }
    result.scans_table = true;
    result.hazards.push_back({HazardClass::build_fails_on_data,
                              fmt::format("a row without its counterpart stops {} from being added",
                                          described(object.id))});
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("ALTER TABLE {} DROP CONSTRAINT {}", relation_name(object.id),
                           Ident{object.id.name()}));
    result.clause = Clause{table_of(object.id), sql("")};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    return result;
}

Side drop_key(Object const &object, Context const &context)
{
    auto result = drop(object, context);
    goes_with_parent_index(result, object.id, context.catalog);
    return result;
}

Side drop_check(Object const &object, Context const &context)
{
    auto result = drop(object, context);
    if (is_dropped_alone(object.id, context)) {
        result.statements = {sql("ALTER TABLE ONLY {} DROP CONSTRAINT {}", relation_name(object.id),
                                 Ident{object.id.name()})};
    }
    is_dropped_with_parents(result, object.id, context);
    return result;
}

// The triggers on the referred table go with the key.
Side drop_foreign_key(Object const &object, Context const &context)
{
    auto result = drop(object, context);
    auto const &references = object.as<ForeignKey>().references;
    auto const referred = id_of<Table>({references.schema, references.name});
    if (referred != table_of(object.id)) {
        result.locks.push_back(exclusive_lock(referred));
    }
    return result;
}

Side validate(ObjectId const &id, Context const &context)
{
    auto result =
        side(sql("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation_name(id), Ident{id.name()}));
    if (id.kind() == kind_of<Check>) {
        comes_with_parents(result, id, context.catalog);
    }
    result.locks.push_back({table_of(id), Lock::share_update_exclusive});
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("a row that breaks {} stops its validation", described(id))});
    return result;
}

// VALIDATE has no opposite: on the way back the constraint is dropped and added as NOT VALID.
Step validation(Object const &before, Object const &after, Rules const &rules,
                Context const &before_context, Context const &after_context)
{
    Step step;
    step.up = validate(after.id, after_context);
    auto down = rules.drop(after, after_context);
    down.clause.reset();
    for (Sql &statement : rules.create(before, before_context).statements) {
        down.statements.push_back(std::move(statement));
    }
    // Its comment goes with it, and comes back.
    down.makes_way.push_back({after.id, ~KindSet{}});
    step.down = std::move(down);
    return step;
}

template <class Key>
Alteration alter_key(Object const &before, Object const &after, FieldNames const &, Context const &,
                     Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        Side result;
        result.statements =
            option_statements(sql("ALTER INDEX {}", Qualified{to.id.schema(), to.id.name()}),
                              from.as<Key>().options, to.as<Key>().options);
        result.locks.push_back(
            {table_of(to.id), option_lock(from.as<Key>().options, to.as<Key>().options)});
        return result;
    }));
    return alteration;
}

Alteration alter_check(Object const &before, Object const &after, FieldNames const &,
                       Context const &before_context, Context const &after_context)
{
    if (after.as<Check>().not_valid) {
        return {.replace = true, .steps = {}};
    }
    return {.replace = false,
            .steps = {validation(before, after, check_rules, before_context, after_context)}};
}

// A key that is enforced from now on is checked against all rows.
Side change_enforcement(Object const &, Object const &to)
{
    auto const &body = to.as<ForeignKey>();
    auto result =
        side(sql("ALTER TABLE {} ALTER CONSTRAINT {} {}", relation_name(to.id), Ident{to.id.name()},
                 body.not_enforced ? sql("NOT ENFORCED") : sql("ENFORCED")));
    result.locks.push_back(exclusive_lock(table_of(to.id)));
    auto const referred = id_of<Table>({body.references.schema, body.references.name});
    if (referred != table_of(to.id)) {
        result.locks.push_back(exclusive_lock(referred));
    }
    if (!body.not_enforced) {
        result.scans_table = true;
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format("a row without its counterpart stops {} from being enforced",
                         described(to.id))});
    }
    return result;
}

Alteration alter_foreign_key(Object const &before, Object const &after, FieldNames const &fields,
                             Context const &before_context, Context const &after_context)
{
    Alteration alteration;
    if (contains(fields, "not_enforced")) {
        if (fields.size() > 1) {
            return {.replace = true, .steps = {}};
        }
        alteration.steps.push_back(both_ways(before, after, change_enforcement));
        return alteration;
    }
    if (contains(fields, "not_valid")) {
        if (after.as<ForeignKey>().not_valid || fields.size() > 1) {
            return {.replace = true, .steps = {}};
        }
        alteration.steps.push_back(
            validation(before, after, foreign_key_rules, before_context, after_context));
        return alteration;
    }
    alteration.steps.push_back(both_ways(before, after, [](Object const &, Object const &to) {
        auto const &body = to.as<ForeignKey>();
        auto result = side(sql(
            "ALTER TABLE {} ALTER CONSTRAINT {}{}", relation_name(to.id), Ident{to.id.name()},
            body.deferrable ? deferral(true, body.initially_deferred) : sql(" NOT DEFERRABLE")));
        result.locks.push_back(exclusive_lock(table_of(to.id)));
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", relation_name(after),
                           Ident{before.name()}, Ident{after.name()}));
    result.locks.push_back(exclusive_lock(table_of(after)));
    return result;
}

std::vector<ObjectId> with_columns(ObjectId const &id, std::vector<std::string> const &columns)
{
    std::vector<ObjectId> ids{table_of(id)};
    for (std::string const &column : columns) {
        ids.push_back(table_of(id).child(kind_of<Column>, column));
    }
    return ids;
}

template <class Key>
std::vector<ObjectId> key_depends_on(Object const &object, Catalog const &catalog)
{
    auto ids = with_columns(object.id, object.as<Key>().columns);
    for (auto &&one : with_columns(object.id, object.as<Key>().include)) {
        ids.push_back(std::move(one));
    }
    if (auto parent = parent_index(object.id, catalog)) {
        ids.push_back(*std::move(parent));
    }
    return ids;
}

std::vector<ObjectId> check_depends_on(Object const &object, Catalog const &)
{
    return {table_of(object.id)};
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

// The key or unique index of the referred table that a foreign key rests on. PostgreSQL takes
// the first index over exactly these columns (transformFkeyCheckAttrs); where it is not known
// which, all that could serve are named.
std::vector<ObjectId> backing(ForeignKey const &body, Catalog const &catalog)
{
    auto const table = id_of<Table>({body.references.schema, body.references.name});
    std::vector<ObjectId> ids;
    if (!body.backing_index.empty()) {
        for (Kind const kind : {kind_of<PrimaryKey>, kind_of<Unique>, kind_of<Index>}) {
            auto const id = table.child(kind, body.backing_index);
            if (catalog.contains(id)) {
                return {id};
            }
        }
    }
    for (auto const &key : catalog.below(kind_of<PrimaryKey>, table)) {
        if (body.referred_columns.empty() ||
            same_set(key->as<PrimaryKey>().columns, body.referred_columns)) {
            ids.push_back(key->id);
        }
    }
    for (auto const &key : catalog.below(kind_of<Unique>, table)) {
        if (same_set(key->as<Unique>().columns, body.referred_columns)) {
            ids.push_back(key->id);
        }
    }
    for (auto const &index : catalog.below(kind_of<Index>, table)) {
        auto const &one = index->as<Index>();
        std::vector<std::string> columns;
        for (IndexKey const &key : one.keys) {
            columns.push_back(key.column);
        }
        if (one.unique && !one.where && same_set(columns, body.referred_columns)) {
            ids.push_back(index->id);
        }
    }
    return ids;
}

std::vector<ObjectId> foreign_key_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<ForeignKey>();
    auto ids = with_columns(object.id, body.columns);
    auto const referred = id_of<Table>({body.references.schema, body.references.name});
    ids.push_back(referred);
    for (std::string const &column : body.referred_columns) {
        ids.push_back(referred.child(kind_of<Column>, column));
    }
    for (auto &&one : backing(body, catalog)) {
        ids.push_back(std::move(one));
    }
    return ids;
}

// The index of a partitioned table is valid when those of all partitions belong to it.
std::vector<ObjectId> foreign_key_comes_after(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (ObjectId const &index : backing(object.as<ForeignKey>(), catalog)) {
        for (ObjectId &part : attachments_to(index, catalog)) {
            ids.push_back(std::move(part));
        }
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("CONSTRAINT {} ON {}", Ident{id.name()}, relation_name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {constraint_slot(id)};
}

// The index of a key is a relation of the schema.
std::vector<std::string> key_slots(ObjectId const &id, Object const *)
{
    return {constraint_slot(id), relation_slot(id.schema(), id.name())};
}

template <class Key>
void follow_key(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_columns(object.as<Key>().columns, object.id, {before, after});
    follow_columns(object.as<Key>().include, object.id, {before, after});
}

void follow_foreign_key(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<ForeignKey>();
    Renamed const renamed{before, after};
    follow_columns(body.columns, object.id, renamed);
    follow_columns(body.set_columns, object.id, renamed);
    auto const referred = id_of<Table>({body.references.schema, body.references.name});
    follow_columns(body.referred_columns, referred, renamed);
    follow_part(body.backing_index, referred, renamed);
    follow_name(body.references, renamed);
}

} // namespace

Rules const primary_key_rules{.kind = kind_of<PrimaryKey>,
                              .catalog_query = primary_key_query,
                              .from_row = primary_key_from_row,
                              .create = create_primary_key,
                              .drop = drop_key,
                              .alter = alter_key<PrimaryKey>,
                              .rename = rename,
                              .renames_freely = true,
                              .follow = follow_key<PrimaryKey>,
                              .depends_on = key_depends_on<PrimaryKey>,
                              .comes_after = index_comes_after,
                              .address = address,
                              .slots = key_slots};

Rules const unique_rules{.kind = kind_of<Unique>,
                         .catalog_query = unique_query,
                         .from_row = unique_from_row,
                         .create = create_unique,
                         .drop = drop_key,
                         .alter = alter_key<Unique>,
                         .rename = rename,
                         .renames_freely = true,
                         .follow = follow_key<Unique>,
                         .depends_on = key_depends_on<Unique>,
                         .comes_after = index_comes_after,
                         .address = address,
                         .slots = key_slots};

Rules const check_rules{.kind = kind_of<Check>,
                        .catalog_query = check_query,
                        .from_row = check_from_row,
                        .create = create_check,
                        .drop = drop_check,
                        .alter = alter_check,
                        .rename = rename,
                        .renamed_along = same_part_of_children,
                        .is_renamed_with_another = is_of_parent,
                        .renames_freely = true,
                        .depends_on = check_depends_on,
                        .address = address,
                        .slots = slots};

Rules const foreign_key_rules{.kind = kind_of<ForeignKey>,
                              .catalog_query = foreign_key_query,
                              .from_row = foreign_key_from_row,
                              .create = create_foreign_key,
                              .drop = drop_foreign_key,
                              .alter = alter_foreign_key,
                              .rename = rename,
                              .renames_freely = true,
                              .follow = follow_foreign_key,
                              .depends_on = foreign_key_depends_on,
                              .comes_after = foreign_key_comes_after,
                              .address = address,
                              .slots = slots};

} // namespace schemadiff::kinds::constraint
