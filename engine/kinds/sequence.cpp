// Sequences: every option, and OWNED BY as an object of its own. The sequence of an identity
// column is part of the column.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/sequence_bounds.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::sequence
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT c.oid, n.nspname, c.relname, c.relowner, c.relpersistence = 'u' AS unlogged,
       pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart, s.seqincrement, s.seqmin,
       s.seqmax, s.seqcache, s.seqcycle, d.refobjid AS owner_table, d.refobjsubid AS owner_column
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend d
       ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
      AND d.deptype IN ('a', 'i')
WHERE {managed} AND d.deptype IS DISTINCT FROM 'i'
  -- What a table owns that is not covered is left alone with it.
  AND (d.refobjid IS NULL OR d.refobjid IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE {plain_table}))
  AND c.oid <> ALL (ARRAY(SELECT e.objid FROM pg_catalog.pg_depend e
                          WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND e.deptype = 'e'
                            AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass))
)sql";

// What init_params() of src/backend/commands/sequence.c takes where nothing is said.
long long default_min(Sequence const &body)
{
    return body.increment > 0 ? 1 : -largest_number(body.type.text) - 1;
}
long long default_max(Sequence const &body)
{
    return body.increment > 0 ? largest_number(body.type.text) : -1;
}
long long default_start(Sequence const &body)
{
    return body.increment > 0 ? body.min_value.value_or(default_min(body))
                              : body.max_value.value_or(default_max(body));
}

std::optional<long long> unless(long long value, long long usual)
{
    return value == usual ? std::nullopt : std::optional{value};
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Sequence body;
    body.type.text = row.text("type");
    body.increment = row.number("seqincrement");
    body.min_value = unless(row.number("seqmin"), default_min(body));
    body.max_value = unless(row.number("seqmax"), default_max(body));
    body.start = unless(row.number("seqstart"), default_start(body));
    body.cache = row.number("seqcache");
    body.cycle = row.boolean("seqcycle");
    body.unlogged = row.boolean("unlogged");
    Object object{id_of<Sequence>({row.text("nspname"), row.text("relname")}), std::move(body)};
    object.owner = names.role(row.number("relowner"));
    auto const id = object.id;
    auto const table = row.number("owner_table");
    if (table != 0) {
        auto const relation = names.relation(table);
        auto const column = names.column(table, static_cast<int>(row.number("owner_column")));
        if (!column.empty()) {
            found.add({id.as(kind_of<SequenceOwner>),
                       SequenceOwner{{relation.schema, relation.name, column}}});
        }
    }
    found.add(std::move(object), catalog_oid::pg_class, row.number("oid"));
}

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Sequence>();
    std::vector<Sql> parts{
        sql("CREATE{} SEQUENCE {}", body.unlogged ? sql(" UNLOGGED") : sql(""), name(object.id))};
    if (body.type.text != "bigint") {
        parts.push_back(sql("AS {}", Verbatim{body.type}));
    }
    if (body.increment != 1) {
        parts.push_back(sql("INCREMENT BY {}", Number{body.increment}));
    }
    if (body.min_value) {
        parts.push_back(sql("MINVALUE {}", Number{*body.min_value}));
    }
    if (body.max_value) {
        parts.push_back(sql("MAXVALUE {}", Number{*body.max_value}));
    }
    if (body.start) {
        parts.push_back(sql("START WITH {}", Number{*body.start}));
    }
    if (body.cache != 1) {
        parts.push_back(sql("CACHE {}", Number{body.cache}));
    }
    if (body.cycle) {
        parts.push_back(sql("CYCLE"));
    }
    return side(join(parts, " "));
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("DROP SEQUENCE {}", name(object.id)));
    // PostgreSQL drops an owned sequence together with its column.
    if (auto const *owner = context.catalog.find(object.id.as(kind_of<SequenceOwner>))) {
        result.clause =
            Clause{ObjectId{kind_of<Column>, owner->as<SequenceOwner>().column}, sql("")};
    }
    result.locks.push_back(exclusive_lock(object.id));
    result.hazards.push_back(
        {HazardClass::delete_data,
         fmt::format("dropping {} loses the last value it gave out", described(object.id))});
    return result;
}

long long start(Sequence const &body)
{
    return body.start.value_or(default_start(body));
}

