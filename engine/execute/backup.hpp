// Tables as CSV files of one moment, for `schemadiff backup`.
#pragma once

#include <engine/execute/csv_file.hpp>
#include <engine/postgres/connection.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace schemadiff::execute
{

struct BackedUp {
    std::string relation; // app.users
    CsvFile file;
};

// `relations` as SQL names them, with their schemas. Rows are ordered by created_at where there is
// such a time, and by the primary key. The rows of partitions are in the file of their table, those
// of tables that inherit otherwise are not. Generated columns are left out. Nothing is written
// where one of the files is there already, or where row security would hide rows.
std::vector<BackedUp> back_up(postgres::Connection &connection,
                              std::vector<std::string> const &relations,
                              std::filesystem::path const &folder);

} // namespace schemadiff::execute
