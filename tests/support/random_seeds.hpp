// Which random catalogs a law is tried on. SCHEMADIFF_SEEDS says how many, for a longer run by
// hand; SCHEMADIFF_FIRST_SEED where to begin, to see one again that a test has printed.
#pragma once

#include <support/random_catalog.hpp>
#include <support/random_values.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

namespace schemadiff::tests
{

inline int number_in(char const *variable, int usual)
{
    char const *const wanted = std::getenv(variable);
    return wanted == nullptr ? usual : std::atoi(wanted);
}

inline std::vector<int> seeds(int usual)
{
    int const first = number_in("SCHEMADIFF_FIRST_SEED", 1);
    std::vector<int> all;
    for (int seed = first; seed < first + number_in("SCHEMADIFF_SEEDS", usual); ++seed) {
        all.push_back(seed);
    }
    return all;
}

// A catalog and a neighbour of it; every tenth time one from nothing, or the way to nothing.
inline std::pair<Catalog, Catalog> random_pair(int seed)
{
    RandomOptions options{.seed = static_cast<std::uint64_t>(seed),
                          .schemas = 1 + seed % 2,
                          .tables = 2 + seed % 3,
                          .odd_names = seed % 4 != 0};
    auto before = random_catalog(options);
    options.variation = 1 + static_cast<std::uint64_t>(seed) % 5;
    auto after = random_catalog(options);
    return seed % 10 == 0   ? std::pair{Catalog{}, std::move(after)}
           : seed % 10 == 5 ? std::pair{std::move(before), Catalog{}}
                            : std::pair{std::move(before), std::move(after)};
}

// The same objects, given in another order.
inline Catalog shuffled(Catalog const &catalog, int seed)
{
    auto objects = catalog.objects();
    Chance chance{static_cast<std::uint64_t>(seed), "shuffle"};
    for (std::size_t left = objects.size(); left > 1; --left) {
        std::swap(objects[left - 1],
                  objects[static_cast<std::size_t>(chance.below(static_cast<int>(left)))]);
    }
    return Catalog{std::move(objects)};
}

} // namespace schemadiff::tests
