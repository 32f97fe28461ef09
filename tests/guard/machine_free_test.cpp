// The repository stands for itself: no file names a folder of the machine on which it was
// written, nor a package registry that only some networks reach.
#include "source_tree.hpp"

#include <support/catch.hpp>

using namespace schemadiff::guard;

namespace
{

// Each in two parts, so that this file does not find itself.
std::vector<std::string> needles()
{
    std::vector<std::string> words;
    for (auto const &[front, back] :
         std::initializer_list<std::pair<char const *, char const *>>{{"/wor", "k/"},
                                                                      {"/far", "m/"},
                                                                      {"/home", "/"},
                                                                      {"/root", "/"},
                                                                      {"/bash", "_jobs"},
                                                                      {"registry.npm", "js.org"},
                                                                      {"pypi", ".org"},
                                                                      {"pythonhosted", ".org"},
                                                                      {"proxy.gol", "ang.org"},
                                                                      {"deb.deb", "ian.org"},
                                                                      {"docker", ".io"},
                                                                      {"ghcr", ".io"}}) {
        words.push_back(std::string(front) + back);
    }
    // A folder right below the root may be called like one of ours.
    auto const here = top().generic_string();
    if (here.find('/', 1) != std::string::npos) {
        words.push_back(here + "/");
    }
    return words;
}

// Neither what cmake writes for editors nor the note that git leaves in a further working tree.
bool is_our_text(TextFile const &file)
{
    return file.text.find('\0') == std::string::npos && !file.path.ends_with(".git") &&
           !file.path.ends_with("compile_commands.json");
}

std::vector<std::string> traces_in(TextFile const &file)
{
    static std::vector<std::string> const words = needles();
    std::vector<std::string> traces;
    for (std::string const &word : words) {
        auto const at = file.text.find(word);
        if (at != std::string::npos) {
            auto const line =
                1 + std::count(file.text.begin(),
                               file.text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
            traces.push_back(file.path + ":" + std::to_string(line) + ": " + word);
        }
    }
    return traces;
}

} // namespace

TEST_CASE("no text file names a folder of this machine or a registry", "[guard]")
{
    std::vector<std::string> traces;
    std::size_t count = 0;
    for (TextFile const &file : files_below({"."})) {
        if (is_our_text(file)) {
            ++count;
            auto const found = traces_in(file);
            traces.insert(traces.end(), found.begin(), found.end());
        }
    }
    CHECK(count > 100);
    INFO(joined(traces));
    CHECK(traces.empty());
}

TEST_CASE("a trace of the machine is found, with its line", "[guard]")
{
    CHECK(traces_in({"a.txt", std::string("one\nsee /wor") + "k/main\n"}) ==
          std::vector<std::string>{std::string("a.txt:2: /wor") + "k/"});
}
