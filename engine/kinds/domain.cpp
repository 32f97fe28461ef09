// Domains and their checks. Default, NOT NULL and checks are altered in place; another type below,
// or another collation, makes the domain anew under every column that uses it (type_rebuild.hpp),
// and so does what PostgreSQL would have to look for inside arrays or composite values.
//
// Not covered: the name of a NOT NULL constraint (PostgreSQL 17 and later keep one).
#include <engine/kinds/cast_ends.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/domain_values.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_names.hpp>
#include <engine/kinds/type_rebuild.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::domain
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT t.oid, n.nspname, t.typname, t.typowner,
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
       CASE WHEN t.typcollation <> b.typcollation THEN o.collname END AS collation,
       ons.nspname AS collation_schema, t.typnotnull,
       coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), pg_catalog.quote_literal(t.typdefault)) AS default_value
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN (pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace ons ON ons.oid = o.collnamespace)
       ON o.oid = t.typcollation
WHERE t.typtype = 'd' AND {managed} AND {not_member pg_type t.oid}
)sql";

constexpr std::string_view check_query = R"sql(
SELECT con.oid, n.nspname, t.typname, con.conname, con.convalidated,
       pg_catalog.pg_get_expr(con.conbin, 0) AS expression
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_type t ON t.oid = con.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE con.contype = 'c' AND {managed} AND {not_member pg_type t.oid}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Domain body;
    body.type.text = row.text("type");
    if (!row.is_null("collation")) {
        body.collation = QualifiedName{std::string(row.text("collation_schema")),
                                       std::string(row.text("collation"))};
    }
    body.not_null = row.boolean("typnotnull");
    if (!row.is_null("default_value")) {
        body.default_value = Expression{std::string(row.text("default_value"))};
    }
    Object object{id_of<Domain>({row.text("nspname"), row.text("typname")}), std::move(body)};
    object.owner = names.role(row.number("typowner"));
    found.add(std::move(object), catalog_oid::pg_type, row.number("oid"));
}

void check_from_row(Row const &row, CatalogNames const &, Found &found)
{
    found.add({id_of<DomainCheck>({row.text("nspname"), row.text("typname"), row.text("conname")}),
               DomainCheck{{std::string(row.text("expression"))}, !row.boolean("convalidated")}},
              catalog_oid::pg_constraint, row.number("oid"));
}

Qualified name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

Side create(Object const &object, Context const &)
{
    auto result = side(definition(object.id, object.as<Domain>()));
    result.joint = Joint::words;
    return result;
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP DOMAIN {}", name(object.id)));
}

// Values are read in every table that has a column of the domain, and not written meanwhile.
void scan_columns(Side &side, ObjectId const &domain, Context const &context)
{
    for (ObjectId const &column : columns_using(domain, context)) {
        side.locks.push_back({relation_of(column, context.catalog), Lock::share});
        side.scans_table = true;
    }
    if (side.scans_table) {
        side.hazards.push_back(
            {HazardClass::long_lock,
             fmt::format("every table with a column of {} is read while nobody can write to it",
                         described(domain))});
    }
}

Side change_default(Object const &, Object const &to)
{
    auto const &value = to.as<Domain>().default_value;
    return side(value ? sql("ALTER DOMAIN {} SET DEFAULT {}", name(to.id), Verbatim{*value})
                      : sql("ALTER DOMAIN {} DROP DEFAULT", name(to.id)));
}

Side change_not_null(Object const &to, Context const &context)
{
    bool const wanted = to.as<Domain>().not_null;
    auto result =
        side(sql("ALTER DOMAIN {} {} NOT NULL", name(to.id), wanted ? sql("SET") : sql("DROP")));
    if (wanted) {
        scan_columns(result, to.id, context);
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format("a column of {} that holds NULL stops the change", described(to.id))});
    }
    return result;
}

bool is_made_anew(Object const &before, Object const &after, Context const &before_context,
                  Context const &after_context)
{
    auto const &old_body = before.as<Domain>();
    auto const &new_body = after.as<Domain>();
    return old_body.type != new_body.type || old_body.collation != new_body.collation ||
           (asks_more(before, after, before_context.catalog, after_context.catalog) &&
            is_held_in_others(before.id, before_context));
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &before_context, Context const &after_context)
{
    std::vector<Step> in_place;
    if (contains(fields, "default")) {
        in_place.push_back(both_ways(before, after, change_default));
    }
    if (contains(fields, "not_null")) {
        Step step;
        step.up = change_not_null(after, before_context);
        step.down = change_not_null(before, after_context);
        in_place.push_back(std::move(step));
    }
    return rebuilding(before.id, before_context, after_context).with(std::move(in_place));
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_type(sql("DOMAIN"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_collation(ids, object.as<Domain>().collation, catalog);
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("DOMAIN {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {type_slot(id.schema(), id.name())};
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_fields<Domain>(object, before, after);
    follow_collation(object.as<Domain>().collation, {before, after});
}

// ---- checks ----

ObjectId domain_of(ObjectId const &check)
{
    return check.up(kind_of<Domain>);
}

Side create_check(Object const &object, Context const &context)
{
    auto result = side(add_check(object));
    if (object.as<DomainCheck>().not_valid) {
        return result;
    }
    result.clause = Clause{domain_of(object.id), check_clause(object)};
    scan_columns(result, domain_of(object.id), context);
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("a value that breaks {} stops the change", described(object.id))});
    return result;
}

Side drop_check(Object const &object, Context const &)
{
    auto result =
        side(sql("ALTER DOMAIN {} DROP CONSTRAINT {}", name(object.id), Ident{object.id.name()}));
    result.clause = Clause{domain_of(object.id), sql("")};
    return result;
}

Side change_validity(Object const &to, Context const &context)
{
    Side result;
    if (to.as<DomainCheck>().not_valid) {
        // PostgreSQL has no way to forget that a check was validated.
        result.statements = {
            sql("ALTER DOMAIN {} DROP CONSTRAINT {}", name(to.id), Ident{to.id.name()}),
            add_check(to)};
        return result;
    }
    result = side(sql("ALTER DOMAIN {} VALIDATE CONSTRAINT {}", name(to.id), Ident{to.id.name()}));
    scan_columns(result, domain_of(to.id), context);
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("a value that breaks {} stops the change", described(to.id))});
    return result;
}

