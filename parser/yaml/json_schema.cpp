#include <parser/yaml/json_schema.hpp>

#include <parser/yaml/schema_values.hpp>
#include <schemadiff/model/plain_kinds.hpp>

#include <array>
#include <utility>

namespace schemadiff::yaml
{

namespace
{

Json null()
{
    return Json::object().with("type", Json::text("null"));
}

Json text()
{
    return reference("text");
}

Json required(std::string_view key, Json schema)
{
    schema.add("required", Json::list({Json::text(key)}));
    return schema;
}

Json security_labels()
{
    return described_as("what SECURITY LABEL says: a label for each provider", named(text()));
}

// The keys that all objects share, as far as the kind has them.
struct Common {
    bool owner = false;
    bool grants = false;
    bool name = false;
    bool labels = false;
    bool comment = true; // and a former name
};

Json with_common(Json properties, Common common)
{
    if (common.name) {
        properties.add("name",
                       described_as("the exact name, whatever the key and `naming` say", text()));
    }
    if (common.comment) {
        properties.add("comment", described_as("what COMMENT ON says", text()));
    }
    if (common.labels) {
        properties.add(std::string{SecurityLabel::section}, security_labels());
    }
    if (common.owner) {
        properties.add("owner", described_as("role that owns it", text()));
    }
    if (common.grants) {
        properties.add("grants", reference("grants"));
    }
    if (common.comment) {
        properties.add("renamed_from",
                       described_as("the former name", reference("qualified_name")));
    }
    return properties;
}

// Constraints and the like: a mapping of names, or a list of entries whose names are made.
Json parts(std::string_view about, Json one)
{
    return described_as(about, any_of({named(one), listed(one), null()}));
}

Json section(std::string_view about, Json one)
{
    return described_as(about, any_of({named(std::move(one)), null()}));
}

// ---- definitions that others refer to ----

// YAML guesses at numbers and truth values; the reader takes them as the text that was written.
Json text_definition()
{
    return Json::object().with(
        "type", Json::list({Json::text("string"), Json::text("number"), Json::text("boolean")}));
}

Json index_key()
{
    Json key = Json::object();
    key.add("column", text());
    key.add("expression", reference("expression"));
    key.add("collation", reference("qualified_name"));
    key.add("operator_class", reference("qualified_name"));
    key.add("operator_class_options", reference("options"));
    key.add("descending", Json::object().with("type", Json::text("boolean")));
    key.add("nulls_first", described_as("as `descending` where it is left out",
                                        Json::object().with("type", Json::text("boolean"))));
    return mapping(std::move(key));
}

Json argument()
{
    static constexpr auto modes =
        std::to_array<std::string_view>({"in", "out", "inout", "variadic"});
    Json one = Json::object();
    one.add("mode", words(modes));
    one.add("name", text());
    one.add("type", reference("type"));
    one.add("default", reference("expression"));
    return required("type", mapping(std::move(one)));
}

Json grant()
{
    Json one = Json::object();
    one.add("role", described_as("the role, where the key is no more than a label", text()));
    one.add("privileges", reference("texts"));
    one.add("grant_option", described_as("may be passed on", reference("texts")));
    one.add("grantor", described_as("role that gave them, where it is not the owner", text()));
    Json const long_form = mapping(std::move(one));
    return any_of({reference("texts"), long_form, listed(long_form)});
}

// ---- objects ----

template <class T>
void add_plain_below(Json &properties)
{
    for_each_plain_below(kind_of<T>, [&]<class C>(C *) {
        properties.add(std::string{C::section}, section("", reference(C::word)));
    });
}

Json extension()
{
    Json properties = field_properties<Extension>();
    properties.add("comment", text());
    add_plain_below<Extension>(properties);
    return any_of({null(), described_as("version, or a requirement: '>=0.5.0'", text()),
                   mapping(std::move(properties))});
}

Json enumeration()
{
    Json renamed = Json::object();
    renamed.add("name", text());
    renamed.add("renamed_from", described_as("the former label", text()));
    Json const labels =
        any_of({listed(any_of({text(), required("name", mapping(std::move(renamed)))})), null()});
    Json properties = Json::object();
    properties.add("labels", described_as("labels in their sort order", labels));
    return any_of(
        {labels, required("labels",
                          mapping(with_common(std::move(properties),
                                              {.owner = true, .grants = true, .labels = true})))});
}

Json sequence()
{
    Json properties = field_properties<Sequence>();
    properties.add("owned_by",
                   described_as("table.column, or [schema, table, column]", reference("texts")));
    return any_of({null(), mapping(with_common(std::move(properties),
                                               {.owner = true, .grants = true, .labels = true}))});
}

Json function()
{
    return mapping(
        with_common(field_properties<Function>(), {.owner = true, .grants = true, .labels = true}));
}

Json column()
{
    Json properties = field_properties<Column>();
    Json const flag = Json::object().with("type", Json::text("boolean"));
    properties.add("default", described_as("value of new rows", reference("expression")));
    properties.add("primary_key", flag);
    properties.add("unique", flag);
    properties.add("references", described_as("other (id) on delete cascade", text()));
    properties.add("check", reference("expression"));
    properties.add("inherited", described_as("the type is that of the parent's column", flag));
    properties.add(
        std::string{IdentitySequence::section},
        described_as("what hangs on the sequence of an identity",
                     mapping(with_common(Json::object(), {.grants = true, .labels = true}))));
    // A column of a typed table has its type from that of the table.
    Json long_form = mapping(with_common(std::move(properties), {.grants = true, .labels = true}));
    return any_of(
        {described_as("as in CREATE TABLE: varchar(32) not null default 'received'", text()),
         std::move(long_form)});
}

Json primary_key()
{
    return any_of({reference("texts"),
                   required("columns",
                            mapping(with_common(field_properties<PrimaryKey>(), {.name = true})))});
}

Json unique()
{
    return any_of(
        {reference("texts"),
         required("columns", mapping(with_common(field_properties<Unique>(), {.name = true})))});
}

Json check()
{
    Json properties = field_properties<Check>();
    properties.add("inherited", described_as("the expression is that of the parent's check",
                                             Json::object().with("type", Json::text("boolean"))));
    Json long_form = mapping(with_common(std::move(properties), {.name = true}));
    long_form.add("anyOf", Json::list({required("expression", Json::object()),
                                       required("inherited", Json::object())}));
    return any_of({reference("expression"), std::move(long_form)});
}

Json foreign_key()
{
    return any_of({described_as("(a, b) references other (x, y) on delete cascade", text()),
                   required("references",
                            mapping(with_common(field_properties<ForeignKey>(), {.name = true})))});
}

Json index()
{
    Json long_form =
        required("columns", mapping(with_common(field_properties<Index>(), {.name = true})));
    return any_of(
        {described_as("using gin (payload jsonb_path_ops) where payload is not null", text()),
         listed(reference("index_key")), std::move(long_form)});
}

Json trigger()
{
    Json properties = Json::object();
    properties.add("definition",
                   described_as("the short form, beside keys such as `enabled`", text()));
    properties.add_all(field_properties<Trigger>());
    return any_of({described_as("before update for each row execute function app.touch()", text()),
                   mapping(with_common(std::move(properties), {.name = true}))});
}

Json policy()
{
    Json properties = field_properties<Policy>();
    properties.add("without_condition",
                   described_as("true where neither using nor check is meant",
                                Json::object().with("type", Json::text("boolean"))));
    Json one = mapping(with_common(std::move(properties), {.name = true}));
    one.add("anyOf",
            Json::list({required("using", Json::object()), required("check", Json::object()),
                        required("without_condition", Json::object())}));
    return one;
}

Json row_security()
{
    static constexpr auto states =
        std::to_array<std::string_view>({"enabled", "forced", "force_only", "off"});
    return described_as("forced: for the owner too; force_only: forced as soon as it is enabled",
                        words(states));
}

Json replica_identity()
{
    static constexpr auto kinds = std::to_array<std::string_view>({"default", "full", "nothing"});
    Json index = Json::object();
    index.add("index", text());
    return any_of({words(kinds), required("index", mapping(std::move(index)))});
}

template <class T>
Json plain()
{
    Json properties = field_properties<T>();
    add_plain_below<T>(properties);
    Json body =
        mapping(with_common(std::move(properties), {.owner = T::facts.has_owner,
                                                    .grants = !T::facts.privileges.empty(),
                                                    .name = T::facts.home == Home::relation,
                                                    .labels = T::facts.has_labels,
                                                    .comment = !T::facts.comes_with_parent}));
    std::vector<Json> needed;
    for (std::string_view const name : T::facts.required) {
        needed.push_back(Json::text(name));
    }
    std::vector<Json> forms;
    if (needed.empty()) {
        forms.push_back(null());
    } else {
        body.add("required", Json::list(std::move(needed)));
    }
    auto const add_short = [&]<class M>(Field<T, M> const &field) {
        if (field.name == T::facts.short_field) {
            forms.push_back(
                described_as(field.about, value_schema(static_cast<M const *>(nullptr))));
        }
    };
    std::apply([&](auto const &...field) { (add_short(field), ...); }, T::fields);
    forms.push_back(std::move(body));
    return any_of(std::move(forms));
}

void add_plain_sections(Json &properties, Home home)
{
    for_each_plain(home, [&]<class T>(T *) {
        properties.add(std::string{T::section}, home == Home::relation
                                                    ? parts("", reference(T::word))
                                                    : section("", reference(T::word)));
    });
}

Json partition_of()
{
    Json long_form = mapping(field_properties<Partition>());
    long_form.add("required", Json::list({Json::text("table"), Json::text("values")}));
    return any_of({described_as("app.events for values in ('a')", text()), std::move(long_form)});
}

Json table_properties()
{
    Json properties = Json::object();
    properties.add("mixins", described_as("mixins that it takes in", reference("texts")));
    properties.add("columns", section("name: column, in their order", reference("column")));
    properties.add("primary_key", reference("primary_key"));
    properties.add("uniques", parts("unique constraints", reference("unique")));
    properties.add("checks", parts("check constraints", reference("check")));
    properties.add("foreign_keys", parts("foreign keys", reference("foreign_key")));
    properties.add("indexes", parts("indexes", reference("index")));
    properties.add("triggers", parts("triggers", reference("trigger")));
    properties.add("row_security", row_security());
    properties.add("policies", parts("policies of row security", reference("policy")));
    add_plain_sections(properties, Home::relation);
    properties.add("replica_identity", replica_identity());
    properties.add("cluster_on", described_as("index of CLUSTER", text()));
    properties.add_all(field_properties<Table>());
    properties.add("partition_by",
                   described_as("range (created_at), list (region), hash (id)", text()));
    properties.add("partition_of", partition_of());
    properties.add("without_indexes",
                   described_as("indexes of the partitioned table that it has no part of",
                                any_of({text(), listed(text())})));
    properties.add("roles",
                   described_as("patterns of roles that are dropped where they are not declared",
                                listed(text())));
    static constexpr auto whose = std::to_array<std::string_view>({"ignored", "managed"});
    properties.add(
        "partitions",
        any_of({described_as("ignored: somebody else makes and drops them", words(whose)),
                section("name: in (...), from (...) to (...), default", text())}));
    properties.add("inherits",
                   described_as("parents, in their order",
                                any_of({text(), listed(any_of({text(), reference("texts")}))})));
    properties.add("of", described_as("composite type that its columns are from",
                                      reference("qualified_name")));
    return properties;
}

Json table()
{
    return any_of({null(), mapping(with_common(table_properties(),
                                               {.owner = true, .grants = true, .labels = true}))});
}

Json mixin()
{
    Json properties = table_properties();
    properties.add("comment", text());
    properties.add("owner", text());
    properties.add("grants", reference("grants"));
    properties.add("security_labels", security_labels());
    return any_of({null(), mapping(std::move(properties))});
}

Json view()
{
    Json column = Json::object();
    column.add("comment", text());
    column.add("default", reference("expression"));
    column.add("grants", reference("grants"));
    column.add("security_labels", security_labels());
    Json properties = field_properties<View>();
    properties.add("columns", section("what hangs on its columns", mapping(std::move(column))));
    properties.add("triggers", parts("triggers", reference("trigger")));
    add_plain_sections(properties, Home::relation);
    return any_of(
        {described_as("the query", text()),
         required("query", mapping(with_common(std::move(properties),
                                               {.owner = true, .grants = true, .labels = true})))});
}

Json column_settings()
{
    static constexpr auto storages =
        std::to_array<std::string_view>({"plain", "external", "extended", "main"});
    Json properties = Json::object();
    properties.add("comment", text());
    properties.add("grants", reference("grants"));
    properties.add("security_labels", security_labels());
    properties.add("statistics", described_as("statistics target",
                                              Json::object().with("type", Json::text("integer"))));
    properties.add("storage", words(storages));
    properties.add("compression", text());
    properties.add("options", reference("options"));
    return mapping(std::move(properties));
}

Json materialized_view()
{
    Json properties = field_properties<MaterializedView>();
    properties.add("indexes", parts("indexes", reference("index")));
    properties.add("cluster_on", described_as("index of CLUSTER", text()));
    return any_of(
        {described_as("the query", text()),
         required("query", mapping(with_common(std::move(properties),
                                               {.owner = true, .grants = true, .labels = true})))});
}

Json schema()
{
    Json properties = Json::object();
    properties.add("enums", section("name: [label, ...]", reference("enum")));
    properties.add("sequences", section("name: options", reference("sequence")));
    properties.add("functions",
                   section("the signature is the key: add(a integer, b integer default 1)",
                           reference("function")));
    properties.add("tables", section("name: table", reference("table")));
    properties.add("views", section("name: query", reference("view")));
    properties.add("materialized_views", section("name: query", reference("materialized_view")));
    add_plain_sections(properties, Home::schema);
    return any_of({null(), mapping(with_common(std::move(properties),
                                               {.owner = true, .grants = true, .labels = true}))});
}

// ---- the document ----

Json manage()
{
    static constexpr auto all = std::to_array<std::string_view>({"all"});
    Json properties = Json::object();
    properties.add("all", described_as("the whole database, less what the other keys leave alone",
                                       Json::object().with("type", Json::text("boolean"))));
    properties.add("roles", described_as("patterns of roles that are dropped where they are not "
                                         "declared: app_*",
                                         listed(text())));
    properties.add("kinds",
                   described_as("kinds that are left alone: {view: false}",
                                named(Json::object().with("type", Json::text("boolean")))));
    properties.add("exclude", described_as("patterns of objects that are left alone: app.legacy_*",
                                           listed(text())));
    properties.add("schemas", described_as("of the declared schemas only these", listed(text())));
    static constexpr auto whose = std::to_array<std::string_view>({"ignored", "managed"});
    properties.add("partitions", described_as("ignored: those of tables that declare none are left "
                                              "alone",
                                              words(whose)));
    return described_as("what is claimed; all: the whole database",
                        any_of({words(all), mapping(std::move(properties))}));
}

Json naming()
{
    Json properties = Json::object();
    for (std::string_view const key : {"primary_key", "foreign_key", "unique", "exclusion", "index",
                                       "check", "trigger", "policy"}) {
        properties.add(std::string{key}, Json::object().with("type", Json::text("string")));
    }
    return described_as("patterns of names: fk_{columns}_{referred_table}",
                        mapping(std::move(properties)));
}

Json definitions()
{
    Json all = Json::object();
    all.add("text", text_definition());
    all.add("texts", described_as("a list, or one text alone", any_of({text(), listed(text())})));
    all.add("expression", described_as("SQL expression", text()));
    all.add("type", described_as("type name", text()));
    all.add("qualified_name",
            described_as("name, schema.name or [schema, name]", any_of({text(), listed(text())})));
    all.add("options", named(text()));
    all.add("grants", described_as("role: [privilege, ...] or all; public is everybody",
                                   any_of({named(grant()), null()})));
    all.add("index_key",
            any_of({described_as("column or expression, with its order: created_at desc", text()),
                    index_key()}));
    all.add("index_keys", any_of({reference("index_key"), listed(reference("index_key"))}));
    all.add("arguments", listed(argument()));
    all.add("extension", extension());
    all.add("enum", enumeration());
    all.add("sequence", sequence());
    all.add("function", function());
    all.add("column", column());
    all.add("primary_key", primary_key());
    all.add("unique", unique());
    all.add("check", check());
    all.add("foreign_key", foreign_key());
    all.add("index", index());
    all.add("trigger", trigger());
    all.add("policy", policy());
    all.add("table", table());
    all.add("mixin", mixin());
    all.add("view", view());
    all.add("column_settings", column_settings());
    all.add("materialized_view", materialized_view());
    all.add("schema", schema());
    for (Home const home : {Home::database, Home::schema, Home::relation, Home::object}) {
        for_each_plain(home, [&]<class T>(T *) { all.add(std::string{T::word}, plain<T>()); });
    }
    return all;
}

} // namespace

std::string json_schema()
{
    static constexpr auto comments = std::to_array<std::string_view>({"managed", "unmanaged"});
    Json properties = Json::object();
    properties.add("schemadiff", described_as("the version of the format",
                                              Json::object().with("const", Json::number(1))));
    properties.add("owner",
                   described_as("role that owns every object that does not say otherwise", text()));
    properties.add("manage", manage());
    properties.add("comments",
                   described_as("unmanaged: all comments are left as they are", words(comments)));
    properties.add("naming", naming());
    properties.add("mixins", section("parts that tables share", reference("mixin")));
    properties.add("extensions", section("name: version", reference("extension")));
    add_plain_sections(properties, Home::database);
    properties.add("schemas", section("name: schema", reference("schema")));

    Json document = Json::object();
    document.add("$schema", Json::text("https://json-schema.org/draft/2020-12/schema"));
    document.add("$id", Json::text("urn:schemadiff:desired-state:1"));
    document.add("title", Json::text("The desired state of schemadiff"));
    document.add("description", Json::text("Made from the tables of fields of the program. "
                                           "docs/yaml-format.md explains it."));
    document.add_all(mapping(std::move(properties)));
    document.add("$defs", definitions());
    return document.printed();
}

} // namespace schemadiff::yaml
