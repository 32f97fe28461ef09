// Operator classes and families. What stands for the very type of a class belongs to the class, the
// rest to the family, in whatever statement it was added: from PostgreSQL 14 the server itself
// decides which of the two a member hangs on in pg_depend.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>
#include <schemadiff/model/operator_member.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::kinds::operation
{

namespace
{

// Families and classes in one. A btree or hash class has its own type on both sides of a member,
// the others on the left one. Of two classes of one type, the one that pg_depend names has the
// member, or initdb's own.
constexpr std::string_view query = R"sql(
WITH wanted AS (
    SELECT f.oid, f.opfmethod IN (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname IN ('btree', 'hash')) AS strict
    FROM pg_catalog.pg_opfamily f
    WHERE f.oid >= 16384 OR f.oid IN (SELECT c.opcfamily FROM pg_catalog.pg_opclass c WHERE c.oid >= 16384)
), member AS (
    SELECT 'pg_catalog.pg_amop'::pg_catalog.regclass AS catalog, o.oid, o.amopfamily AS family,
           o.amoplefttype AS lefttype, o.amoprighttype AS righttype,
           'operator ' || o.amopstrategy || ' ' || pg_catalog.quote_ident(pn.nspname) || '.' || p.oprname
           || '(' || pg_catalog.format_type(o.amoplefttype, NULL) || ', '
           || pg_catalog.format_type(o.amoprighttype, NULL) || ')'
           || coalesce(' for order by ' || CASE WHEN sn.nspname <> 'pg_catalog'
                                           THEN pg_catalog.quote_ident(sn.nspname) || '.' ELSE '' END
                                        || pg_catalog.quote_ident(sf.opfname), '') AS text
    FROM pg_catalog.pg_amop o
    JOIN pg_catalog.pg_operator p ON p.oid = o.amopopr
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.oprnamespace
    LEFT JOIN pg_catalog.pg_opfamily sf ON sf.oid = o.amopsortfamily
    LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = sf.opfnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_amproc'::pg_catalog.regclass, o.oid, o.amprocfamily, o.amproclefttype, o.amprocrighttype,
           'function ' || o.amprocnum || ' (' || pg_catalog.format_type(o.amproclefttype, NULL) || ', '
           || pg_catalog.format_type(o.amprocrighttype, NULL) || ') ' || pg_catalog.quote_ident(pn.nspname)
           || '.' || pg_catalog.quote_ident(p.proname) || '('
           || pg_catalog.array_to_string(ARRAY(
                  SELECT pg_catalog.format_type(t.type, NULL)
                  FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS t(type, place)
                  ORDER BY t.place), ', ') || ')'
    FROM pg_catalog.pg_amproc o
    JOIN pg_catalog.pg_proc p ON p.oid = o.amproc
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
), placed AS (
    SELECT m.family, m.text,
           (SELECT c.oid FROM pg_catalog.pg_opclass c
            LEFT JOIN pg_catalog.pg_depend d
                   ON d.classid = m.catalog AND d.objid = m.oid AND d.refobjid = c.oid
                  AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
            WHERE c.opcfamily = m.family AND c.opcintype = m.lefttype
              AND (c.opcintype = m.righttype OR NOT w.strict)
            ORDER BY d.objid IS NULL, c.oid >= 16384, c.opcname LIMIT 1) AS class
    FROM member m JOIN wanted w ON w.oid = m.family
)
SELECT true AS is_family, f.oid, n.nspname, f.opfname AS name, f.opfowner AS owner, a.amname, NULL AS type,
       NULL AS storage, false AS is_default, NULL::pg_catalog.text[] AS family,
       ARRAY(SELECT m.text FROM placed m WHERE m.family = f.oid AND m.class IS NULL) AS members
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
WHERE {managed} AND {not_member pg_opfamily f.oid}
UNION ALL
SELECT false, c.oid, n.nspname, c.opcname, c.opcowner, a.amname, pg_catalog.format_type(c.opcintype, NULL),
       CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) END, c.opcdefault,
       (SELECT ARRAY[fn.nspname, f.opfname]::pg_catalog.text[] FROM pg_catalog.pg_opfamily f
        JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = c.opcfamily),
       ARRAY(SELECT m.text FROM placed m WHERE m.class = c.oid)
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
WHERE {managed} AND {not_member pg_opclass c.oid}
)sql";

using Members = std::vector<OperatorMember>;

Members members_of(std::vector<std::string> const &texts, std::string_view type)
{
    Members members;
    for (std::string const &text : texts) {
        if (auto member = operator_member(text, type)) {
            members.push_back(std::move(*member));
        }
    }
    std::sort(members.begin(), members.end());
    return members;
}

std::vector<std::string> texts_of(Members const &members, std::string_view type)
{
    std::vector<std::string> texts;
    for (OperatorMember const &member : members) {
        texts.push_back(text_of(member, type));
    }
    return texts;
}

