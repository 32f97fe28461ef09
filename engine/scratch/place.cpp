#include <engine/scratch/place.hpp>

#include <engine/postgres/connection.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <utility>

namespace schemadiff::scratch
{

namespace
{

// A database is made and entered once, because a pooler may know only the databases it was told.
void check_that_databases_can_be_made(postgres::Address const &server)
{
    drop_leftovers(server);
    Database const database{server};
    postgres::Connection connection{database.address()};
    connection.execute("SELECT 1");
}

} // namespace

Place::Place(postgres::Address server, std::optional<Server> own_server, std::string kind,
             std::function<void()> stop_if_asked)
    : own_server_{std::move(own_server)}, server_{std::move(server)}, stop_if_asked_{
                                                                          std::move(stop_if_asked)}
{
    {
        postgres::Connection const connection{server_};
        server_version_ = connection.server_version();
    }
    if (own_server_) {
        // As fresh as a copy of template0, and at once: initdb makes them of the same contents.
        unused_ = {"template1", "postgres"};
        if (server_version_ >= 170000) {
            // What is built in one of them may fire when somebody connects to it.
            auto options = server_.options();
            options.insert_or_assign("options", "-c event_triggers=off");
            server_ = postgres::Address{std::move(options)};
        }
    }
    described_ = own_server_ ? fmt::format("{} PostgreSQL {}", kind, version_text(server_version_))
                             : fmt::format("{} on PostgreSQL {} ({})", kind,
                                           version_text(server_version_), server_.described());
}

Database Place::fresh_database(std::string const &tablespace)
{
    if (auto const lock = alone(); !unused_.empty() && tablespace.empty()) {
        auto name = std::move(unused_.back());
        unused_.pop_back();
        return Database::that_is_there(server_, std::move(name));
    }
    return Database{server_, own_server_ ? Database::End::with_server : Database::End::with_object,
                    tablespace};
}

void Place::make_tablespace(std::string const &name)
{
    own_server_.value().make_tablespace(name);
}

void Place::stop_if_asked() const
{
    if (stop_if_asked_) {
        stop_if_asked_();
    }
}

Catalog const &Place::usual_contents(std::function<Catalog()> const &read)
{
    std::lock_guard const lock{reading_};
    if (!usual_contents_) {
        usual_contents_ = read();
    }
    return *usual_contents_;
}

FoundPlace find_place(PlaceOptions const &options, std::unique_ptr<GuardedProcess> guard)
{
    FoundPlace found;
    auto const attempt = [&](std::string_view what, auto const &make) {
        try {
            found.place = make();
        } catch (Failure const &failure) {
            found.reasons.push_back(fmt::format("{}: {}", what, failure.what()));
        }
        // Ctrl-C ends the programs that a server is started with, and is no reason to go on to
        // the next place.
        if (options.stop_if_asked) {
            options.stop_if_asked();
        }
        return found.place != nullptr;
    };
    auto const on_server = [&](postgres::Address const &server) {
        check_that_databases_can_be_made(server);
        return std::make_unique<Place>(server, std::nullopt, "a temporary database",
                                       options.stop_if_asked);
    };

    if (options.named) {
        attempt("the scratch server that was named", [&] { return on_server(*options.named); });
        return found;
    }
    if (options.may_start_server && attempt("a server of our own", [&] {
            auto server_options = options.server;
            server_options.preferred_major = options.preferred_major;
            auto server = Server::start(server_options, std::move(guard));
            auto const address = server.address();
            return std::make_unique<Place>(address, std::move(server), "an ephemeral",
                                           options.stop_if_asked);
        })) {
        return found;
    }
    if (options.target) {
        attempt("a temporary database on the target's server",
                [&] {
                    auto place = on_server(*options.target);
                    place->say_is_on_target();
                    return place;
                });
    }
    return found;
}

std::string version_text(int server_version)
{
    return fmt::format("{}.{}", server_version / 10000, server_version % 10000);
}

} // namespace schemadiff::scratch
