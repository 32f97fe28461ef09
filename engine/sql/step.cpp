#include <schemadiff/sql/step.hpp>

#include <algorithm>
#include <array>

namespace schemadiff
{

namespace
{

constexpr std::array hazard_words = std::to_array<std::string_view>(
    {"delete_data", "rewrite_table", "long_lock", "build_fails_on_data", "weaken_isolation",
     "change_access", "lose_dependency", "not_reversible"});

} // namespace

std::vector<Step> backwards(std::vector<Step> parts)
{
    std::reverse(parts.begin(), parts.end());
    for (Step &part : parts) {
        std::swap(part.up, part.down.value());
        if (part.up.takes_remains_away) {
            part.up = Side{};
        }
    }
    return parts;
}

std::string_view word(Lock lock)
{
    static constexpr std::array words = std::to_array<std::string_view>(
        {"none", "access share", "row share", "row exclusive", "share update exclusive", "share",
         "share row exclusive", "exclusive", "access exclusive"});
    return words[static_cast<std::size_t>(lock)];
}

std::string_view word(HazardClass what)
{
    return hazard_words[static_cast<std::size_t>(what)];
}

std::string_view word(Action action)
{
    static constexpr std::array words =
        std::to_array<std::string_view>({"create", "alter", "rename", "drop"});
    return words[static_cast<std::size_t>(action)];
}

std::optional<HazardClass> hazard_class(std::string_view word)
{
    std::string name{word};
    std::replace(name.begin(), name.end(), '-', '_');
    auto const found = std::find(hazard_words.begin(), hazard_words.end(), name);
    if (found == hazard_words.end()) {
        return std::nullopt;
    }
    return static_cast<HazardClass>(found - hazard_words.begin());
}

} // namespace schemadiff