void read_family(Row const &row, CatalogNames const &names, Found &found)
{
    OperatorFamily body;
    body.members = texts_of(members_of(row.list("members"), ""), "");
    Object object{
        id_of<OperatorFamily>({row.text("nspname"), row.text("name"), row.text("amname")}),
        std::move(body)};
    object.owner = names.role(row.number("owner"));
    found.add(std::move(object), catalog_oid::pg_opfamily, row.number("oid"));
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    if (row.boolean("is_family")) {
        read_family(row, names, found);
        return;
    }
    OperatorClass body;
    body.type.text = row.text("type");
    body.is_default = row.boolean("is_default");
    if (!row.is_null("storage")) {
        body.storage = TypeName{std::string(row.text("storage"))};
    }
    auto family = name_in(row, "family");
    if (family != QualifiedName{std::string(row.text("nspname")), std::string(row.text("name"))}) {
        body.family = std::move(family);
    }
    body.members = texts_of(members_of(row.list("members"), body.type.text), body.type.text);
    Object object{id_of<OperatorClass>({row.text("nspname"), row.text("name"), row.text("amname")}),
                  std::move(body)};
    object.owner = names.role(row.number("owner"));
    found.add(std::move(object), catalog_oid::pg_opclass, row.number("oid"));
}

Sql method(ObjectId const &id)
{
    return sql(" USING {}", Ident{id.part(2)});
}

Sql types_sql(OperatorMember const &member)
{
    return sql("({}, {})", Verbatim{TypeName{member.left}}, Verbatim{TypeName{member.right}});
}

// OPERATOR 1 app.< (integer, bigint), as both CREATE OPERATOR CLASS and ADD take it.
Sql member_sql(OperatorMember const &member)
{
    if (member.is_function) {
        return sql("FUNCTION {} {} {}({})", Number{member.number}, types_sql(member),
                   Qualified{member.schema, member.name}, Verbatim{TypeName{member.arguments}});
    }
    auto const order = member.order_by.empty()
                           ? sql("")
                           : sql(" FOR ORDER BY {}", Verbatim{Expression{member.order_by}});
    return sql("OPERATOR {} {} {}{}", Number{member.number},
               operator_name(member.schema, member.name), types_sql(member), order);
}

Sql dropped_sql(OperatorMember const &member)
{
    return sql("{} {} {}", member.is_function ? sql("FUNCTION") : sql("OPERATOR"),
               Number{member.number}, types_sql(member));
}

template <class F>
Sql listed(Members const &members, F const &text)
{
    std::vector<Sql> parts;
    for (OperatorMember const &member : members) {
        parts.push_back(text(member));
    }
    return join(parts, ",\n    ");
}

Sql family_statement(ObjectId const &family, std::string_view verb, Sql const &list)
{
    return sql("ALTER OPERATOR FAMILY {}{} {}\n    {}", object_name(family), method(family),
               Keyword{verb}, list);
}

// ---- families ----

Side create_family(Object const &object, Context const &)
{
    auto result =
        side(sql("CREATE OPERATOR FAMILY {}{}", object_name(object.id), method(object.id)));
    auto const members = members_of(object.as<OperatorFamily>().members, "");
    if (!members.empty()) {
        result.statements.push_back(
            family_statement(object.id, "add", listed(members, member_sql)));
    }
    return result;
}

Side drop_family(Object const &object, Context const &)
{
    return side(sql("DROP OPERATOR FAMILY {}{}", object_name(object.id), method(object.id)));
}

Members without(Members const &all, Members const &some)
{
    Members rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

Alteration alter_family(Object const &before, Object const &after, FieldNames const &,
                        Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        auto const old_members = members_of(from.as<OperatorFamily>().members, "");
        auto const new_members = members_of(to.as<OperatorFamily>().members, "");
        Side result;
        if (auto const gone = without(old_members, new_members); !gone.empty()) {
            result.statements.push_back(family_statement(to.id, "drop", listed(gone, dropped_sql)));
        }
        if (auto const added = without(new_members, old_members); !added.empty()) {
            result.statements.push_back(family_statement(to.id, "add", listed(added, member_sql)));
        }
        return result;
    }));
    return alteration;
}

// ---- classes ----

ObjectId family_of(Object const &object)
{
    auto const &family = object.as<OperatorClass>().family;
    return family ? id_of<OperatorFamily>({family->schema, family->name, object.id.part(2)})
                  : object.id.as(kind_of<OperatorFamily>);
}

Side create_class(Object const &object, Context const &)
{
    auto const &body = object.as<OperatorClass>();
    auto const usual = body.is_default ? sql(" DEFAULT") : sql("");
    auto const members = members_of(body.members, body.type.text);
    std::vector<Sql> parts;
    if (!members.empty()) {
        parts.push_back(listed(members, member_sql));
    }
    // There must be something in the list; the type itself is the storage that is meant anyway.
    if (body.storage || members.empty()) {
        parts.push_back(sql("STORAGE {}", Verbatim{body.storage ? *body.storage : body.type}));
    }
    return side(sql("CREATE OPERATOR CLASS {}{} FOR TYPE {}{} FAMILY {} AS\n    {}",
                    object_name(object.id), usual, Verbatim{body.type}, method(object.id),
                    object_name(family_of(object)), join(parts, ",\n    ")));
}

