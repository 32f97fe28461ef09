// Event triggers: the last in the order of creation and the first in that of removal, so that they
// do not fire on the statements of their own plan.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::event_trigger
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT e.oid, e.evtname, e.evtevent, e.evtowner, e.evtenabled, e.evttags, {function_name e.evtfoid} AS function
FROM pg_catalog.pg_event_trigger e
WHERE {not_member pg_event_trigger e.oid}
)sql";

std::string enabled_word(std::string_view letter)
{
    return letter == "D"   ? "disabled"
           : letter == "R" ? "replica"
           : letter == "A" ? "always"
                           : "origin";
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    EventTrigger body;
    body.event = row.text("evtevent");
    body.tags = row.list("evttags");
    body.function = name_in(row, "function");
    body.enabled = enabled_word(row.text("evtenabled"));
    Object object{id_of<EventTrigger>({row.text("evtname")}), std::move(body)};
    object.owner = names.role(row.number("evtowner"));
    found.add(std::move(object), catalog_oid::pg_event_trigger, row.number("oid"));
}

Sql address(ObjectId const &id)
{
    return sql("EVENT TRIGGER {}", Ident{id.name()});
}

Sql enable_statement(Object const &object)
{
    auto const &enabled = object.as<EventTrigger>().enabled;
    return sql("ALTER {} {}", address(object.id),
               enabled == "disabled"  ? sql("DISABLE")
               : enabled == "replica" ? sql("ENABLE REPLICA")
               : enabled == "always"  ? sql("ENABLE ALWAYS")
                                      : sql("ENABLE"));
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<EventTrigger>();
    std::vector<Sql> tags;
    for (std::string const &tag : body.tags) {
        tags.push_back(sql("{}", Literal{tag}));
    }
    auto const when = tags.empty() ? sql("") : sql(" WHEN TAG IN ({})", join(tags, ", "));
    auto result = side(sql("CREATE {} ON {}{} EXECUTE FUNCTION {}()", address(object.id),
                           Ident{body.event}, when, Qualified{body.function}));
    if (body.enabled != "origin") {
        result.statements.push_back(enable_statement(object));
    }
    return result;
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP {}", address(object.id)));
}

Alteration alter(Object const &before, Object const &after, FieldNames const &, Context const &,
                 Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &, Object const &to) {
        return side(enable_statement(to));
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_object(sql("EVENT TRIGGER"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    add_functions(object.as<EventTrigger>().function, catalog, ids);
    return ids;
}

} // namespace

Rules const rules{.kind = kind_of<EventTrigger>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .follow = follow_fields<EventTrigger>,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address};

} // namespace schemadiff::kinds::event_trigger
