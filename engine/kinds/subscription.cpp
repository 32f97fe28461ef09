// Subscriptions. Every statement leaves the publisher alone: a subscription is made with connect =
// false and dropped without its slot, so both can be undone with the rest of their transaction. The
// slot is made and dropped by hand. The connection, which holds a password, is never read.
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::subscription
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT {subscription_oid} AS oid, s.subname, s.subowner, s.subenabled, s.subpublications, s.subslotname,
       {subscription_commit} AS commit, {subscription_binary} AS "binary",
       {subscription_streaming} AS streaming, {subscription_two_phase} AS two_phase,
       {subscription_disable} AS disable_on_error, {subscription_origin} AS origin,
       {subscription_password} AS password_required, {subscription_run_as_owner} AS run_as_owner,
       {subscription_failover} AS failover
FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
)sql";

// PostgreSQL 14 and 15 have a boolean here, later ones f, t and p.
std::string streaming_word(std::string_view letter)
{
    return letter == "p" ? "parallel" : letter == "t" || letter == "true" ? "on" : "off";
}

void read_options(Row const &row, int server_version, Options &options)
{
    auto const add = [&](std::string_view name, std::string_view value, std::string_view usual) {
        if (value != usual) {
            options.emplace(std::string(name), value);
        }
    };
    add("slot_name", row.is_null("subslotname") ? "none" : row.text("subslotname"),
        row.text("subname"));
    add("synchronous_commit", row.text("commit"), "off");
    add("binary", row.boolean("binary") ? "true" : "false", "false");
    add("streaming", streaming_word(row.text("streaming")), usual_streaming(server_version));
    add("two_phase", row.text("two_phase") == "d" ? "false" : "true", "false");
    add("disable_on_error", row.boolean("disable_on_error") ? "true" : "false", "false");
    add("origin", row.text("origin"), "any");
    add("password_required", row.boolean("password_required") ? "true" : "false", "true");
    add("run_as_owner", row.boolean("run_as_owner") ? "true" : "false", "false");
    add("failover", row.boolean("failover") ? "true" : "false", "false");
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Subscription body;
    body.publications = row.list("subpublications");
    body.enabled = row.boolean("subenabled");
    read_options(row, names.server_version(), body.options);
    Object object{id_of<Subscription>({row.text("subname")}), std::move(body)};
    object.owner = names.role(row.number("subowner"));
    found.add(std::move(object), catalog_oid::pg_subscription, row.number("oid"));
}

Sql address(ObjectId const &id)
{
    return sql("SUBSCRIPTION {}", Ident{id.name()});
}

// NONE is a word and no constant; a slot can be called none as well.
Sql option_sql(std::string const &key, std::string const &value)
{
    return key == "slot_name" && value == "none" ? sql("slot_name = NONE")
                                                 : sql("{} = {}", Ident{key}, Literal{value});
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Subscription>();
    std::vector<Sql> parts{sql("connect = false")};
    for (auto const &[key, value] : body.options) {
        parts.push_back(option_sql(key, value));
    }
    auto const connection = body.connection.value_or("");
    auto result = side(sql("CREATE {} CONNECTION {} PUBLICATION {} WITH ({})", address(object.id),
                           Literal{connection}, names(body.publications), join(parts, ", ")));
    if (body.enabled) {
        result.statements.push_back(sql("ALTER {} ENABLE", address(object.id)));
    }
    result.hazards.push_back(
        {HazardClass::lose_dependency,
         fmt::format("{} gets no changes before its replication slot is made on the publisher, and "
                     "its publications are refreshed",
                     described(object.id))});
    if (!body.connection) {
        result.hazards.push_back(
            {HazardClass::not_reversible,
             fmt::format("{} has no connection, which is a secret and was not read",
                         described(object.id))});
    }
    return result;
}

Side drop(Object const &object, Context const &)
{
    Side result;
    if (object.as<Subscription>().enabled) {
        result.statements.push_back(sql("ALTER {} DISABLE", address(object.id)));
    }
    result.statements.push_back(sql("ALTER {} SET (slot_name = NONE)", address(object.id)));
    result.statements.push_back(sql("DROP {}", address(object.id)));
    result.hazards.push_back(
        {HazardClass::lose_dependency,
         fmt::format("the replication slot of {} stays on the publisher, which keeps its changes "
                     "until the slot is dropped",
                     described(object.id))});
    return result;
}

// What SET (...) says where an option is not mentioned.
std::string usual_value(std::string const &key, ObjectId const &id, int server_version)
{
    return key == "slot_name"            ? std::string(id.name())
           : key == "origin"             ? "any"
           : key == "password_required"  ? "true"
           : key == "synchronous_commit" ? "off"
           : key == "streaming"          ? std::string(usual_streaming(server_version))
                                         : "false";
}

Side change(Object const &from, Object const &to, FieldNames const &fields, int server_version)
{
    auto const &old_body = from.as<Subscription>();
    auto const &new_body = to.as<Subscription>();
    auto const name = address(to.id);
    Side result;
    if (contains(fields, "enabled") && !new_body.enabled) {
        result.statements.push_back(sql("ALTER {} DISABLE", name));
    }
    if (contains(fields, "connection") && new_body.connection) {
        result.statements.push_back(
            sql("ALTER {} CONNECTION {}", name, Literal{*new_body.connection}));
    }
    if (contains(fields, "publications")) {
        result.statements.push_back(sql("ALTER {} SET PUBLICATION {} WITH (refresh = false)", name,
                                        names(new_body.publications)));
    }
    if (contains(fields, "options")) {
        auto const changed = option_change(old_body.options, new_body.options);
        std::vector<Sql> parts;
        for (auto const &[key, value] : changed.set) {
            parts.push_back(option_sql(key, value));
        }
        for (std::string const &key : changed.reset) {
            parts.push_back(option_sql(key, usual_value(key, to.id, server_version)));
        }
        result.statements.push_back(sql("ALTER {} SET ({})", name, join(parts, ", ")));
    }
    if (contains(fields, "enabled") && new_body.enabled) {
        result.statements.push_back(sql("ALTER {} ENABLE", name));
    }
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &context, Context const &)
{
    // These are fixed at creation, or can be changed only while the publisher takes part.
    auto const &old_options = before.as<Subscription>().options;
    auto const &new_options = after.as<Subscription>().options;
    for (std::string_view const key : {"two_phase", "failover"}) {
        if (old_options.contains(key) != new_options.contains(key)) {
            return {.replace = true, .steps = {}};
        }
    }
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        return change(from, to, fields, context.server_version);
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_object(sql("SUBSCRIPTION"), before, after);
}

std::vector<ObjectId> depends_on(Object const &, Catalog const &)
{
    return {};
}

} // namespace

Rules const rules{.kind = kind_of<Subscription>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address};

} // namespace schemadiff::kinds::subscription