// Members that stay in the family when their class goes (gistadjustmembers() and its like, from
// PostgreSQL 14): all operators, and the support functions that a class need not have.
bool outlives_class(OperatorMember const &member, std::string_view method_name)
{
    struct Needed {
        std::string_view method;
        std::vector<int> functions;
    };
    static std::array const all = std::to_array<Needed>(
        {{"gist", {1, 2, 5, 6, 7}}, {"gin", {2, 3}}, {"spgist", {1, 2, 3, 4, 5}}});
    auto const found = std::find_if(all.begin(), all.end(),
                                    [&](Needed const &one) { return one.method == method_name; });
    return found != all.end() &&
           (!member.is_function || std::find(found->functions.begin(), found->functions.end(),
                                             member.number) == found->functions.end());
}

Side drop_class(Object const &object, Context const &context)
{
    auto const &body = object.as<OperatorClass>();
    auto left_over = members_of(body.members, body.type.text);
    std::erase_if(left_over, [&](OperatorMember const &member) {
        return !outlives_class(member, object.id.part(2));
    });
    bool const stay = keeps_loose_members(context.server_version);
    Side result;
    if (stay && !left_over.empty()) {
        result.statements.push_back(
            family_statement(family_of(object), "drop", listed(left_over, dropped_sql)));
    }
    result.statements.push_back(
        sql("DROP OPERATOR CLASS {}{}", object_name(object.id), method(object.id)));
    return result;
}

// ---- both ----

void add_members(Members const &members, Catalog const &catalog, std::vector<ObjectId> &ids)
{
    for (OperatorMember const &member : members) {
        auto const types = member.left + ", " + member.right;
        add_if_there(member.is_function
                         ? id_of<Function>({member.schema, member.name, member.arguments})
                         : id_of<Operator>({member.schema, member.name, types}),
                     catalog, ids);
        add_types(types, catalog, ids);
    }
}

std::vector<ObjectId> family_depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_access_method(std::string(object.id.name()), catalog, ids);
    add_members(members_of(object.as<OperatorFamily>().members, ""), catalog, ids);
    return ids;
}

std::vector<ObjectId> class_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<OperatorClass>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_access_method(std::string(object.id.name()), catalog, ids);
    add_if_there(family_of(object), catalog, ids);
    add_members(members_of(body.members, body.type.text), catalog, ids);
    return ids;
}

void follow_member(OperatorMember &member, Renamed const &renamed)
{
    QualifiedName name{member.schema, member.name};
    bool const is_operator = renamed.before.kind() == kind_of<Operator> && !member.is_function &&
                             name.schema == renamed.before.part(0) &&
                             name.name == renamed.before.part(1);
    if (is_operator) {
        name.schema = renamed.after.part(0);
    } else if (member.is_function || renamed.before.kind() == kind_of<Schema>) {
        follow_name(name, renamed);
    }
    member.schema = name.schema;
    member.name = name.name;
    for (std::string *type : {&member.left, &member.right}) {
        TypeName followed{*type};
        follow_type(followed, renamed);
        *type = followed.text;
    }
}

std::vector<std::string> followed(std::vector<std::string> const &texts, std::string_view old_type,
                                  std::string_view new_type, Renamed const &renamed)
{
    auto members = members_of(texts, old_type);
    for (OperatorMember &member : members) {
        follow_member(member, renamed);
    }
    std::sort(members.begin(), members.end());
    return texts_of(members, new_type);
}

void follow_family(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &members = object.as<OperatorFamily>().members;
    members = followed(members, "", "", {before, after});
}

void follow_class(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<OperatorClass>();
    auto const old_type = body.type.text;
    // The family of a renamed class keeps the name that both had.
    if (before.kind() == kind_of<OperatorClass> && object.id == after && !body.family) {
        body.family = QualifiedName{std::string(before.part(0)), std::string(before.part(1))};
    }
    follow_fields<OperatorClass>(object, before, after);
    body.members = followed(body.members, old_type, body.type.text, {before, after});
}

Sql family_address(ObjectId const &id)
{
    return sql("OPERATOR FAMILY {}{}", object_name(id), method(id));
}

Sql class_address(ObjectId const &id)
{
    return sql("OPERATOR CLASS {}{}", object_name(id), method(id));
}

Side rename_family(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("OPERATOR FAMILY"), before, after, method(before));
}

Side rename_class(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("OPERATOR CLASS"), before, after, method(before));
}

} // namespace

Rules const family_rules{.kind = kind_of<OperatorFamily>,
                         .catalog_query = query,
                         .from_row = from_row,
                         .create = create_family,
                         .drop = drop_family,
                         .alter = alter_family,
                         .rename = rename_family,
                         .follow = follow_family,
                         .depends_on = family_depends_on,
                         .address = family_address,
                         .owner_address = family_address};

Rules const class_rules{.kind = kind_of<OperatorClass>,
                        .catalog_query = {},
                        .create = create_class,
                        .drop = drop_class,
                        .rename = rename_class,
                        .follow = follow_class,
                        .depends_on = class_depends_on,
                        .address = class_address,
                        .owner_address = class_address};

} // namespace schemadiff::kinds::operation
