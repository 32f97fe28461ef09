// Fills a desired state up with what it does not claim, as the current state has it, so that
// everything after compares two complete catalogs and knows nothing of claims.
#pragma once

#include <schemadiff/model/catalog.hpp>
#include <schemadiff/model/claims.hpp>

#include <map>
#include <string>

namespace schemadiff::diff
{

struct Completed {
    Catalog catalog;
    std::map<std::string, int> left_alone; // kind -> number of objects
};

Completed completed(Catalog const &desired, Claims const &claims, Catalog const &current);

} // namespace schemadiff::diff
