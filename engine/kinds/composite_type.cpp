// Composite types and their attributes. Attributes are added, dropped and altered by ALTER TYPE
// where PostgreSQL can: a new one comes last, and no type is changed while columns hold values of
// it. Otherwise the type is made anew under every column that uses it (type_rebuild.hpp).
//
// Typed tables are let go of meanwhile: row_type.cpp.
//
// The type's own alter does all of that, because the order of the attributes is the type's; the
// steps of an attribute serve where the type itself comes or goes.
#include <engine/kinds/cast_ends.hpp>
#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/row_type.hpp>
#include <engine/kinds/type_casts.hpp>
#include <engine/kinds/type_names.hpp>
#include <engine/kinds/type_rebuild.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::composite_type
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT c.oid, n.nspname, c.relname, t.typowner
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = c.reltype
WHERE c.relkind = 'c' AND {managed} AND {not_member pg_type t.oid}
)sql";

constexpr std::string_view attribute_query = R"sql(
SELECT a.attrelid, a.attnum, n.nspname, c.relname, a.attname,
       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN o.collname END AS collation,
       ons.nspname AS collation_schema
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN (pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace ons ON ons.oid = o.collnamespace)
       ON o.oid = a.attcollation
WHERE c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped AND {managed}
  AND {not_member pg_type c.reltype}
)sql";

// The type is known to pg_depend by the relation that holds its attributes.
void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Object object{id_of<CompositeType>({row.text("nspname"), row.text("relname")}),
                  CompositeType{}};
    object.owner = names.role(row.number("typowner"));
    found.add(std::move(object), catalog_oid::pg_class, row.number("oid"));
}

void attribute_from_row(Row const &row, CatalogNames const &, Found &found)
{
    CompositeAttribute body;
    body.type.text = row.text("type");
    if (!row.is_null("collation")) {
        body.collation = QualifiedName{std::string(row.text("collation_schema")),
                                       std::string(row.text("collation"))};
    }
    Object object{
        id_of<CompositeAttribute>({row.text("nspname"), row.text("relname"), row.text("attname")}),
        std::move(body)};
    object.position = static_cast<int>(row.number("place"));
    found.add(std::move(object), catalog_oid::pg_class, row.number("attrelid"),
              static_cast<int>(row.number("attnum")));
}

Qualified name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

Side create(Object const &object, Context const &)
{
    auto result = side(sql("CREATE TYPE {} AS (", name(object.id)));
    result.joint = Joint::list;
    result.tail = sql(")");
    return result;
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP TYPE {}", name(object.id)));
}

Sql definition_of(Object const &attribute)
{
    auto const &body = attribute.as<CompositeAttribute>();
    auto const collation =
        body.collation ? sql(" COLLATE {}", unless_catalog(*body.collation)) : sql("");
    return sql("{} {}{}", Ident{attribute.id.name()}, Verbatim{body.type}, collation);
}

// ---- altering in place ----

struct Attributes {
    std::vector<Object const *> before;
    std::vector<Object const *> after;
};

Object const *named(std::vector<Object const *> const &all, std::string_view name)
{
    auto const found = std::find_if(all.begin(), all.end(),
                                    [&](auto const *one) { return one->id.name() == name; });
    return found == all.end() ? nullptr : *found;
}

// What stays keeps its order and comes before what is new.
bool order_can_be_reached(Attributes const &attributes)
{
    std::vector<std::string_view> reached;
    for (auto const *one : attributes.before) {
        if (named(attributes.after, one->id.name()) != nullptr) {
            reached.push_back(one->id.name());
        }
    }
    for (auto const *one : attributes.after) {
        if (named(attributes.before, one->id.name()) == nullptr) {
            reached.push_back(one->id.name());
        }
    }
    return std::equal(reached.begin(), reached.end(), attributes.after.begin(),
                      attributes.after.end(),
                      [](auto const &wanted, auto const *one) { return wanted == one->id.name(); });
}

bool changes_a_type(Attributes const &attributes)
{
    return std::any_of(attributes.after.begin(), attributes.after.end(), [&](auto const *one) {
        auto const *old_one = named(attributes.before, one->id.name());
        return old_one != nullptr && !same_content(*old_one, *one);
    });
}

// What reads an attribute that goes, or gets another type, makes way.
KindSet readers()
{
    return ~kind_set<CompositeType, CompositeAttribute, Domain, RangeType, Column, Comment>();
}

