// Random catalogs for the tests of laws: every kind of object, odd names, and consistent, so that
// what an object names exists (keys of foreign keys, functions of triggers, indexes of replica
// identities) and what a server would not store (usual values, default privileges) is left out.
// The same options give the same catalog on every machine. Tests print seed and variation.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace schemadiff::tests
{

struct RandomOptions {
    std::uint64_t seed = 1;
    // Not 0: a neighbour of the catalog of variation 0. About one object in ten is changed,
    // missing or new, all others are the same; ids are taken from the same few names.
    std::uint64_t variation = 0;
    int schemas = 2;
    // In each schema, at most.
    int tables = 4;
    // Quotes, points, blanks, capitals, keywords, what YAML takes for something else.
    bool odd_names = true;
    bool owners = true;
    // Comments and grants on anything.
    bool satellites = true;
    // Only what PostgreSQL really builds: expressions that are immutable where they must be,
    // indexes that fit their types, extensions that are there, the same owner for a sequence and
    // its table. Without it anything that can be written down.
    bool buildable = false;
    // The version that has to build it.
    int server_major = 15;
};

Catalog random_catalog(RandomOptions const &options);

// Roles that random catalogs name: owners, grantees and those of policies.
std::vector<std::string> random_roles();

} // namespace schemadiff::tests
