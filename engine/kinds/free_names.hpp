// Names for what stands beside an object for as long as a change takes: the old one of a
// replacement, or the one that is to take its place.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace schemadiff::kinds
{

// Neither catalog has an object of such a name in the same schema, of whatever kind: an index is a
// relation too. The catalogs have to outlive it.
class FreeNames
{
public:
    FreeNames(Catalog const &before, Catalog const &after) : catalogs_{&before, &after} {}

    // The id with `label` behind its name, and with a number where that is taken. The same answer
    // whenever it is asked for.
    ObjectId beside(ObjectId const &id, std::string_view label);

private:
    void take_names();

    std::array<Catalog const *, 2> catalogs_;
    std::set<std::pair<std::string, std::string>> names_; // schema and name; empty: nobody asked
    std::map<std::pair<ObjectId, std::string>, ObjectId> given_;
};

} // namespace schemadiff::kinds
