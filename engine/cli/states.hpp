// Whatever stands for a STATE on the command line, read: YAML files and folders, `git:REV:PATH`,
// an SQL file, a snapshot, a connection URL, `empty`.
#pragma once

#include <engine/cli/options.hpp>
#include <engine/elaborate/scratch_build.hpp>
#include <engine/postgres/address.hpp>
#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/claims.hpp>

namespace schemadiff::cli
{

struct State {
    Catalog catalog;
    Claims claims;
    SourceLine source_line; // for messages about its objects; may be empty
    std::string described;  // without a secret: for messages
};

// The database of --db, the configuration, DATABASE_URL or libpq's environment.
postgres::Address target(Common const &common);

scratch::PlaceOptions scratch_options(Common const &common, std::optional<int> preferred_major,
                                      std::optional<postgres::Address> target);

// Whether reading the state takes a database, or a scratch server of ours.
bool needs_server(std::vector<std::string> const &words);

// Several words are one state only where all of them are YAML. Warnings go to `diagnostics`.
State read_state(std::vector<std::string> const &words, Common const &common,
                 elaborate::Workshop &workshop, Diagnostics &diagnostics);

// The same as a state to start from: with what every database has, where files do not mention it.
State read_start(std::string const &word, Common const &common, elaborate::Workshop &workshop,
                 Diagnostics &diagnostics);

// The same for a live database; `address` is where the connection leads.
State read_database(postgres::Connection &connection, postgres::Address const &address,
                    Common const &common, std::vector<std::string> const &schemas);

// Whether it speaks about what belongs to the server: roles. Only then a database is asked for it.
bool is_about_shared(State const &state);

} // namespace schemadiff::cli