SequenceBounds bounds(Sequence const &body)
{
    return {body.min_value.value_or(default_min(body)), body.max_value.value_or(default_max(body)),
            start(body)};
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &)
{
    auto const change = [&](Object const &from, Object const &to) {
        auto const &body = to.as<Sequence>();
        std::vector<Sql> parts;
        if (contains(fields, "type")) {
            parts.push_back(sql("AS {}", Verbatim{body.type}));
        }
        if (contains(fields, "increment")) {
            parts.push_back(sql("INCREMENT BY {}", Number{body.increment}));
        }
        // A changed type or direction moves the implied bounds, so they are said outright.
        bool const implied = contains(fields, "type") || contains(fields, "increment");
        if (implied || contains(fields, "min_value")) {
            parts.push_back(sql("MINVALUE {}", Number{body.min_value.value_or(default_min(body))}));
        }
        if (implied || contains(fields, "max_value")) {
            parts.push_back(sql("MAXVALUE {}", Number{body.max_value.value_or(default_max(body))}));
        }
        if (default_start(body) != default_start(from.as<Sequence>()) || body.start ||
            contains(fields, "start")) {
            parts.push_back(sql("START WITH {}", Number{start(body)}));
        }
        if (contains(fields, "cache")) {
            parts.push_back(sql("CACHE {}", Number{body.cache}));
        }
        if (contains(fields, "cycle")) {
            parts.push_back(body.cycle ? sql("CYCLE") : sql("NO CYCLE"));
        }
        Side result;
        if (are_narrower(bounds(from.as<Sequence>()), bounds(body))) {
            result.hazards.push_back(last_value_outside(to.id));
        }
        if (!parts.empty() && (fields.size() > 1 || fields.front() != "unlogged")) {
            result.statements.push_back(
                within_bounds(name(to.id), bounds(from.as<Sequence>()), bounds(body),
                              sql("ALTER SEQUENCE {} {}", name(to.id), join(parts, " "))));
        }
        result.locks.push_back({to.id, contains(fields, "unlogged") ? Lock::access_exclusive
                                                                    : Lock::share_row_exclusive});
        if (contains(fields, "unlogged")) {
            result.statements.push_back(sql("ALTER SEQUENCE {} SET {}", name(to.id),
                                            body.unlogged ? sql("UNLOGGED") : sql("LOGGED")));
        }
        return result;
    };
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, change));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return moved_relation(sql("SEQUENCE"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {id_of<Schema>({object.id.schema()})};
}

Sql address(ObjectId const &id)
{
    return sql("SEQUENCE {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {relation_slot(id.schema(), id.name())};
}

// PostgreSQL gives a sequence that a column owns to the owner of the table, and refuses to do it
// alone.
bool owner_follows(ObjectId const &id, Catalog const &before, Catalog const &after)
{
    auto const *old_link = before.find(id.as(kind_of<SequenceOwner>));
    auto const *new_link = after.find(id.as(kind_of<SequenceOwner>));
    if (old_link == nullptr || new_link == nullptr || !same_content(*old_link, *new_link)) {
        return false;
    }
    auto const table =
        ObjectId{kind_of<Column>, new_link->as<SequenceOwner>().column}.up(kind_of<Table>);
    auto const *old_table = before.find(table);
    auto const *new_table = after.find(table);
    return old_table != nullptr && new_table != nullptr && old_table->owner != new_table->owner &&
           new_table->owner == after.find(id)->owner;
}

// The sequences of a column on one side that the other side does not have.
std::vector<ObjectId> only_here(std::vector<std::string> const &column, Catalog const &here,
                                Catalog const &there)
{
    std::vector<ObjectId> ids;
    for (auto const &link : here.of_kind(kind_of<SequenceOwner>)) {
        auto id = link->id.as(kind_of<Sequence>);
        if (link->as<SequenceOwner>().column == column && here.contains(id) &&
            !there.contains(id)) {
            ids.push_back(std::move(id));
        }
    }
    return ids;
}

// The one sequence of a column stays that when the column or its table gets another name, after
// which it is called: what it gave out last must not be lost.
std::optional<ObjectId> former(Object const &object, Catalog const &before, Catalog const &after)
{
    auto const *link = after.find(object.id.as(kind_of<SequenceOwner>));
    if (link == nullptr) {
        return std::nullopt;
    }
    auto const &column = link->as<SequenceOwner>().column;
    auto gone = only_here(column, before, after);
    bool const is_one = gone.size() == 1 && only_here(column, after, before).size() == 1;
    return is_one ? std::optional{std::move(gone.front())} : std::nullopt;
}

// ---- ownership ----

Sql owned_by(ObjectId const &id, std::vector<std::string> const &column)
{
    return sql("ALTER SEQUENCE {} OWNED BY {}.{}", name(id), Qualified{column.at(0), column.at(1)},
               Ident{column.at(2)});
}

Side create_owner(Object const &object, Context const &)
{
    auto result = side(owned_by(object.id, object.as<SequenceOwner>().column));
    result.locks.push_back({object.id.as(kind_of<Sequence>), Lock::share_row_exclusive});
    return result;
}

Side drop_owner(Object const &object, Context const &)
{
    auto result = side(sql("ALTER SEQUENCE {} OWNED BY NONE", name(object.id)));
    result.clause = Clause{object.id.as(kind_of<Sequence>), sql("")};
    result.locks.push_back({object.id.as(kind_of<Sequence>), Lock::share_row_exclusive});
    return result;
}

std::vector<ObjectId> owner_depends_on(Object const &object, Catalog const &)
{
    return {object.id.as(kind_of<Sequence>),
            ObjectId{kind_of<Column>, object.as<SequenceOwner>().column}};
}

// PostgreSQL wants the same owner for both.
std::vector<std::string> owner_slots(ObjectId const &, Object const *object)
{
    return {rights_slot(ObjectId{kind_of<Column>, object->as<SequenceOwner>().column})};
}

void follow_owner(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &column = object.as<SequenceOwner>().column;
    QualifiedName table{column.at(0), column.at(1)};
    column[2] =
        followed_column(column[2], id_of<Table>({table.schema, table.name}), {before, after});
    follow_name(table, {before, after});
    column[0] = table.schema;
    column[1] = table.name;
}

} // namespace

Rules const rules{.kind = kind_of<Sequence>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .former = former,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .owner_lock = Lock::access_exclusive,
                  .owner_follows = owner_follows,
                  .slots = slots};

Rules const owner_rules{.kind = kind_of<SequenceOwner>,
                        .catalog_query = {},
                        .create = create_owner,
                        .drop = drop_owner,
                        .follow = follow_owner,
                        .depends_on = owner_depends_on,
                        .slots = owner_slots};

} // namespace schemadiff::kinds::sequence
