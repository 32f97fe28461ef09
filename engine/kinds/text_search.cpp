// Text search parsers and templates: fixed at creation, without an owner.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::text_search
{

namespace
{

constexpr std::string_view parser_query = R"sql(
SELECT p.oid, n.nspname, p.prsname, {function_name p.prsstart} AS start, {function_name p.prstoken} AS token,
       {function_name p.prsend} AS "end", {function_name p.prsheadline} AS headline,
       {function_name p.prslextype} AS types
FROM pg_catalog.pg_ts_parser p
JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
WHERE {managed} AND {not_member pg_ts_parser p.oid}
)sql";

constexpr std::string_view template_query = R"sql(
SELECT t.oid, n.nspname, t.tmplname, {function_name t.tmplinit} AS init, {function_name t.tmpllexize} AS lexize
FROM pg_catalog.pg_ts_template t
JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
WHERE {managed} AND {not_member pg_ts_template t.oid}
)sql";

void parser_from_row(Row const &row, CatalogNames const &, Found &found)
{
    TextSearchParser body;
    body.start = name_in(row, "start");
    body.get_token = name_in(row, "token");
    body.end = name_in(row, "end");
    body.headline = optional_name_in(row, "headline");
    body.lexical_types = name_in(row, "types");
    found.add(
        {id_of<TextSearchParser>({row.text("nspname"), row.text("prsname")}), std::move(body)},
        catalog_oid::pg_ts_parser, row.number("oid"));
}

void template_from_row(Row const &row, CatalogNames const &, Found &found)
{
    TextSearchTemplate body;
    body.init = optional_name_in(row, "init");
    body.lexize = name_in(row, "lexize");
    found.add(
        {id_of<TextSearchTemplate>({row.text("nspname"), row.text("tmplname")}), std::move(body)},
        catalog_oid::pg_ts_template, row.number("oid"));
}

Side create_parser(Object const &object, Context const &)
{
    auto const &body = object.as<TextSearchParser>();
    auto const headline =
        body.headline ? sql(", HEADLINE = {}", Qualified{*body.headline}) : sql("");
    return side(sql("CREATE TEXT SEARCH PARSER {} (START = {}, GETTOKEN = {}, END = {}{}, "
                    "LEXTYPES = {})",
                    object_name(object.id), Qualified{body.start}, Qualified{body.get_token},
                    Qualified{body.end}, headline, Qualified{body.lexical_types}));
}

Side create_template(Object const &object, Context const &)
{
    auto const &body = object.as<TextSearchTemplate>();
    auto const init = body.init ? sql("INIT = {}, ", Qualified{*body.init}) : sql("");
    return side(sql("CREATE TEXT SEARCH TEMPLATE {} ({}LEXIZE = {})", object_name(object.id), init,
                    Qualified{body.lexize}));
}

Sql parser_address(ObjectId const &id)
{
    return sql("TEXT SEARCH PARSER {}", object_name(id));
}

Sql template_address(ObjectId const &id)
{
    return sql("TEXT SEARCH TEMPLATE {}", object_name(id));
}

Side drop_parser(Object const &object, Context const &)
{
    return side(sql("DROP {}", parser_address(object.id)));
}

Side drop_template(Object const &object, Context const &)
{
    return side(sql("DROP {}", template_address(object.id)));
}

Side rename_parser(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("TEXT SEARCH PARSER"), before, after);
}

Side rename_template(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("TEXT SEARCH TEMPLATE"), before, after);
}

std::vector<ObjectId> parser_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<TextSearchParser>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    for (auto const *name : {&body.start, &body.get_token, &body.end, &body.lexical_types}) {
        add_functions(*name, catalog, ids);
    }
    add_functions(body.headline, catalog, ids);
    return ids;
}

std::vector<ObjectId> template_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<TextSearchTemplate>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_functions(body.init, catalog, ids);
    add_functions(body.lexize, catalog, ids);
    return ids;
}

} // namespace

Rules const parser_rules{.kind = kind_of<TextSearchParser>,
                         .catalog_query = parser_query,
                         .from_row = parser_from_row,
                         .create = create_parser,
                         .drop = drop_parser,
                         .rename = rename_parser,
                         .follow = follow_fields<TextSearchParser>,
                         .depends_on = parser_depends_on,
                         .address = parser_address};

Rules const template_rules{.kind = kind_of<TextSearchTemplate>,
                           .catalog_query = template_query,
                           .from_row = template_from_row,
                           .create = create_template,
                           .drop = drop_template,
                           .rename = rename_template,
                           .follow = follow_fields<TextSearchTemplate>,
                           .depends_on = template_depends_on,
                           .address = template_address};

} // namespace schemadiff::kinds::text_search
