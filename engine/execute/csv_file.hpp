// Rows as a file of comma separated values, with a header. NULL is nothing and the empty text is
// "", so that each value comes back as it was. A file has its name once it is whole and on the
// disk, and none is ever written over.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/sql/sql.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace schemadiff::execute
{

struct CsvFile {
    std::filesystem::path path; // absolute
    long long rows = 0;         // without the header
    std::string checksum;
};

// "app.users", for the name of a file: names that hold a dot or a slash stay apart and harmless.
std::string file_stem(std::vector<std::string> const &names);

// Makes the folder, for its owner only, where there is none. Throws Failure where no file can be
// written into it.
void prepare_folder(std::filesystem::path const &folder);

void refuse_to_write_over(std::filesystem::path const &path);

// Within a transaction of the caller, whose settings of how values are written change, as for the
// reading. `rows` is a query. Throws Failure where the file cannot be written, or where there is
// one.
CsvFile write_csv(postgres::Connection &connection, Sql const &rows,
                  std::filesystem::path const &path);

// Why it is not the file that was written; empty: it is.
std::string what_is_wrong_with(CsvFile const &file);

void read_csv(postgres::Connection &connection, Qualified const &into, CsvFile const &file);

} // namespace schemadiff::execute