Alteration alter_check(Object const &before, Object const &after, FieldNames const &fields,
                       Context const &before_context, Context const &after_context)
{
    // A domain that is made anew is made with its new checks.
    auto const domain = domain_of(after.id);
    bool const comes_up = TypeChange{before_context, after_context}.makes_anew(domain);
    bool const comes_down = TypeChange{after_context, before_context}.makes_anew(domain);
    if (comes_up && comes_down) {
        return {};
    }
    if (contains(fields, "expression")) {
        return {.replace = true, .steps = {}};
    }
    Step step;
    step.up = comes_up ? Side{} : change_validity(after, before_context);
    step.down = comes_down ? Side{} : change_validity(before, after_context);
    return {.replace = false, .steps = {std::move(step)}};
}

std::optional<ObjectId> changed_domain(ObjectId const &check)
{
    return domain_of(check);
}

Side rename_check(ObjectId const &before, ObjectId const &after)
{
    return side(sql("ALTER DOMAIN {} RENAME CONSTRAINT {} TO {}", name(after), Ident{before.name()},
                    Ident{after.name()}));
}

std::vector<ObjectId> check_depends_on(Object const &object, Catalog const &)
{
    return {domain_of(object.id)};
}

Sql check_address(ObjectId const &id)
{
    return sql("CONSTRAINT {} ON DOMAIN {}", Ident{id.name()}, name(id));
}

std::vector<std::string> check_slots(ObjectId const &id, Object const *)
{
    return {constraint_slot(id)};
}

} // namespace

Sql definition(ObjectId const &id, Domain const &body)
{
    auto const none = sql("");
    auto const collation =
        body.collation ? sql(" COLLATE {}", unless_catalog(*body.collation)) : none;
    auto const value =
        body.default_value ? sql(" DEFAULT {}", Verbatim{*body.default_value}) : none;
    return sql("CREATE DOMAIN {} AS {}{}{}{}", name(id), Verbatim{body.type}, collation, value,
               body.not_null ? sql(" NOT NULL") : none);
}

Sql check_clause(Object const &check)
{
    return sql("CONSTRAINT {} CHECK ({})", Ident{check.id.name()},
               Verbatim{check.as<DomainCheck>().expression});
}

Sql add_check(Object const &check)
{
    return sql("ALTER DOMAIN {} ADD {}{}", name(check.id), check_clause(check),
               check.as<DomainCheck>().not_valid ? sql(" NOT VALID") : sql(""));
}

bool holds_values_to_rules(Object const &column, TypeName const &type, Catalog const &catalog)
{
    auto const end = cast_end(column, type, catalog);
    return !type.text.ends_with("[]") &&
           std::any_of(end.declared.begin(), end.declared.end(), [&](Object const *one) {
               auto const *domain = one->body.get_if<Domain>();
               return domain != nullptr &&
                      (domain->not_null || !catalog.below(kind_of<DomainCheck>, one->id).empty());
           });
}

std::vector<ObjectId> needed_by_checks(ObjectId const &domain, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (auto const &check : catalog.below(kind_of<DomainCheck>, domain)) {
        for (ObjectId const &needed : dependencies(*check, catalog)) {
            auto const *object = catalog.find(needed);
            if (needed.kind() != kind_of<Function> || object == nullptr) {
                continue;
            }
            auto const of_function = dependencies(*object, catalog);
            if (std::find(of_function.begin(), of_function.end(), domain) == of_function.end()) {
                ids.push_back(needed);
            }
        }
    }
    return ids;
}

Rules const rules{.kind = kind_of<Domain>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .is_made_anew = is_made_anew,
                  .rename = rename,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

Rules const check_rules{.kind = kind_of<DomainCheck>,
                        .catalog_query = check_query,
                        .from_row = check_from_row,
                        .create = create_check,
                        .drop = drop_check,
                        .alter = alter_check,
                        .changes_with = changed_domain,
                        .rename = rename_check,
                        .renames_freely = true,
                        .depends_on = check_depends_on,
                        .address = check_address,
                        .slots = check_slots};

} // namespace schemadiff::kinds::domain
