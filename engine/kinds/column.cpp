// Columns of tables. Their defaults are objects of their own: column_default.cpp.
//
#include <engine/kinds/attaching.hpp>
#include <engine/kinds/column_exchange.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/row_type.hpp>
#include <engine/kinds/sequence_bounds.hpp>
#include <engine/kinds/type_casts.hpp>
#include <engine/kinds/type_group.hpp>
#include <engine/kinds/type_names.hpp>
#include <schemadiff/base/object_name.hpp>
#include <schemadiff/model/identity.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::column
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.attcollation, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation END AS collation,
       NOT (a.attislocal OR c.relispartition) AS inherited,
       a.attnotnull, {not_null_name} AS not_null_name,
       {not_null_no_inherit} AS not_null_no_inherit, {not_null_not_valid} AS not_null_not_valid,
       c.relkind = 'p' OR a.attinhcount > 0 AS shares_not_null,
       CASE WHEN NOT c.relispartition THEN a.attidentity ELSE '' END AS attidentity,
       a.attgenerated,
       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(ad.adbin, ad.adrelid) END AS generated,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
       CASE WHEN c.relkind <> 'f' THEN {compression} ELSE '' END AS compression, a.attstattarget, a.attoptions, a.attfdwoptions,
       q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle,
       pg_catalog.format_type(q.seqtypid, NULL) AS seqtype, qn.nspname AS seqschema, qc.relname AS seqname,
       q.seqrelid
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef ad ON a.attgenerated <> '' AND ad.adrelid = a.attrelid AND ad.adnum = a.attnum
{not_null_constraint}
LEFT JOIN (pg_catalog.pg_depend d
           JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
           JOIN pg_catalog.pg_class qc ON qc.oid = q.seqrelid
           JOIN pg_catalog.pg_namespace qn ON qn.oid = qc.relnamespace)
       ON a.attidentity <> '' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i'
WHERE {managed} AND {plain_table} AND a.attnum > 0 AND NOT a.attisdropped
)sql";

std::string storage_word(std::string_view letter)
{
    return letter == "p"   ? "plain"
           : letter == "e" ? "external"
           : letter == "m" ? "main"
           : letter == "x" ? "extended"
                           : "";
}

void read_not_null(Row const &row, ObjectId const &id, Column &body)
{
    body.not_null = row.boolean("attnotnull");
    if (row.is_null("not_null_name")) {
        return;
    }
    std::string name{row.text("not_null_name")};
    if (name == usual_not_null_name(id)) {
        name.clear();
    }
    body.not_null_has_name = !row.boolean("shares_not_null");
    if (!body.not_null_has_name) {
        body.shared_not_null_name = std::move(name);
    } else {
        body.not_null_name = std::move(name);
        body.not_null_no_inherit = row.boolean("not_null_no_inherit");
        body.not_null_not_valid = row.boolean("not_null_not_valid");
    }
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const table = row.number("attrelid");
    auto const relation = names.relation(table);
    auto const id = id_of<Column>({relation.schema, relation.name, row.text("attname")});
    Column body;
    body.type = type_name(row.text("type"));
    if (!row.is_null("collation")) {
        auto const collation = names.collation(row.number("collation"));
        if (!collation.name.empty()) {
            body.collation = collation;
        }
    }
    read_not_null(row, id, body);
    auto const identity = row.text("attidentity");
    body.identity = identity == "a" ? "always" : identity == "d" ? "by default" : "";
    body.identity_options = identity_options(row, id);
    if (!row.is_null("generated")) {
        body.generated = Expression{std::string(row.text("generated"))};
        body.is_virtual = row.text("attgenerated") == "v";
    }
    body.storage = storage_word(row.text("storage"));
    auto const compression = row.text("compression");
    body.compression = compression == "p" ? "pglz" : compression == "l" ? "lz4" : "";
    // -1 up to PostgreSQL 16, NULL from 17.
    if (!row.is_null("attstattarget") && row.number("attstattarget") >= 0) {
        body.statistics = row.number("attstattarget");
    }
    body.options = options_from(row.list("attoptions"));
    body.foreign_options = options_from(row.list("attfdwoptions"));
    body.inherited = row.boolean("inherited");
    auto const sequence = body.identity.empty() || row.is_null("seqrelid")
                              ? std::nullopt
                              : std::optional{sequence_name(id, body)};
    Object object{id, std::move(body), {}, static_cast<int>(row.number("attnum"))};
    found.add(std::move(object), catalog_oid::pg_class, table,
              static_cast<int>(row.number("attnum")));
    if (sequence) {
        found.add({id.as(kind_of<IdentitySequence>), IdentitySequence{*sequence}},
                  catalog_oid::pg_class, row.number("seqrelid"));
    }
}

} // namespace

