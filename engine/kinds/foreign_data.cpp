// Foreign data wrappers and their servers.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::foreign_data
{

namespace
{

constexpr std::string_view wrapper_query = R"sql(
SELECT w.oid, w.fdwname, w.fdwowner, w.fdwoptions, {function_name w.fdwhandler} AS handler,
       {function_name w.fdwvalidator} AS validator
FROM pg_catalog.pg_foreign_data_wrapper w
WHERE {not_member pg_foreign_data_wrapper w.oid}
)sql";

constexpr std::string_view server_query = R"sql(
SELECT s.oid, s.srvname, s.srvowner, s.srvtype, s.srvversion, s.srvoptions, w.fdwname
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE {not_member pg_foreign_server s.oid}
)sql";

void wrapper_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    ForeignDataWrapper body;
    body.handler = optional_name_in(row, "handler");
    body.validator = optional_name_in(row, "validator");
    body.options = options_from(row.list("fdwoptions"));
    Object object{id_of<ForeignDataWrapper>({row.text("fdwname")}), std::move(body)};
    object.owner = names.role(row.number("fdwowner"));
    found.add(std::move(object), catalog_oid::pg_foreign_data_wrapper, row.number("oid"));
}

void server_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    ForeignServer body;
    body.wrapper = row.text("fdwname");
    body.type = row.text("srvtype");
    body.version = row.text("srvversion");
    body.options = options_from(row.list("srvoptions"));
    Object object{id_of<ForeignServer>({row.text("srvname")}), std::move(body)};
    object.owner = names.role(row.number("srvowner"));
    found.add(std::move(object), catalog_oid::pg_foreign_server, row.number("oid"));
}

// ---- wrappers ----

Sql wrapper_address(ObjectId const &id)
{
    return sql("FOREIGN DATA WRAPPER {}", Ident{id.name()});
}

Sql function_clause(std::string_view word, std::optional<QualifiedName> const &function)
{
    return function ? sql(" {} {}", Keyword{word}, Qualified{*function})
                    : sql(" NO {}", Keyword{word});
}

Side create_wrapper(Object const &object, Context const &)
{
    auto const &body = object.as<ForeignDataWrapper>();
    auto const none = sql("");
    return side(sql("CREATE {}{}{}{}", wrapper_address(object.id),
                    body.handler ? function_clause("handler", body.handler) : none,
                    body.validator ? function_clause("validator", body.validator) : none,
                    options_clause(body.options)));
}

Side drop_wrapper(Object const &object, Context const &)
{
    return side(sql("DROP {}", wrapper_address(object.id)));
}

Alteration alter_wrapper(Object const &before, Object const &after, FieldNames const &fields,
                         Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        auto const &body = to.as<ForeignDataWrapper>();
        auto const none = sql("");
        return side(
            sql("ALTER {}{}{}{}", wrapper_address(to.id),
                contains(fields, "handler") ? function_clause("handler", body.handler) : none,
                contains(fields, "validator") ? function_clause("validator", body.validator) : none,
                options_change_clause(from.as<ForeignDataWrapper>().options, body.options)));
    }));
    return alteration;
}

Side rename_wrapper(ObjectId const &before, ObjectId const &after)
{
    return renamed_object(sql("FOREIGN DATA WRAPPER"), before, after);
}

std::vector<ObjectId> wrapper_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<ForeignDataWrapper>();
    std::vector<ObjectId> ids;
    add_functions(body.handler, catalog, ids);
    add_functions(body.validator, catalog, ids);
    return ids;
}

// ---- servers ----

Sql server_address(ObjectId const &id)
{
    return sql("SERVER {}", Ident{id.name()});
}

Side create_server(Object const &object, Context const &)
{
    auto const &body = object.as<ForeignServer>();
    auto const none = sql("");
    return side(sql("CREATE {}{}{} FOREIGN DATA WRAPPER {}{}", server_address(object.id),
                    body.type.empty() ? none : sql(" TYPE {}", Literal{body.type}),
                    body.version.empty() ? none : sql(" VERSION {}", Literal{body.version}),
                    Ident{body.wrapper}, options_clause(body.options)));
}

Side drop_server(Object const &object, Context const &)
{
    return side(sql("DROP {}", server_address(object.id)));
}

Alteration alter_server(Object const &before, Object const &after, FieldNames const &fields,
                        Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        auto const &body = to.as<ForeignServer>();
        auto const version = !contains(fields, "version") ? sql("")
                             : body.version.empty()       ? sql(" VERSION NULL")
                                                    : sql(" VERSION {}", Literal{body.version});
        return side(sql("ALTER {}{}{}", server_address(to.id), version,
                        options_change_clause(from.as<ForeignServer>().options, body.options)));
    }));
    return alteration;
}

Side rename_server(ObjectId const &before, ObjectId const &after)
{
    return renamed_object(sql("SERVER"), before, after);
}

// A wrapper that is not an object of ours comes with the extension of its name.
std::vector<ObjectId> server_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &wrapper = object.as<ForeignServer>().wrapper;
    std::vector<ObjectId> ids;
    add_if_there(id_of<ForeignDataWrapper>({wrapper}), catalog, ids);
    add_if_there(id_of<Extension>({wrapper}), catalog, ids);
    return ids;
}

void follow_server(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &wrapper = object.as<ForeignServer>().wrapper;
    if (before.kind() == kind_of<ForeignDataWrapper> && wrapper == before.name()) {
        wrapper = after.name();
    }
}

} // namespace

Rules const wrapper_rules{.kind = kind_of<ForeignDataWrapper>,
                          .catalog_query = wrapper_query,
                          .from_row = wrapper_from_row,
                          .create = create_wrapper,
                          .drop = drop_wrapper,
                          .alter = alter_wrapper,
                          .rename = rename_wrapper,
                          .follow = follow_fields<ForeignDataWrapper>,
                          .depends_on = wrapper_depends_on,
                          .address = wrapper_address,
                          .owner_address = wrapper_address};

Rules const server_rules{.kind = kind_of<ForeignServer>,
                         .catalog_query = server_query,
                         .from_row = server_from_row,
                         .create = create_server,
                         .drop = drop_server,
                         .alter = alter_server,
                         .rename = rename_server,
                         .follow = follow_server,
                         .depends_on = server_depends_on,
                         .address = server_address,
                         .owner_address = server_address};

} // namespace schemadiff::kinds::foreign_data
