// What stands in the tables of a scratch database, to see whether it is there again when a plan has
// been up and down.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/plan/plan.hpp>

#include <map>
#include <string>
#include <vector>

namespace schemadiff::prove
{

class Rows
{
public:
    // Of all tables that are there but those and their columns that the plan says it changes for
    // good: it deletes their values and keeps nothing, or writes them in another type.
    Rows(postgres::Connection &connection, Plan const &plan);

    // "app.items": tables whose rows are not what they were.
    std::vector<std::string> changed(postgres::Connection &connection) const;

private:
    std::map<std::string, std::string> digests(postgres::Connection &connection) const;

    std::string query_; // empty: there is nothing to compare
    std::map<std::string, std::string> before_;
};

} // namespace schemadiff::prove