Side altered(ObjectId const &type, Attributes const &attributes, bool used)
{
    std::vector<Sql> parts;
    Side result;
    for (auto const *one : attributes.before) {
        if (named(attributes.after, one->id.name()) == nullptr) {
            parts.push_back(sql("DROP ATTRIBUTE {}", Ident{one->id.name()}));
            result.makes_way.push_back({one->id, readers()});
            if (used) {
                result.hazards.push_back(
                    {HazardClass::delete_data,
                     fmt::format("dropping {} deletes its values in every row that holds one",
                                 described(one->id))});
            }
        }
    }
    for (auto const *one : attributes.after) {
        auto const *old_one = named(attributes.before, one->id.name());
        if (old_one == nullptr) {
            parts.push_back(sql("ADD ATTRIBUTE {}", definition_of(*one)));
        } else if (!same_content(*old_one, *one)) {
            auto const &body = one->as<CompositeAttribute>();
            auto const collation =
                body.collation ? sql(" COLLATE {}", unless_catalog(*body.collation)) : sql("");
            parts.push_back(sql("ALTER ATTRIBUTE {} TYPE {}{}", Ident{one->id.name()},
                                Verbatim{body.type}, collation));
            result.makes_way.push_back({one->id, readers()});
        }
    }
    result.statements.push_back(sql("ALTER TYPE {} {}", name(type), join(parts, ", ")));
    result.makes_way.push_back({type, kind_set<RowType>()});
    return result;
}

bool is_made_anew(Object const &before, Object const &after, Context const &before_context,
                  Context const &after_context)
{
    if (same_layout(before.id, before_context.catalog, after_context.catalog)) {
        return false;
    }
    Attributes const both{attributes(before.id, before_context.catalog),
                          attributes(after.id, after_context.catalog)};
    return !order_can_be_reached(both) ||
           (changes_a_type(both) && !columns_using(before.id, before_context).empty());
}

Side changed(Object const &before, Object const &after, Context const &before_context,
             Context const &after_context)
{
    Attributes const both{attributes(before.id, before_context.catalog),
                          attributes(after.id, after_context.catalog)};
    return altered(after.id, both, !columns_using(before.id, before_context).empty());
}

// Whether the columns of a typed table can come into the order of the attributes: new ones are
// added behind the others, and so is one that has to be dropped because no cast leads to its type.
bool columns_can_follow(Attributes const &attributes, Catalog const &before, Catalog const &after)
{
    if (!order_can_be_reached(attributes)) {
        return false;
    }
    bool is_followed = true; // by columns that are new
    for (auto one = attributes.after.rbegin(); one != attributes.after.rend(); ++one) {
        auto const *old_one = named(attributes.before, (*one)->id.name());
        auto const end = [](Object const &attribute, Catalog const &catalog) {
            return cast_end(attribute, attribute.as<CompositeAttribute>().type, catalog);
        };
        bool const is_new =
            old_one == nullptr || has_no_cast(end(*old_one, before), end(**one, after));
        if (is_new && !is_followed) {
            return false;
        }
        is_followed = is_followed && is_new;
    }
    return true;
}

// A table that is of the type on both sides.
std::optional<ObjectId> lasting_typed_table(ObjectId const &type, Context const &before_context,
                                            Context const &after_context)
{
    for (ObjectId const &table : typed_tables(type, before_context.catalog)) {
        if (row_type_of(table, after_context.catalog) == type) {
            return table;
        }
    }
    return std::nullopt;
}

// PostgreSQL cannot move columns, and a typed table has them in the order of its type.
void keep_order_of_columns(Alteration &alteration, Object const &before, Object const &after,
                           Context const &before_context, Context const &after_context)
{
    auto const table = lasting_typed_table(before.id, before_context, after_context);
    if (!table) {
        return;
    }
    Attributes both{attributes(before.id, before_context.catalog),
                    attributes(after.id, after_context.catalog)};
    if (!columns_can_follow(both, before_context.catalog, after_context.catalog)) {
        throw Failure(
            {Severity::error,
             codes::uncovered_kind,
             after.at,
             fmt::format("{} would need its columns in another order to stay of {}",
                         described(*table), described(after.id)),
             {"Put new attributes behind the others, or take 'of' from the table first."}});
    }
    std::swap(both.before, both.after);
    if (!columns_can_follow(both, after_context.catalog, before_context.catalog)) {
        if (alteration.steps.empty()) {
            alteration.steps.emplace_back();
        }
        auto &step = alteration.steps.front();
        step.down.reset();
        step.why_no_way_back = fmt::format(
            "{} would need its columns in another order to be of {} again, and PostgreSQL cannot "
            "move them",
            described(*table), described(before.id));
    }
}

Alteration alter(Object const &before, Object const &after, FieldNames const &,
                 Context const &before_context, Context const &after_context)
{
    Step step;
    step.up = changed(before, after, before_context, after_context);
    step.down = changed(after, before, after_context, before_context);
    for (auto const *one : attributes(before.id, before_context.catalog)) {
        if (!after_context.catalog.contains(one->id)) {
            step.destroys.push_back(one->id);
        }
    }
    for (auto const *one : attributes(after.id, after_context.catalog)) {
        if (!before_context.catalog.contains(one->id)) {
            step.produces.push_back(one->id);
        }
    }
    auto alteration = rebuilding(before.id, before_context, after_context).with({std::move(step)});
    keep_order_of_columns(alteration, before, after, before_context, after_context);
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_type(sql("TYPE"), before, after);
}

