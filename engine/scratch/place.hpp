// Somewhere to try things out: the first that serves of a server the user named, a server of our
// own, and a temporary database on the target's server. Used by elaborate and prove.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/scratch/database.hpp>
#include <engine/scratch/server.hpp>
#include <schemadiff/model/catalog.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::scratch
{

struct PlaceOptions {
    // --scratch URL. If it does not serve, nothing else is tried: the user meant this one.
    std::optional<postgres::Address> named;
    std::optional<int> preferred_major;
    bool may_start_server = true;
    // Where a temporary database may be made; nothing where that is not allowed.
    std::optional<postgres::Address> target;
    ServerOptions server; // its preferred_major is taken from above
    // Throws where the user wants to stop; may be empty.
    std::function<void()> stop_if_asked{};
};

class Place
{
public:
    Place(postgres::Address server, std::optional<Server> own_server, std::string kind,
          std::function<void()> stop_if_asked = {});

    // Another one with each call. They must be gone before the place is. Throws where the server
    // has no such tablespace.
    [[nodiscard]] Database fresh_database(std::string const &tablespace = {});
    // On a server of our own only, which must have none of this name.
    void make_tablespace(std::string const &name);
    [[nodiscard]] postgres::Address const &server() const { return server_; }
    // Only there may roles, tablespaces and other things be made that no database contains.
    [[nodiscard]] bool is_own_server() const { return own_server_.has_value(); }
    // Where defaults and triggers could do something to what others use.
    [[nodiscard]] bool is_on_target() const { return is_on_target_; }
    void say_is_on_target() { is_on_target_ = true; }
    [[nodiscard]] int server_version() const { return server_version_; } // 150018
    // To be called between statements. Throws where the user wants to stop.
    void stop_if_asked() const;
    // For the making of what all databases of the server share: roles.
    [[nodiscard]] std::unique_lock<std::mutex> alone() { return std::unique_lock{mutex_}; }
    // What is in a fresh database. All are made of the same template, so `read` is called for the
    // first one only, and by one thread at a time.
    [[nodiscard]] Catalog const &usual_contents(std::function<Catalog()> const &read);
    // "an ephemeral PostgreSQL 15.18"
    [[nodiscard]] std::string const &described() const { return described_; }

private:
    std::optional<Server> own_server_;
    postgres::Address server_;
    std::function<void()> stop_if_asked_;
    bool is_on_target_ = false;
    int server_version_ = 0;
    std::string described_;
    std::mutex mutex_;
    std::mutex reading_;
    std::optional<Catalog> usual_contents_;
    std::vector<std::string> unused_; // databases that a server of our own comes with
};

struct FoundPlace {
    std::unique_ptr<Place> place;     // empty: none serves
    std::vector<std::string> reasons; // why each that was tried before does not serve
};

// `guard` is for a server of our own; it may be null, see GuardedProcess.
FoundPlace find_place(PlaceOptions const &options, std::unique_ptr<GuardedProcess> guard = nullptr);

// 150018 -> "15.18"
std::string version_text(int server_version);

} // namespace schemadiff::scratch
