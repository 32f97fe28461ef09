// The version of an extension, or what is asked of it: '1.3', '>=0.5.0', '>=1.0, <2.0'.
#pragma once

#include <compare>
#include <string>

namespace schemadiff
{

struct Version {
    std::string text;

    [[nodiscard]] bool is_requirement() const;
    // Parts between dots are compared as numbers where both are numbers, as text otherwise.
    [[nodiscard]] bool is_met_by(Version const &installed) const;
    friend auto operator<=>(Version const &, Version const &) = default;
};

} // namespace schemadiff
