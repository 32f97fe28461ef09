#include <engine/elaborate/scratch_build.hpp>

#include <engine/elaborate/scratch_quiet.hpp>
#include <engine/execute/journal_tables.hpp>
#include <engine/introspect/introspect.hpp>
#include <engine/kinds/named_roles.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/plan/planner.hpp>
#include <engine/postgres/server_needs.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/satellite.hpp>
#include <schemadiff/model/shared.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace schemadiff::elaborate
{

namespace
{

// As the steps of a plan are run.
std::string const begin_statement =
    "BEGIN; SET LOCAL search_path = ''; SET LOCAL check_function_bodies = off; "
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL default_tablespace = ''; "
    "SET LOCAL default_table_access_method = heap;\n";

// Roles that objects name and that are no objects of the catalog themselves.
std::set<std::string> other_roles(Catalog const &catalog)
{
    std::set<std::string> roles;
    for (auto const &object : catalog.objects()) {
        roles.merge(kinds::named_roles(*object));
    }
    std::erase_if(roles,
                  [&](std::string const &role) { return catalog.contains(id_of<Role>({role})); });
    return roles;
}

BuildFailure failure_of(PlannedStep const &step, std::string const &statement,
                        postgres::ServerError const &error)
{
    return {step.subject, step.declared_at, statement,
            fmt::format("{} (SQLSTATE {})", error.message, error.sqlstate), error.hint};
}

// What the target's objects have that name no tablespace; a server that lacks it has another one.
scratch::Database database_like(scratch::Place &place, std::string const &tablespace)
{
    if (tablespace == Catalog{}.default_tablespace) {
        return place.fresh_database();
    }
    ServerNeed const need{std::string(need_words::tablespace), tablespace};
    bool is_there = false;
    {
        auto const alone = place.alone();
        postgres::Connection connection{place.server()};
        is_there = postgres::missing_on(connection, {need}).empty();
        if (!is_there && place.is_own_server()) {
            place.make_tablespace(tablespace);
            is_there = true;
        }
    }
    return is_there ? place.fresh_database(tablespace) : place.fresh_database();
}

// The desired objects, and what a new database has by itself.
Catalog with_what_is_there(Catalog const &wanted, Catalog const &fresh)
{
    auto objects = wanted.objects();
    for (auto const &object : fresh.objects()) {
        if (!wanted.contains(object->id)) {
            objects.push_back(object);
        }
    }
    return Catalog(std::move(objects));
}

} // namespace

void Workshop::prepare()
{
    if (options_.may_start_server && !options_.named && !asked_ && !guard_) {
        guard_ = std::make_unique<scratch::GuardedProcess>();
    }
}

scratch::Place *Workshop::place()
{
    if (!asked_) {
        asked_ = true;
        auto found = scratch::find_place(options_, std::move(guard_));
        place_ = std::move(found.place);
        reasons_ = std::move(found.reasons);
    }
    return place_.get();
}

std::unique_ptr<scratch::Place> Workshop::place_apart()
{
    auto options = options_;
    options.named.reset();
    options.target.reset();
    return scratch::find_place(options).place;
}

Built::Built(scratch::Place &place, Catalog const &all, How how)
    : place_{place}, database_{database_like(place, all.default_tablespace)},
      connection_{database_.address()}, cancelling_{connection_}, leaves_out_contents_{
                                                                      how.without_contents ||
                                                                      has_foreign_tables(all)}
{
    auto const made_here = how.with_shared ? all : without_shared(all);
    for (ObjectPtr const &object : all.objects()) {
        kinds_.insert(object->id.kind());
    }
    {
        auto const alone = place.alone();
        make_roles(place, made_here);
    }
    auto const wanted = as_far_as_possible(place, made_here);
    auto const &fresh = place.usual_contents([&] { return read(); });
    plan::Options options;
    options.server_version = connection_.server_version();
    options.role = std::string(connection_.query("SELECT current_user AS role")[0].text("role"));
    auto const plan = plan::planned(fresh, with_what_is_there(wanted, fresh), {}, options);

    keep_quiet(plan);
    // All at once where all is well; step by step to find out what is not.
    std::string script = begin_statement;
    for (PlannedStep const &step : plan.steps) {
        for (std::string const &statement : step.up.statements) {
            if (auto const one = quiet(step, statement)) {
                script.append(*one).append(";\n");
            }
        }
    }
    try {
        connection_.execute(script + "COMMIT");
        return;
    } catch (postgres::StatementFailed const &) {
        connection_.execute("ROLLBACK");
        place_.stop_if_asked();
    }
    options.fold = false;
    build_what_can_be(plan::planned(fresh, with_what_is_there(wanted, fresh), {}, options), wanted);
}

// Nothing is folded here, so that what the server refuses is named by its own line. What rests on
// something that it refused is left out: its failure would say nothing new.
void Built::build_what_can_be(Plan const &plan, Catalog const &wanted)
{
    std::map<std::string, ObjectPtr> objects;
    for (ObjectPtr const &object : wanted.objects()) {
        objects.emplace(described(object->id), object);
    }
    std::set<ObjectId> missing;
    for (PlannedStep const &step : plan.steps) {
        auto const object = objects.find(step.subject);
        if (object != objects.end()) {
            auto const needed = kinds::dependencies(*object->second, wanted);
            if (std::any_of(needed.begin(), needed.end(),
                            [&](ObjectId const &id) { return missing.contains(id); })) {
                missing.insert(object->second->id);
                continue;
            }
        }
        begin();
        auto failure = run(step, step.up);
        connection_.execute(failure ? "ROLLBACK" : "COMMIT");
        if (!failure) {
            continue;
        }
        if (object != objects.end()) {
            missing.insert(object->second->id);
        }
        if (step.kind == word(kind_of<Extension>)) {
            stubbed_.push_back(step.subject);
        }
        failures_.push_back(std::move(*failure));
    }
}

bool Built::misses_extension() const
{
    return std::any_of(stubbed_.begin(), stubbed_.end(),
                       [](std::string const &one) { return one.starts_with("extension "); });
}

void Built::refuse_failures() const
{
    if (misses_extension() || failures_.empty()) {
        return;
    }
    std::vector<Diagnostic> diagnostics;
    for (BuildFailure const &failure : failures_) {
        diagnostics.push_back(
            {Severity::error, codes::server_refuses, failure.at,
             fmt::format("the server refuses {}: {}", failure.subject, failure.message),
             failure.hint.empty() ? std::vector<std::string>{}
                                  : std::vector{"The server advises: " + failure.hint}});
    }
    throw Failure(std::move(diagnostics));
}

Built::~Built()
{
    if (has_subscriptions_) {
        try {
            drop_subscriptions(connection_);
        } catch (std::exception const &) {
            // The database stays behind then, which its own end reports.
        }
    }
}

void Built::keep_quiet(Plan const &plan)
{
    for (PlannedStep const &step : plan.steps) {
        if (step.kind == word(kind_of<EventTrigger>)) {
            silence_event_triggers(connection_);
        }
        has_subscriptions_ = has_subscriptions_ || step.kind == word(kind_of<Subscription>);
    }
}

std::optional<std::string> Built::quiet(PlannedStep const &step, std::string const &statement) const
{
    bool const would_act = !place_.is_own_server() && starts_worker(step, statement);
    if (would_act || left_out_.contains(step.subject)) {
        return std::nullopt;
    }
    return leaves_out_contents_ ? without_contents(step, statement) : statement;
}

void Built::make_roles(scratch::Place &place, Catalog const &wanted)
{
    if (!place.is_own_server()) {
        return;
    }
    std::set<std::string> there;
    auto const rows = connection_.query("SELECT rolname FROM pg_catalog.pg_roles");
    for (std::size_t index = 0; index < rows.size(); ++index) {
        there.emplace(rows[index].text("rolname"));
    }
    auto const superusers = owners_of_superuser_objects(wanted);
    for (std::string const &role : other_roles(wanted)) {
        if (!there.contains(role)) {
            connection_.execute(sql("CREATE ROLE {}{}", Ident{role},
                                    superusers.contains(role) ? sql(" SUPERUSER") : sql(""))
                                    .text());
            stubbed_.push_back("role " + role);
        }
    }
}

void Built::make_tablespaces(scratch::Place &place, std::set<ServerNeed> const &needs)
{
    for (ServerNeed const &need : postgres::missing_on(connection_, needs)) {
        if (need.kind == need_words::tablespace) {
            place.make_tablespace(need.name);
        }
    }
}

Catalog Built::as_far_as_possible(scratch::Place &place, Catalog const &wanted)
{
    std::set<ServerNeed> needs;
    for (ObjectPtr const &object : wanted.objects()) {
        for (ServerNeed &need : server_needs(*object)) {
            needs.insert(std::move(need));
        }
    }
    if (wanted.default_tablespace != Catalog{}.default_tablespace) {
        needs.insert({std::string(need_words::tablespace), wanted.default_tablespace});
    }
    if (place.is_own_server() && !needs.empty()) {
        auto const alone = place.alone();
        make_tablespaces(place, needs);
    }
    missing_ = postgres::missing_on(connection_, needs);
    if (missing_.empty()) {
        return wanted;
    }
    std::vector<ObjectPtr> objects;
    for (ObjectPtr const &object : wanted.objects()) {
        auto const of_object = server_needs(*object);
        bool const misses =
            std::any_of(of_object.begin(), of_object.end(),
                        [&](ServerNeed const &need) { return missing_.contains(need); });
        if (!misses) {
            objects.push_back(object);
        } else if (is_satellite(object->id)) {
            left_out_.insert(described(object->id));
        } else {
            auto copy = std::make_shared<Object>(*object);
            leave_out_tablespace(*copy);
            objects.push_back(std::move(copy));
        }
    }
    Catalog part(std::move(objects));
    part.take_server_of(wanted);
    return part;
}

void Built::load(std::string const &text, std::string const &file)
{
    silence_event_triggers(connection_);
    has_subscriptions_ = true;
    try {
        connection_.execute(text);
    } catch (postgres::StatementFailed const &failed) {
        auto const &error = failed.error();
        SourcePos at{file, 0, 0};
        // The server counts characters from 1; a line is found by the newlines before it.
        std::size_t byte = 0;
        for (int left = error.position - 1; left > 0 && byte < text.size(); --left) {
            do {
                ++byte;
            } while (byte < text.size() &&
                     (static_cast<unsigned char>(text[byte]) & 0xC0U) == 0x80U);
        }
        if (error.position > 0) {
            auto const before = std::string_view(text).substr(0, byte);
            at.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
            auto const start = before.rfind('\n');
            at.column = static_cast<int>(start == std::string_view::npos ? byte + 1 : byte - start);
        }
        throw Failure({Severity::error, codes::server_refuses, at,
                       fmt::format("{} (SQLSTATE {})", error.message, error.sqlstate),
                       error.hint.empty() ? std::vector<std::string>{} : std::vector{error.hint}});
    }
    // The file may have changed the session's settings, as those of pg_dump do.
    connection_.execute("RESET ALL");
}

void Built::make_journal(std::string const &schema)
{
    auto statements = execute::journal_tables(schema);
    statements.insert(statements.begin(), sql("CREATE SCHEMA IF NOT EXISTS {}", Ident{schema}));
    statements.push_back(execute::kept_list(schema));
    if (run_together(statements)) {
        journal_schema_ = schema;
    }
}

Catalog Built::read()
{
    introspect::Scope scope;
    if (!journal_schema_.empty()) {
        scope.bookkeeping = journal_schema_;
    }
    return introspect::introspect(connection_, scope);
}

Catalog Built::read_with_shared(std::set<ObjectId> const &ids)
{
    auto shared = introspect::shared_objects(connection_);
    std::erase_if(shared, [&](ObjectPtr const &object) { return !ids.contains(object->id); });
    return with_shared(read(), std::move(shared));
}

Catalog Built::read_built()
{
    introspect::Scope scope;
    scope.kinds = kinds_;
    return introspect::introspect(connection_, scope);
}

void Built::begin()
{
    connection_.execute(begin_statement);
}

std::optional<BuildFailure> Built::run(PlannedStep const &step, PlannedSide const &side)
{
    place_.stop_if_asked();
    for (std::string const &statement : side.statements) {
        auto const one = quiet(step, statement);
        if (!one) {
            continue;
        }
        try {
            connection_.execute(*one);
        } catch (postgres::StatementFailed const &failed) {
            // A statement that was cancelled is not one that the server refuses.
            place_.stop_if_asked();
            return failure_of(step, statement, failed.error());
        }
    }
    return std::nullopt;
}

bool Built::run_together(std::vector<Sql> const &statements)
{
    std::string script = "BEGIN; SET LOCAL search_path = '';\n";
    for (Sql const &statement : statements) {
        script.append(statement.text()).append(";\n");
    }
    try {
        connection_.execute(script + "COMMIT");
    } catch (postgres::StatementFailed const &) {
        connection_.execute("ROLLBACK");
        place_.stop_if_asked();
        return false;
    }
    return true;
}

std::optional<BuildFailure> Built::run(Plan const &plan, Direction direction, Onlooker *onlooker)
{
    keep_quiet(plan);
    for (TransactionRun const &transaction : transaction_runs(plan, direction)) {
        bool const is_shown = onlooker != nullptr && !transaction.outside;
        if (!transaction.outside) {
            begin();
        }
        if (is_shown) {
            onlooker->begins(connection_, transaction.steps.size());
        }
        for (std::size_t const index : transaction.steps) {
            static PlannedSide const nothing{};
            auto const *side = side_of(plan.steps[index], direction);
            side = side == nullptr ? &nothing : side;
            if (is_shown) {
                onlooker->before(connection_, *side);
            }
            if (auto failure = run(plan.steps[index], *side)) {
                if (!transaction.outside) {
                    connection_.execute("ROLLBACK");
                }
                return failure;
            }
            if (is_shown) {
                onlooker->after(connection_, index);
            }
        }
        if (!transaction.outside) {
            connection_.execute("COMMIT");
        }
    }
    return std::nullopt;
}

} // namespace schemadiff::elaborate