std::vector<Sql> settings(ObjectId const &id, Column const &body, Sql const &only)
{
    auto const column = column_of(id, only);
    std::vector<Sql> statements;
    if (body.not_null_not_valid) {
        statements.push_back(not_null_that_is_not_valid(id, body));
    }
    if (!body.storage.empty()) {
        statements.push_back(sql("{} SET STORAGE {}", column, Keyword{body.storage}));
    }
    if (!body.compression.empty()) {
        statements.push_back(sql("{} SET COMPRESSION {}", column, Ident{body.compression}));
    }
    if (body.statistics) {
        statements.push_back(sql("{} SET STATISTICS {}", column, Number{*body.statistics}));
    }
    if (!body.options.empty()) {
        statements.push_back(sql("{} SET ({})", column, option_list(body.options)));
    }
    return statements;
}

Side change_settings(Object const &from, Object const &to, FieldNames const &fields,
                     Sql const &only)
{
    auto const &old_body = from.as<Column>();
    auto const &new_body = to.as<Column>();
    auto const column = column_of(to.id, only);
    Side result;
    result.locks.push_back({table_of(to.id), Lock::share_update_exclusive});
    if (contains(fields, "storage")) {
        // DEFAULT is understood from PostgreSQL 16 only; extended is the default of nearly
        // every type that can be toasted at all.
        result.statements.push_back(
            sql("{} SET STORAGE {}", column,
                Keyword{new_body.storage.empty() ? std::string_view("extended")
                                                 : std::string_view(new_body.storage)}));
        result.locks.front().lock = Lock::access_exclusive;
    }
    if (contains(fields, "compression")) {
        result.statements.push_back(sql("{} SET COMPRESSION {}", column,
                                        new_body.compression.empty()
                                            ? sql("DEFAULT")
                                            : sql("{}", Ident{new_body.compression})));
        result.locks.front().lock = Lock::access_exclusive;
    }
    if (contains(fields, "statistics")) {
        result.statements.push_back(
            sql("{} SET STATISTICS {}", column, Number{new_body.statistics.value_or(-1)}));
    }
    if (contains(fields, "options")) {
        for (Sql &one : option_statements(column, old_body.options, new_body.options)) {
            result.statements.push_back(std::move(one));
        }
    }
    return result;
}

