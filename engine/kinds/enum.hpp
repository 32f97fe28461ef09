// Labels of an enum that get another name: for whoever makes it anew.
#pragma once

#include <engine/kinds/rules.hpp>

#include <utility>

namespace schemadiff::kinds::enumeration
{

struct RenamedLabel {
    std::string before;
    std::string after;
};

// Those that lead from one form to the other, whichever of them says so.
std::vector<RenamedLabel> renamed_labels(Object const &from, Object const &to);

} // namespace schemadiff::kinds::enumeration
