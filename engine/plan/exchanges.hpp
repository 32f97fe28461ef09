// What has to be dropped and made again around an exchange is not to be missing for longer than
// that takes: its steps are drawn close, so that all of them share one transaction.
#pragma once

#include <engine/plan/online.hpp>

#include <span>
#include <vector>

namespace schemadiff::plan
{

// What the keys of online ways begin with: before and behind those of all other steps.
namespace place
{
inline constexpr char early = '0';
inline constexpr char late = '4';
inline constexpr char exchange = '5';
inline constexpr char only_for_the_way_back = '6';
inline constexpr char last = '7';
} // namespace place

// Moves whatever an exchange needs gone right before it, and what takes long and waits for it
// behind it.
void draw_close(OnlineNodes &online);

// Whether each exchange came to stand in one transaction with what its way back needs, so that it
// can be undone from wherever a run was left. `batch` is that of each place in `order`.
bool are_whole(std::span<Exchange const> exchanges, std::span<int const> order,
               std::span<int const> batch);

} // namespace schemadiff::plan
