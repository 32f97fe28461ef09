#include "csv_file.hpp"

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/base/hash.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>

namespace schemadiff::execute
{

namespace
{

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 1 << 16;

[[noreturn]] void cannot_write(fs::path const &path, std::string const &why)
{
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::output_failed,
                             .at = {},
                             .message = fmt::format("cannot write '{}': {}", path.string(), why),
                             .hints = {}}};
}

std::string why_of(int error)
{
    return error == EEXIST ? "it is there already" : std::strerror(error); // NOLINT(*-mt-unsafe)
}

// A file on its way, under a name of its own; gone with the object unless it was published.
class Draft
{
public:
    explicit Draft(fs::path path) : path_{std::move(path)}, name_{path_.string() + ".XXXXXX"}
    {
        refuse_to_write_over(path_);
        file_ = mkstemp(name_.data());
        if (file_ < 0) {
            cannot_write(path_, why_of(errno));
        }
    }
    ~Draft()
    {
        close(file_);
        unlink(name_.c_str());
    }
    Draft(Draft const &) = delete;
    Draft &operator=(Draft const &) = delete;

    // False where it cannot be written; publish() says why.
    bool write(std::string_view bytes)
    {
        hash_.add(bytes);
        pending_ += bytes;
        return pending_.size() < piece_size || flush();
    }

    // The file under its name, and its checksum. A link, because a rename would write over a file
    // that has come meanwhile.
    std::string publish()
    {
        if (!flush() || fsync(file_) != 0) {
            cannot_write(path_, why_of(error_ != 0 ? error_ : errno));
        }
        if (link(name_.c_str(), path_.c_str()) != 0) {
            cannot_write(path_, why_of(errno));
        }
        int const folder = open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) {
            fsync(folder);
            close(folder);
        }
        return hash_.hex();
    }
    [[nodiscard]] bool has_failed() const { return error_ != 0; }

private:
    bool flush()
    {
        std::string_view rest = pending_;
        while (error_ == 0 && !rest.empty()) {
            auto const count = ::write(file_, rest.data(), rest.size());
            if (count >= 0) {
                rest.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno != EINTR) {
                error_ = errno;
            }
        }
        pending_.clear();
        return error_ == 0;
    }

    fs::path path_;
    std::string name_;
    int file_ = -1;
    int error_ = 0;
    std::string pending_;
    RunningHash hash_;
};

void settle_form_of_values(postgres::Connection &connection)
{
    connection.execute("SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL IntervalStyle = 'postgres'; "
                       "SET LOCAL extra_float_digits = 1; SET LOCAL TimeZone = 'UTC'");
}

// Piece by piece; false where the file cannot be read to its end.
template <class Take>
bool read_pieces(fs::path const &path, Take take)
{
    std::ifstream file{path, std::ios::binary};
    std::string piece(piece_size, '\0');
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
           file.gcount() > 0) {
        take(std::string_view{piece}.substr(0, static_cast<std::size_t>(file.gcount())));
    }
    return file.is_open() && file.eof();
}

} // namespace

std::string file_stem(std::vector<std::string> const &names)
{
    std::string stem;
    for (std::string const &name : names) {
        stem += stem.empty() ? "" : ".";
        for (char const byte : name) {
            bool const is_harmless =
                static_cast<unsigned char>(byte) > ' ' && std::strchr("./\\%\x7f", byte) == nullptr;
            stem += is_harmless ? std::string(1, byte)
                                : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
        }
    }
    return stem;
}

void prepare_folder(fs::path const &folder)
{
    std::error_code failed;
    if (fs::create_directories(folder, failed)) {
        fs::permissions(folder, fs::perms::owner_all, failed);
    }
    if (failed || access(folder.c_str(), W_OK | X_OK) != 0) {
        cannot_write(folder, failed ? failed.message() : why_of(errno));
    }
}

void refuse_to_write_over(fs::path const &path)
{
    std::error_code none;
    if (fs::exists(path, none)) {
        cannot_write(path, why_of(EEXIST));
    }
}

CsvFile write_csv(postgres::Connection &connection, Sql const &rows, fs::path const &path)
{
    CsvFile file{.path = fs::absolute(path), .rows = -1, .checksum = {}};
    Draft draft{file.path};
    settle_form_of_values(connection);
    try {
        connection.copy_out(sql("COPY ({}) TO STDOUT (FORMAT csv, HEADER)", rows).text(),
                            [&](std::string_view row) {
                                ++file.rows;
                                if (!draft.has_failed() && !draft.write(row)) {
                                    connection.cancel();
                                }
                            });
    } catch (postgres::StatementFailed const &) {
        if (!draft.has_failed()) {
            throw;
        }
    }
    file.checksum = draft.publish();
    return file;
}

std::string what_is_wrong_with(CsvFile const &file)
{
    std::error_code none;
    if (!fs::exists(file.path, none)) {
        return "is not there";
    }
    RunningHash hash;
    if (!read_pieces(file.path, [&](std::string_view piece) { hash.add(piece); })) {
        return "cannot be read";
    }
    return hash.hex() == file.checksum ? "" : "is not as it was written";
}

void read_csv(postgres::Connection &connection, Qualified const &into, CsvFile const &file)
{
    settle_form_of_values(connection);
    std::ifstream in{file.path, std::ios::binary};
    connection.copy_in(sql("COPY {} FROM STDIN (FORMAT csv, HEADER)", into).text(),
                       [&]() -> std::optional<std::string> {
                           std::string piece(piece_size, '\0');
                           in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
                           piece.resize(static_cast<std::size_t>(in.gcount()));
                           return piece.empty() ? std::nullopt : std::optional{std::move(piece)};
                       });
}

} // namespace schemadiff::execute