namespace
{

// The way back from DROP EXPRESSION: the column is made anew, and computed for every row.
Side regenerate(Object const &generated, Context const &there)
{
    auto const &body = generated.as<Column>();
    auto const not_null = body.not_null && !body.not_null_not_valid
                              ? sql(" {}", not_null_clause(generated.id, body, there))
                              : sql("");
    Side result;
    result.statements = {sql("ALTER TABLE {} DROP COLUMN {}", relation_name(generated.id),
                             Ident{generated.id.name()}),
                         sql("ALTER TABLE {} ADD COLUMN {} {}{} {}{}", relation_name(generated.id),
                             Ident{generated.id.name()}, Verbatim{body.type},
                             sql("{}{}", options_clause(body.foreign_options), collate(body)),
                             generated_clause(body), not_null)};
    result.aspect = "generated";
    comes_with_parents(result, generated.id, there.catalog);
    for (ByItself &one : result.by_itself) {
        one.statements = 2;
    }
    for (Sql &statement :
         settings(generated.id, body, without_children(table_of(generated.id), there))) {
        result.statements.push_back(std::move(statement));
    }
    result.locks.push_back(exclusive_lock(table_of(generated.id)));
    result.makes_way.push_back({generated.id, ~KindSet{}});
    if (is_foreign(generated.id, there.catalog)) {
        return result;
    }
    result.rewrites_table = true;
    result.hazards.push_back(
        {HazardClass::rewrite_table,
         fmt::format("{} is computed again for every row under an exclusive lock",
                     described(generated.id))});
    return result;
}

// The table makes way, and the column is made anew with it.
Step with_its_table(ObjectId const &column)
{
    MakesWay const table{.of = table_of(column), .kinds = {}, .itself = true};
    Step step;
    step.up.makes_way = {table};
    step.down = Side{};
    step.down->makes_way = {table};
    return step;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &before_context, Context const &after_context)
{
    Alteration alteration;
    auto const &old_body = before.as<Column>();
    auto const &new_body = after.as<Column>();
    auto const add = [&](auto const &rule) {
        alteration.steps.push_back(both_ways(before, after, rule));
    };
    if (contains(fields, "virtual")) {
        return {.replace = true, .steps = {}};
    }
    if (contains(fields, "generated")) {
        // A stored expression can be dropped, keeping the values, but never added or changed; one
        // that is computed when it is read cannot even be dropped.
        if (!old_body.generated || new_body.generated || fields.size() > 1) {
            return {.replace = true, .steps = {}};
        }
        Step step;
        step.up = side(sql("{} DROP EXPRESSION", column_of(after.id)));
        step.up.aspect = "generated";
        comes_with_parents(step.up, after.id, after_context.catalog);
        step.up.locks.push_back(exclusive_lock(table_of(after.id)));
        step.down = regenerate(before, before_context);
        alteration.steps.push_back(std::move(step));
        return alteration;
    }
    bool const is_other_type =
        contains(fields, "collation") ||
        (contains(fields, "type") &&
         !is_renamed_multirange(old_body.type, new_body.type, before_context, after_context));
    if (is_other_type && (is_partition_key(before.id, before_context.catalog) ||
                          is_partition_key(after.id, after_context.catalog))) {
        return {.replace = false, .steps = {with_its_table(after.id)}};
    }
    // Where the same type is made anew, whoever does that brings the values over.
    if (is_other_type && needs_new_column(before, after, before_context, after_context)) {
        return {.replace = true, .steps = {}};
    }
    // An identity needs NOT NULL and a type for numbers before it is added, and neither can go
    // before the identity. The bounds of its sequence have to fit the type, too.
    bool const identity = contains(fields, "identity") || contains(fields, "identity_options");
    bool const identity_first =
        identity && (new_body.identity.empty() ||
                     (!old_body.identity.empty() &&
                      largest_number(new_body.type.text) < largest_number(old_body.type.text)));
    auto const number_rows = [&](Object const &from, Object const &to) {
        return change_identity(from, to, before_context.catalog, after_context.catalog);
    };
    if (identity_first) {
        add(number_rows);
    }
    auto const table = table_of(after.id);
    auto const one = children_of(table, before_context).empty()
                         ? without_children(table, after_context)
                         : sql("ONLY ");
    if (is_other_type) {
        auto step = change_type(before, after, fields, one, before_context, after_context);
        if (TypeChange{before_context, after_context}.carries(after.id)) {
            step.up = Side{};
            alteration.asks_who_is_away = true;
        }
        if (step.down && TypeChange{after_context, before_context}.carries(after.id)) {
            step.down = Side{};
            alteration.asks_who_is_away = true;
        }
        step.online = exchange_column(before, after, fields, step, before_context, after_context);
        alteration.asks_who_is_away = alteration.asks_who_is_away || step.up.rewrites_table;
        alteration.steps.push_back(std::move(step));
    }
    if (differs_in_not_null(fields)) {
        alteration.steps.push_back(change_not_null(before, after, before_context, after_context));
        alteration.asks_who_is_away =
            alteration.asks_who_is_away || !lasting_children_of(table, after_context).empty();
    }
    if (identity && !identity_first) {
        add(number_rows);
    }
    bool const settings = contains(fields, "storage") || contains(fields, "compression") ||
                          contains(fields, "statistics") || contains(fields, "options");
    alteration.is_alone = std::all_of(fields.begin(), fields.end(), [](std::string_view field) {
        return field == "statistics" || field == "options";
    });
    if (settings && !is_other_type) {
        add([&](Object const &from, Object const &to) {
            return change_settings(from, to, fields, one);
        });
    }
    if (contains(fields, "foreign_options")) {
        add([&](Object const &from, Object const &to) {
            return change_foreign_options(to.id, from.as<Column>().foreign_options,
                                          to.as<Column>().foreign_options);
        });
    }
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER TABLE {} RENAME COLUMN {} TO {}", relation_name(after),
                           Ident{before.name()}, Ident{after.name()}));
    result.locks.push_back(exclusive_lock(table_of(after)));
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{table_of(object.id)};
    add_collation(ids, object.as<Column>().collation, catalog);
    return ids;
}

