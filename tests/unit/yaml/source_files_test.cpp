#include <parser/yaml/source_files.hpp>

#include <parser/yaml/document.hpp>
#include <schemadiff/base/codes.hpp>

#include <support/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::yaml;

namespace
{

namespace fs = std::filesystem;

// A folder that exists for one test.
class TemporaryFolder
{
public:
    TemporaryFolder()
    {
        std::string name = (fs::temp_directory_path() / "schemadiff-XXXXXX").native();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    TemporaryFolder(TemporaryFolder const &) = delete;
    TemporaryFolder &operator=(TemporaryFolder const &) = delete;
    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

    void write(std::string const &name, std::string const &bytes) const
    {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream{path_ / name, std::ios::binary} << bytes;
    }
    [[nodiscard]] std::string operator/(std::string const &name) const
    {
        return (path_ / name).native();
    }
    [[nodiscard]] std::string path() const { return path_.native(); }

private:
    fs::path path_;
};

std::vector<std::string> names(std::vector<SourceFile> const &files, TemporaryFolder const &folder)
{
    std::vector<std::string> result;
    for (SourceFile const &file : files) {
        result.push_back(file.path.substr(folder.path().size() + 1) + "=" + file.bytes);
    }
    return result;
}

} // namespace

TEST_CASE("a folder stands for its YAML files in order")
{
    TemporaryFolder const folder;
    folder.write("b.yaml", "2");
    folder.write("a.yml", "1");
    folder.write("z/c.yaml", "4");
    folder.write("m/deep/er.yaml", "3");
    folder.write("notes.txt", "no");
    folder.write(".hidden.yaml", "no");
    folder.write(".git/x.yaml", "no");
    fs::create_directory_symlink(folder.path(), folder / "z/loop");
    fs::create_directory_symlink(folder / "z", folder / "again");
    fs::create_symlink("b.yaml", folder / "same.yaml");
    fs::create_symlink("itself.yaml", folder / "itself.yaml");
    fs::create_directory(folder / "folder.yaml");
    Diagnostics diagnostics;
    auto const files = source_files(folder.path(), diagnostics);
    CHECK(rendered(diagnostics).empty());
    // The folder z is met first under its other name.
    CHECK(names(files, folder) ==
          std::vector<std::string>{"a.yml=1", "again/c.yaml=4", "b.yaml=2", "m/deep/er.yaml=3"});
}

TEST_CASE("files of the working folder go by their name alone")
{
    TemporaryFolder const folder;
    folder.write("a.yaml", "1");
    folder.write("b/c.yaml", "2");
    auto const before = fs::current_path();
    fs::current_path(folder.path());
    Diagnostics diagnostics;
    auto const files = source_files(".", diagnostics);
    fs::current_path(before);
    REQUIRE(files.size() == 2);
    CHECK(files[0].path == "a.yaml");
    CHECK(files[1].path == "b/c.yaml");
}

TEST_CASE("a file is read whatever its name, to the last byte")
{
    TemporaryFolder const folder;
    std::string const bytes = std::string(200'000, 'x') + '\0' + "\r\n";
    folder.write("state", bytes);
    Diagnostics diagnostics;
    auto const files = source_files(folder / "state", diagnostics);
    REQUIRE(files.size() == 1);
    CHECK(files[0].path == folder / "state");
    CHECK(files[0].bytes == bytes);
    CHECK(diagnostics.empty());
}

TEST_CASE("what has no end is read up to the limit")
{
    Diagnostics diagnostics;
    auto const files = source_files("/dev/zero", diagnostics);
    REQUIRE(files.size() == 1);
    CHECK(files[0].bytes.size() == most_bytes + 1);
}

TEST_CASE("a dash is standard input")
{
    TemporaryFolder const folder;
    folder.write("input", "a: 1\n");
    int const saved = ::dup(STDIN_FILENO);
    int const input = ::open((folder / "input").c_str(), O_RDONLY);
    ::dup2(input, STDIN_FILENO);
    ::close(input);
    Diagnostics diagnostics;
    auto const files = source_files("-", diagnostics);
    ::close(STDIN_FILENO);
    auto const none = source_files("-", diagnostics);
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    REQUIRE(files.size() == 1);
    CHECK(files[0].path == "<stdin>");
    CHECK(files[0].bytes == "a: 1\n");
    CHECK(none.empty());
    CHECK(rendered(diagnostics) ==
          "<stdin>: error: cannot be read: Bad file descriptor [SD1001]\n");
}

TEST_CASE("what cannot be read is reported, and the rest is read")
{
    TemporaryFolder const folder;
    folder.write("a.yaml", "1");
    fs::create_symlink("nowhere", folder / "b.yaml");
    Diagnostics diagnostics;
    CHECK(source_files(folder.path(), diagnostics).size() == 1);
    CHECK(source_files(folder / "c.yaml", diagnostics).empty());
    fs::create_directory(folder / "empty");
    CHECK(source_files(folder / "empty", diagnostics).empty());
    CHECK(rendered(diagnostics) ==
          (folder / "b.yaml") + ": error: cannot be read: No such file or directory [SD1001]\n" +
              (folder / "c.yaml") +
              ": error: cannot be read: No such file or directory [SD1001]\n" + (folder / "empty") +
              ": error: no file in this folder ends in '.yaml' or '.yml' [SD1001]\n");
    // Root may read everything, so there is nothing to see for it.
    if (::geteuid() != 0) {
        fs::permissions(folder / "a.yaml", fs::perms::none);
        Diagnostics denied;
        CHECK(source_files(folder / "a.yaml", denied).empty());
        CHECK(denied.has_errors());
    }
}

TEST_CASE("lines of what was read can be shown")
{
    auto const line = source_line_of(std::make_shared<std::vector<SourceFile> const>(
        std::vector<SourceFile>{{"a", "\xEF\xBB\xBF"
                                      "one\r\ntwo\x1B[0m\xFF\n\nlast"},
                                {"b", ""}}));
    CHECK(line("a", 1) == "one");
    CHECK(line("a", 2) == "two_[0m_");
    CHECK(line("a", 3) == "");
    CHECK(line("a", 4) == "last");
    CHECK(line("a", 5) == std::nullopt);
    CHECK(line("a", 0) == std::nullopt);
    CHECK(line("b", 1) == "");
    CHECK(line("c", 1) == std::nullopt);
}
