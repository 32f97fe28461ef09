// Names in the schema of the journal that statements of plans refer to.
#pragma once

#include <string_view>

namespace schemadiff
{

inline constexpr std::string_view run_table = "schemadiff_run";
inline constexpr std::string_view kept_table = "schemadiff_kept"; // the list of what is kept

} // namespace schemadiff