// The table of a type is let go of before that changes, and its columns are altered after it.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    auto const row_type = row_type_of(object.id, catalog);
    return row_type ? std::vector{*row_type} : std::vector<ObjectId>{};
}

Sql address(ObjectId const &id)
{
    return sql("COLUMN {}.{}", relation_name(id), Ident{id.name()});
}

std::vector<std::string> slots(ObjectId const &id, Object const *object)
{
    std::vector<std::string> result;
    if (object == nullptr) {
        return result;
    }
    auto const &body = object->as<Column>();
    if (!body.identity.empty()) {
        auto const sequence = sequence_name(id, body);
        result.push_back(relation_slot(sequence.schema, sequence.name));
    }
    if (!body.not_null_name.empty()) {
        result.push_back(constraint_slot(table_of(id).child(kind_of<Check>, body.not_null_name)));
    }
    return result;
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    keep_sequence(object, before, after);
    keep_not_null_name(object, before, after);
    follow_type(object.as<Column>().type, {before, after});
    follow_collation(object.as<Column>().collation, {before, after});
}

// A partition that still has the column cannot be attached to a table that has lost it.
std::vector<std::string> goes_before(ObjectId const &id, Context const &context)
{
    auto names = room_for_row_type(id, context);
    names.push_back(attach_slot(id));
    return names;
}

// Those of a typed table stand in the order of the attributes, or it cannot be tied to its type. A
// new one has them all from the type.
std::vector<ObjectId> made_after(Object const &column, Context const &context)
{
    std::vector<ObjectId> ids;
    bool const is_new = context.is_made && context.is_made(table_of(column.id));
    if (!is_new && row_type_of(column.id, context.catalog)) {
        for (ObjectPtr const &other : context.catalog.below(kind_of<Column>, table_of(column.id))) {
            if (other->position < column.position) {
                ids.push_back(other->id);
            }
        }
    }
    return ids;
}

} // namespace

Rules const rules{.kind = kind_of<Column>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .online = filled_later,
                  .alter = alter,
                  .rename = rename,
                  .renamed_along = same_part_of_children,
                  .is_renamed_with_another = is_of_parent,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = comes_after,
                  .made_after = made_after,
                  .address = address,
                  .slots = slots,
                  .frees = goes_before,
                  .takes = room_for_columns};

} // namespace schemadiff::kinds::column
