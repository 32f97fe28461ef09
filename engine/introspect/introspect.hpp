// Reads the schema of a live database into a Catalog: one read-only snapshot, one query for each
// kind over the whole database, all sent at once, with an empty search_path, so that what the
// server prints is qualified whoever is connected.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/model/catalog.hpp>

#include <set>
#include <string>
#include <vector>

namespace schemadiff::introspect
{

struct Scope {
    std::vector<std::string> schemas; // only these; empty: all but the system's
    // Where the journal is kept. A schema of that very name holds nothing else and is left out;
    // in another schema the journal's own tables are.
    std::string bookkeeping = "schemadiff";
    std::set<Kind> kinds; // only objects of these; empty: all
};

// Throws Failure, with SQLSTATE, where the server refuses a query. `second_at` is where another
// session can be opened to read half of a large schema; null: nowhere.
Catalog introspect(postgres::Connection &connection, Scope const &scope = {},
                   postgres::Address const *second_at = nullptr);

// Roles and memberships, with their comments, which introspect() never reads.
std::vector<ObjectPtr> shared_objects(postgres::Connection &connection);

} // namespace schemadiff::introspect
