// What prepares an exchange takes long, and comes before all else: what has to be dropped and made
// again around the exchange is then missing for no longer than that takes, in one transaction.
#pragma once

#include <engine/plan/online.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace schemadiff::plan
{

// What the keys of online ways begin with: before and behind those of all other steps. What only
// the way back needs comes right behind the others, in their transaction.
namespace place
{
inline constexpr std::string_view early = "0";
inline constexpr std::string_view only_for_the_way_back = "39";
inline constexpr std::string_view late = "4";
} // namespace place

// Lets what prepares an exchange go first, with all that it needs. False where something would have
// to make way for that, which would be missing meanwhile.
bool prepare_first(OnlineNodes &online);

// Whether each exchange came to stand in one transaction with what its way back needs, so that it
// can be undone from wherever a run was left. `batch` is that of each place in `order`.
bool are_whole(std::span<Exchange const> exchanges, std::span<int const> order,
               std::span<int const> batch);

} // namespace schemadiff::plan
