// Writes random pairs of scripts as folders that hold a.sql and b.sql, for a judge from outside:
//     write_random_scripts FOLDER FIRST_SEED COUNT [SERVER_MAJOR]
#include <support/random_scripts.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

int main(int count, char **words)
{
    constexpr int usual_major = 15;
    if (count < 4) {
        std::cerr << "usage: write_random_scripts FOLDER FIRST_SEED COUNT [SERVER_MAJOR]\n";
        return 2;
    }
    int const first = std::atoi(words[2]);
    for (int seed = first; seed < first + std::atoi(words[3]); ++seed) {
        auto const scripts = schemadiff::tests::random_scripts(
            {.seed = static_cast<std::uint64_t>(seed),
             .server_major = count > 4 ? std::atoi(words[4]) : usual_major});
        auto const folder = std::filesystem::path{words[1]} / ("seed" + std::to_string(seed));
        std::filesystem::create_directories(folder);
        std::ofstream{folder / "a.sql"} << scripts.before;
        std::ofstream{folder / "b.sql"} << scripts.after;
    }
    return 0;
}
