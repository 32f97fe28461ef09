// Chance for random_catalog.cpp: numbers, names, texts. Written out, because the distributions of
// the standard library differ between machines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::tests
{

class Chance
{
public:
    // A stream of its own for each key.
    Chance(std::uint64_t seed, std::string_view key);

    std::uint64_t number();
    int below(int limit) { return static_cast<int>(number() % static_cast<std::uint64_t>(limit)); }
    // limits included
    int between(int least, int most) { return least + below(most - least + 1); }
    bool percent(int share) { return below(100) < share; }
    template <class T>
    T const &one_of(std::vector<T> const &values)
    {
        return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
    }
    // Some of them, in their order; at least `least`.
    std::vector<std::string> some_of(std::vector<std::string> const &values, std::size_t least);

private:
    std::uint64_t state_;
};

// A name that is not in `taken`, which it is added to; at most 63 bytes.
std::string random_name(Chance chance, bool odd, std::set<std::string> &taken);
// Several lines, quotes, white space at the ends: what a comment or a function body may hold.
std::string random_text(Chance &chance);

} // namespace schemadiff::tests
