#include <parser/yaml/source_files.hpp>

#include <parser/yaml/byte_check.hpp>
#include <parser/yaml/document.hpp>
#include <schemadiff/base/codes.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace schemadiff::yaml
{

namespace
{

namespace fs = std::filesystem;

constexpr std::string_view standard_input = "-";

void report(Diagnostics &diagnostics, std::string const &path, int error_number,
            std::vector<std::string> hints = {})
{
    diagnostics.error(codes::not_readable, {path, 0, 0},
                      "cannot be read: " + std::generic_category().message(error_number),
                      std::move(hints));
}

// All bytes up to the end, or to one more than is accepted: /dev/zero has no end. Nothing if the
// system refuses; errno says why.
std::optional<std::string> all_bytes(int descriptor)
{
    constexpr std::size_t step = 1UL << 16U;
    std::string bytes;
    struct stat status {
    };
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
        bytes.reserve(std::min(static_cast<std::size_t>(status.st_size), most_bytes) + step);
    }
    std::size_t size = 0;
    while (size <= most_bytes) {
        bytes.resize(size + step);
        auto const count = ::read(descriptor, bytes.data() + size, step);
        if (count < 0 && errno != EINTR) {
            return std::nullopt;
        }
        if (count == 0) {
            break;
        }
        size += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    bytes.resize(std::min(size, most_bytes + 1));
    return bytes;
}

void read_file(std::string const &path, std::vector<SourceFile> &files, Diagnostics &diagnostics)
{
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        report(diagnostics, path, errno);
        return;
    }
    if (auto bytes = all_bytes(descriptor)) {
        files.push_back({path, std::move(*bytes)});
    } else {
        report(diagnostics, path, errno);
    }
    ::close(descriptor);
}

bool is_hidden(fs::path const &path)
{
    return path.filename().native().starts_with('.');
}

bool is_yaml(fs::path const &path)
{
    return path.extension() == ".yaml" || path.extension() == ".yml";
}

// Collects the paths of the YAML files below `folder`. `seen` holds the real paths met so far,
// which ends loops of symbolic links and keeps a file from being read twice.
void collect(fs::path const &folder, std::set<fs::path> &seen, std::vector<fs::path> &paths,
             Diagnostics &diagnostics)
{
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
         entry.increment(error)) {
        entries.push_back(entry->path());
    }
    if (error) {
        report(diagnostics, folder.native(), error.value());
        return;
    }
    std::sort(entries.begin(), entries.end());
    for (fs::path const &entry : entries) {
        if (is_hidden(entry)) {
            continue;
        }
        auto const status = fs::status(entry, error);
        bool const is_folder = fs::is_directory(status);
        if (!is_folder && !is_yaml(entry)) {
            continue;
        }
        auto const real = fs::canonical(entry, error);
        if (error == std::errc::too_many_symbolic_link_levels) {
            continue;
        }
        if (error) {
            report(diagnostics, entry.native(), error.value());
        } else if (!seen.insert(real).second) {
            continue;
        } else if (is_folder) {
            collect(entry, seen, paths, diagnostics);
        } else if (fs::is_regular_file(status)) {
            paths.push_back(entry);
        }
    }
}

std::vector<SourceFile> files_below(std::string const &folder, Diagnostics &diagnostics)
{
    Diagnostics found;
    std::error_code ignored;
    std::set<fs::path> seen{fs::canonical(folder, ignored)};
    std::vector<fs::path> paths;
    collect(folder, seen, paths, found);
    std::sort(paths.begin(), paths.end());
    if (paths.empty() && found.empty()) {
        found.error(codes::not_readable, {folder, 0, 0},
                    "no file in this folder ends in '.yaml' or '.yml'");
    }
    std::vector<SourceFile> files;
    for (fs::path const &path : paths) {
        std::string_view name = path.native();
        // A message about "a.yaml" reads better than one about "./a.yaml".
        name.remove_prefix(name.starts_with("./") ? 2 : 0);
        read_file(std::string{name}, files, found);
    }
    for (Diagnostic &diagnostic : found.sorted()) {
        diagnostics.add(std::move(diagnostic));
    }
    return files;
}

std::optional<std::string_view> line_of(std::string_view bytes, int line)
{
    for (int skipped = 1; skipped < line; ++skipped) {
        auto const end = bytes.find('\n');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        bytes.remove_prefix(end + 1);
    }
    auto text = bytes.substr(0, bytes.find('\n'));
    if (text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace

std::vector<SourceFile> source_files(std::string const &path, Diagnostics &diagnostics)
{
    std::error_code error;
    if (path != standard_input && fs::is_directory(path, error)) {
        return files_below(path, diagnostics);
    }
    std::vector<SourceFile> files;
    if (path != standard_input) {
        read_file(path, files, diagnostics);
    } else if (auto bytes = all_bytes(STDIN_FILENO)) {
        files.push_back({"<stdin>", std::move(*bytes)});
    } else {
        report(diagnostics, "<stdin>", errno);
    }
    return files;
}

SourceLine source_line_of(std::shared_ptr<std::vector<SourceFile> const> files)
{
    return [files = std::move(files)](std::string const &file,
                                      int line) -> std::optional<std::string> {
        auto const found = std::find_if(files->begin(), files->end(),
                                        [&](SourceFile const &one) { return one.path == file; });
        if (found == files->end() || line < 1) {
            return std::nullopt;
        }
        auto const text = line_of(without_byte_order_mark(found->bytes), line);
        if (!text) {
            return std::nullopt;
        }
        Diagnostics ignored;
        return cleaned(*text, file, ignored).value_or(std::string{*text});
    };
}

} // namespace schemadiff::yaml
