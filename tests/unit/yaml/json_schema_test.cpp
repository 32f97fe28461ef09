#include <support/catch.hpp>

#include <parser/yaml/json_schema.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace schemadiff::yaml
{

// With SCHEMADIFF_BLESS set the file is rewritten instead, so that a change of a field is reviewed
// as a diff of the schema.
TEST_CASE("schemas/desired-state.schema.json is what the program makes", "[json_schema]")
{
    std::string const path = PROJECT_DIR "/schemas/desired-state.schema.json";
    auto const schema = json_schema();
    if (std::getenv("SCHEMADIFF_BLESS") != nullptr) {
        std::ofstream{path} << schema;
    }
    std::ifstream file{path};
    REQUIRE(file);
    std::ostringstream written;
    written << file.rdbuf();
    CHECK(schema == written.str());
}

TEST_CASE("no line of the JSON Schema is longer than it must be", "[json_schema]")
{
    std::istringstream lines{json_schema()};
    for (std::string line; std::getline(lines, line);) {
        CHECK(line.size() <= 140);
    }
}

} // namespace schemadiff::yaml
