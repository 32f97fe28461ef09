#include <engine/cli/doctor_checks.hpp>

#include <engine/kinds/server_features.hpp>
#include <engine/render/text.hpp>
#include <schemadiff/base/identifier.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace schemadiff::cli
{

namespace
{

constexpr int oldest_major = kinds::oldest_server / 10000;
constexpr int newest_major = kinds::newest_server / 10000;

CheckUp connection(DoctorFacts const &facts)
{
    CheckUp check{
        "connection", Health::ok,
        fmt::format("{}, {}", facts.connection, facts.uses_tls ? "encrypted" : "not encrypted")};
    if (!facts.uses_tls && !facts.is_local) {
        check.health = Health::warning;
        check.hints = {"Add sslmode=require to the address."};
    }
    return check;
}

CheckUp server(DoctorFacts const &facts)
{
    int const major = facts.server_version / 10000;
    CheckUp check{"server", Health::ok, "PostgreSQL " + render::version_text(facts.server_version)};
    if (major < oldest_major) {
        check.health = Health::stop;
        check.sentence += fmt::format(", which is older than {}", oldest_major);
        check.hints = {
            fmt::format("schemadiff knows PostgreSQL {} to {}.", oldest_major, newest_major)};
    } else if (major > newest_major) {
        check.health = Health::warning;
        check.sentence += fmt::format(", which is newer than {}", newest_major);
        check.hints = {"What is new in it is not seen. Look for a newer schemadiff."};
    }
    return check;
}

CheckUp writable(DoctorFacts const &facts)
{
    if (facts.is_in_recovery) {
        return {"writable",
                Health::stop,
                "the server is a standby, which cannot be changed",
                {"Connect to the primary."}};
    }
    if (facts.is_read_only) {
        return {"writable",
                Health::stop,
                "transactions are read-only here",
                {"See default_transaction_read_only of the server, the database and the role."}};
    }
    return {"writable", Health::ok, "transactions may write"};
}

CheckUp role(DoctorFacts const &facts)
{
    std::string sentence = quoted_identifier(facts.role);
    if (facts.login_role != facts.role) {
        sentence += fmt::format(", logged in as {}", quoted_identifier(facts.login_role));
    }
    if (!facts.attributes.empty()) {
        sentence += fmt::format(": {}", render::listed(facts.attributes));
    }
    return {"role", Health::ok, sentence};
}

// Why the right to create in the database is needed; empty: it is not.
std::vector<std::string> reasons_to_create(DoctorFacts const &facts)
{
    std::vector<std::string> reasons;
    for (SchemaFact const &schema : facts.schemas) {
        if (schema.is_wanted && !schema.exists) {
            reasons.push_back("schema " + quoted_identifier(schema.name));
        }
    }
    for (ExtensionFact const &extension : facts.extensions) {
        if (extension.installed.empty() && extension.is_trusted) {
            reasons.push_back("extension " + quoted_identifier(extension.name));
        }
    }
    bool const is_named =
        std::any_of(facts.schemas.begin(), facts.schemas.end(), [&](SchemaFact const &schema) {
            return schema.name == facts.journal.schema && schema.is_wanted;
        });
    if (!facts.journal.schema_exists && !is_named) {
        reasons.push_back(
            fmt::format("schema {} for the journal", quoted_identifier(facts.journal.schema)));
    }
    return reasons;
}

CheckUp database(DoctorFacts const &facts)
{
    auto const name = quoted_identifier(facts.database);
    if (facts.may_create_in_database) {
        return {"database", Health::ok, fmt::format("the role may create schemas in {}", name)};
    }
    auto const reasons = reasons_to_create(facts);
    if (reasons.empty()) {
        return {"database", Health::ok,
                fmt::format("the role may not create schemas in {}, and does not need to", name)};
    }
    return {"database",
            Health::stop,
            fmt::format("the role may not create anything in {}, but {} {} missing", name,
                        render::listed(reasons), reasons.size() == 1 ? "is" : "are"),
            {fmt::format("Have its owner run: GRANT CREATE ON DATABASE {} TO {};", name,
                         quoted_identifier(facts.role))}};
}

CheckUp schemas(DoctorFacts const &facts)
{
    std::vector<std::string> good;
    std::vector<std::string> bad;
    std::vector<std::string> missing;
    for (SchemaFact const &schema : facts.schemas) {
        auto &list = !schema.exists ? missing : schema.may_create ? good : bad;
        list.push_back(quoted_identifier(schema.name));
    }
    if (!bad.empty()) {
        return {"schemas",
                facts.has_desired_state ? Health::stop : Health::warning,
                fmt::format("the role may not create in {}", render::listed(bad)),
                {fmt::format("Have their owners run: GRANT CREATE, USAGE ON SCHEMA {} TO {};",
                             render::listed(bad), quoted_identifier(facts.role))}};
    }
    std::string sentence =
        good.empty() ? "none is there" : "the role may create in " + render::listed(good);
    if (!missing.empty()) {
        sentence += fmt::format("; {} will be created", render::listed(missing));
    }
    return {"schemas", Health::ok, sentence};
}

CheckUp tables(DoctorFacts const &facts)
{
    constexpr std::size_t most_names = 5;
    auto const count = facts.foreign_tables.size();
    if (count == 0) {
        return {"tables", Health::ok,
                facts.has_desired_state ? "the role owns all that the desired state names"
                                        : "the role owns all of them"};
    }
    std::vector<std::string> names;
    for (TableFact const &table : facts.foreign_tables) {
        if (names.size() == most_names) {
            names.push_back(fmt::format("{} more", count - most_names));
            break;
        }
        names.push_back(fmt::format("{} (of {})", table.name, quoted_identifier(table.owner)));
    }
    return {"tables",
            Health::warning,
            fmt::format("{} {} to other roles and cannot be altered: {}",
                        render::counted(count, "table"), count == 1 ? "belongs" : "belong",
                        render::listed(names)),
            {fmt::format("Make {} a member of the owner, or connect as the owner.",
                         quoted_identifier(facts.role))}};
}

CheckUp extension(ExtensionFact const &fact, DoctorFacts const &facts)
{
    auto const name = quoted_identifier(fact.name);
    if (!fact.installed.empty()) {
        return {"extensions", Health::ok, fmt::format("{} {} is installed", name, fact.installed)};
    }
    if (fact.available.empty()) {
        return {"extensions",
                Health::stop,
                fmt::format("{} is neither installed nor available on the server", name),
                {"Install its package on the server's machine; where the provider does that, "
                 "enable it there."}};
    }
    bool const may_create = facts.is_superuser || (fact.is_trusted && facts.may_create_in_database);
    if (!may_create) {
        return {
            "extensions",
            Health::stop,
            fmt::format("{} {} is available, but the role may not create it", name, fact.available),
            {fact.is_trusted ? fmt::format("Who may create in the database may create it; or have "
                                           "a superuser run: CREATE EXTENSION {};",
                                           name)
                             : fmt::format("Have a superuser run: CREATE EXTENSION {};", name)}};
    }
    return {"extensions", Health::ok,
            fmt::format("{} {} is available, and the role may create it", name, fact.available)};
}

void add_extensions(DoctorFacts const &facts, std::vector<CheckUp> &checks)
{
    for (ExtensionFact const &fact : facts.extensions) {
        checks.push_back(extension(fact, facts));
    }
    if (facts.extensions.empty()) {
        checks.push_back({"extensions", Health::ok,
                          facts.has_desired_state ? "the desired state needs none"
                                                  : "not checked, since no STATE was named"});
    }
}

CheckUp time_zone(DoctorFacts const &facts)
{
    for (std::string_view const utc : {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/UCT"}) {
        if (facts.time_zone == utc) {
            return {"time zone", Health::ok, facts.time_zone};
        }
    }
    return {
        "time zone",
        Health::warning,
        fmt::format("{}, not UTC: a timestamptz written without its zone means that one",
                    facts.time_zone),
        {fmt::format("Run: ALTER ROLE {} SET timezone TO 'UTC';", quoted_identifier(facts.role))}};
}

CheckUp search_path(DoctorFacts const &facts)
{
    return {"search path", Health::ok,
            fmt::format("{}, which comes to {}; schemadiff qualifies every name",
                        facts.search_path.empty() ? "\"\"" : facts.search_path,
                        facts.effective_path.empty() ? "nothing"
                                                     : render::listed(facts.effective_path))};
}

CheckUp pooler(DoctorFacts const &facts)
{
    return {"pooler", Health::ok,
            facts.is_behind_pooler
                ? "one stands in between; schemadiff relies on nothing that it would lose"
                : "none stands in between"};
}

CheckUp journal(DoctorFacts const &facts)
{
    JournalFact const &fact = facts.journal;
    auto const schema = quoted_identifier(fact.schema);
    if (!fact.unfinished.empty()) {
        execute::Run const &run = fact.unfinished.front();
        return {
            "journal",
            Health::stop,
            fmt::format("run {} has not ended: {}", run.id, standing_of(run)),
            {"Go on with schemadiff resume, or undo it with schemadiff rollback --unfinished."}};
    }
    if (fact.at_work && !fact.at_work->is_dead) {
        return {"journal",
                Health::warning,
                fmt::format("a run of role {} on host {} is under way", fact.at_work->role,
                            fact.at_work->host),
                {"Wait until it has ended."}};
    }
    if (fact.version) {
        return {"journal", Health::ok,
                fmt::format("in schema {}, version {}", schema, *fact.version)};
    }
    if (fact.schema == "public") {
        return {"journal",
                Health::warning,
                "it would be made in schema public",
                {"Choose another with bookkeeping in schemadiff.yaml or --bookkeeping."}};
    }
    if (fact.schema_exists && !fact.may_create) {
        return {"journal",
                Health::stop,
                fmt::format("the role may not create it in schema {}", schema),
                {fmt::format("Have its owner run: GRANT CREATE, USAGE ON SCHEMA {} TO {};", schema,
                             quoted_identifier(facts.role))}};
    }
    return {"journal", Health::ok,
            fmt::format("none yet; the first apply makes it in schema {}", schema)};
}

CheckUp scratch_server(DoctorFacts const &facts)
{
    if (facts.scratch.empty()) {
        return {"scratch",
                Health::warning,
                facts.why_no_scratch.empty()
                    ? "there is none, so plans are not proved"
                    : fmt::format("there is none, so plans are not proved: {}",
                                  fmt::join(facts.why_no_scratch, "; ")),
                {"Install PostgreSQL's server programs on this machine, or use --scratch."}};
    }
    CheckUp check{"scratch", Health::ok, facts.scratch};
    if (facts.scratch_version / 10000 != facts.server_version / 10000) {
        check.health = Health::warning;
        check.sentence += fmt::format(", while the database is of {}",
                                      render::version_text(facts.server_version));
        check.hints = {"Install the same major version for proofs that say more."};
    }
    return check;
}

} // namespace

std::string_view word(Health health)
{
    switch (health) {
    case Health::ok:
        return "ok";
    case Health::warning:
        return "warning";
    case Health::stop:
        return "stop";
    }
    return {};
}

std::vector<CheckUp> check_ups(DoctorFacts const &facts)
{
    std::vector<CheckUp> checks{connection(facts), server(facts),  writable(facts), role(facts),
                                database(facts),   schemas(facts), tables(facts)};
    add_extensions(facts, checks);
    for (CheckUp &check : std::vector{time_zone(facts), search_path(facts), pooler(facts),
                                      journal(facts), scratch_server(facts)}) {
        checks.push_back(std::move(check));
    }
    return checks;
}

bool stops_an_apply(std::vector<CheckUp> const &checks)
{
    return std::any_of(checks.begin(), checks.end(),
                       [](CheckUp const &check) { return check.health == Health::stop; });
}

std::string checks_text(std::vector<CheckUp> const &checks)
{
    std::string text;
    std::size_t warnings = 0;
    std::size_t stops = 0;
    for (CheckUp const &check : checks) {
        text += fmt::format("{:<8} {:<12} {}\n", word(check.health), check.subject,
                            render::one_line(check.sentence));
        for (std::string const &hint : check.hints) {
            text += fmt::format("{:<8} {:<12} hint: {}\n", "", "", render::one_line(hint));
        }
        warnings += check.health == Health::warning ? 1 : 0;
        stops += check.health == Health::stop ? 1 : 0;
    }
    text += '\n';
    text += stops == 0 ? std::string("Nothing would stop an apply")
                       : fmt::format("{} would stop an apply", render::counted(stops, "thing"));
    text += warnings == 0 ? std::string(".\n")
                          : fmt::format("; {}.\n", render::counted(warnings, "warning"));
    return text;
}

} // namespace schemadiff::cli