std::vector<ObjectId> attribute_depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{object.id.up(kind_of<CompositeType>)};
    add_collation(ids, object.as<CompositeAttribute>().collation, catalog);
    return ids;
}

// It needs what its attributes need, because they come with it.
std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    for (auto const *attribute : attributes(object.id, catalog)) {
        add_collation(ids, attribute->as<CompositeAttribute>().collation, catalog);
        ids.insert(ids.end(), attribute->references.begin(), attribute->references.end());
    }
    std::erase(ids, object.id);
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("TYPE {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {type_slot(id.schema(), id.name()), relation_slot(id.schema(), id.name())};
}

// ---- attributes of a type that comes or goes ----

Side create_attribute(Object const &object, Context const &)
{
    auto result =
        side(sql("ALTER TYPE {} ADD ATTRIBUTE {}", name(object.id), definition_of(object)));
    result.joint = Joint::words;
    result.clause = Clause{object.id.up(kind_of<CompositeType>), definition_of(object)};
    return result;
}

Side drop_attribute(Object const &object, Context const &)
{
    auto result =
        side(sql("ALTER TYPE {} DROP ATTRIBUTE {}", name(object.id), Ident{object.id.name()}));
    result.clause = Clause{object.id.up(kind_of<CompositeType>), sql("")};
    return result;
}

// The type's own alter has done it.
Alteration alter_attribute(Object const &, Object const &, FieldNames const &, Context const &,
                           Context const &)
{
    return {};
}

Side rename_attribute(ObjectId const &before, ObjectId const &after)
{
    return side(sql("ALTER TYPE {} RENAME ATTRIBUTE {} TO {}", name(after), Ident{before.name()},
                    Ident{after.name()}));
}

Side rename_attribute_and_columns(ObjectId const &before, ObjectId const &after)
{
    return side(sql("ALTER TYPE {} RENAME ATTRIBUTE {} TO {} CASCADE", name(after),
                    Ident{before.name()}, Ident{after.name()}));
}

// The columns of typed tables, and of what is below these.
std::vector<ObjectId> columns_of_typed_tables(ObjectId const &attribute, Catalog const &catalog)
{
    std::vector<ObjectId> columns;
    for (ObjectId const &table : typed_tables(attribute.up(kind_of<CompositeType>), catalog)) {
        columns.push_back(table.child(kind_of<Column>, attribute.name()));
        auto const below = same_part_of_children(columns.back(), catalog);
        columns.insert(columns.end(), below.begin(), below.end());
    }
    return columns;
}

Sql attribute_address(ObjectId const &id)
{
    return sql("COLUMN {}.{}", name(id), Ident{id.name()});
}

void follow_attribute(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<CompositeAttribute>();
    follow_fields<CompositeAttribute>(object, before, after);
    follow_collation(body.collation, {before, after});
}

} // namespace

std::vector<Object const *> attributes(ObjectId const &type, Catalog const &catalog)
{
    std::vector<Object const *> all;
    for (auto const &one : catalog.below(kind_of<CompositeAttribute>, type)) {
        all.push_back(one.get());
    }
    std::stable_sort(all.begin(), all.end(),
                     [](auto const *a, auto const *b) { return a->position < b->position; });
    return all;
}

bool same_layout(ObjectId const &type, Catalog const &before, Catalog const &after)
{
    auto const old_ones = attributes(type, before);
    auto const new_ones = attributes(type, after);
    return std::equal(
        old_ones.begin(), old_ones.end(), new_ones.begin(), new_ones.end(),
        [](auto const *a, auto const *b) { return a->id == b->id && same_content(*a, *b); });
}

Sql definition(ObjectId const &type, Catalog const &catalog)
{
    std::vector<Sql> parts;
    for (auto const *attribute : attributes(type, catalog)) {
        parts.push_back(definition_of(*attribute));
    }
    return sql("CREATE TYPE {} AS ({})", name(type), join(parts, ", "));
}

Rules const rules{.kind = kind_of<CompositeType>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .is_made_anew = is_made_anew,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

Rules const attribute_rules{.kind = kind_of<CompositeAttribute>,
                            .catalog_query = attribute_query,
                            .from_row = attribute_from_row,
                            .create = create_attribute,
                            .drop = drop_attribute,
                            .alter = alter_attribute,
                            .rename = rename_attribute,
                            .renamed_along = columns_of_typed_tables,
                            .rename_with_others = rename_attribute_and_columns,
                            .follow = follow_attribute,
                            .depends_on = attribute_depends_on,
                            .address = attribute_address};

} // namespace schemadiff::kinds::composite_type
