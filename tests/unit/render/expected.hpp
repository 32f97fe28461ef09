// Whole texts are compared with files in tests/unit/render/expected.
#pragma once

#include <support/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace schemadiff::render
{

// With SCHEMADIFF_BLESS set the expected file is rewritten instead, so that a deliberate change
// of output is reviewed as a diff of the files.
inline void check_or_bless(std::string const &name, std::string const &actual)
{
    std::string const path = PROJECT_DIR "/tests/unit/render/expected/" + name;
    if (std::getenv("SCHEMADIFF_BLESS") != nullptr) {
        std::ofstream{path} << actual;
    }
    std::ifstream file{path};
    INFO(path);
    REQUIRE(file);
    std::ostringstream expected;
    expected << file.rdbuf();
    CHECK(actual == expected.str());
}

} // namespace schemadiff::render
