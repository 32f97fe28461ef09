// Each folder of fixtures/errors/document holds a file with a mistake that shows when the file is
// read as YAML, and the whole message. With SCHEMADIFF_BLESS set, the messages are rewritten, so
// that a deliberate change is reviewed as a diff of the fixtures.
#include <parser/yaml/document.hpp>
#include <parser/yaml/source_files.hpp>

#include <support/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::yaml;

namespace
{

namespace fs = std::filesystem;

// The file is named as if the program ran in its folder.
std::string messages_about(fs::path const &folder)
{
    auto const before = fs::current_path();
    fs::current_path(folder);
    Diagnostics diagnostics;
    auto const files =
        std::make_shared<std::vector<SourceFile> const>(source_files("input.yaml", diagnostics));
    fs::current_path(before);
    for (SourceFile const &file : *files) {
        read_document(file.bytes, file.path, diagnostics);
    }
    return rendered(diagnostics, source_line_of(files));
}

std::string text_of(fs::path const &path)
{
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

} // namespace

TEST_CASE("every mistake in the text of a file gets the message written beside it")
{
    std::vector<fs::path> folders;
    for (auto const &entry : fs::directory_iterator{FIXTURES_DIR "/errors/document"}) {
        folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    REQUIRE_FALSE(folders.empty());

    for (fs::path const &folder : folders) {
        auto const name = folder.filename().native();
        DYNAMIC_SECTION(name)
        {
            auto const messages = messages_about(folder);
            if (std::getenv("SCHEMADIFF_BLESS") != nullptr) {
                std::ofstream{folder / "expected.txt", std::ios::binary} << messages;
            }
            CHECK(messages == text_of(folder / "expected.txt"));
            // The folder is named for its code, so that each code can be seen to have one.
            CHECK(messages.find("[" + name.substr(0, name.find('-')) + "]") != messages.npos);
        }
    }
}
