// Each folder of fixtures/errors/state holds a desired state with mistakes, as input.yaml or a
// folder of files, and the whole message. With SCHEMADIFF_BLESS set, the messages are rewritten, so
// that a deliberate change is reviewed as a diff of the fixtures.
#include <parser/resolve/desired_state.hpp>

#include <support/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace schemadiff;

namespace
{

namespace fs = std::filesystem;

std::string rendered_all(std::vector<Diagnostic> const &all, SourceLine const &source_line)
{
    std::string text;
    for (Diagnostic const &one : all) {
        text += rendered(one, source_line);
    }
    return text;
}

// The files are named as if the program ran in their folder.
std::string messages_about(fs::path const &folder)
{
    auto const before = fs::current_path();
    fs::current_path(folder);
    std::string const input = fs::exists("input.yaml") ? "input.yaml" : "input";
    std::string text;
    Diagnostics diagnostics;
    try {
        auto const state = resolve::load({input}, diagnostics);
        text = rendered_all(diagnostics.sorted(), state.source_line);
    } catch (resolve::LoadFailure const &failure) {
        text = rendered_all(failure.diagnostics(), failure.source_line);
    }
    fs::current_path(before);
    return text;
}

std::string text_of(fs::path const &path)
{
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

} // namespace

TEST_CASE("every mistake in a desired state gets the message written beside it", "[fixtures]")
{
    std::vector<fs::path> folders;
    for (auto const &entry : fs::directory_iterator{FIXTURES_DIR "/errors/state"}) {
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
