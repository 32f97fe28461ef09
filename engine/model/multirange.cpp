#include <schemadiff/model/multirange.hpp>

#include <algorithm>

namespace schemadiff
{

bool has_multiranges(int server_version)
{
    return server_version == 0 || server_version >= 140000;
}

// makeMultirangeTypeName(), which counts bytes: a long name loses its end before "_multirange" is
// put there, and what is longer than a name may be is cut between two characters.
std::string usual_multirange_name(std::string_view range)
{
    constexpr std::size_t longest = 63;
    constexpr std::string_view suffix = "_multirange";
    auto const at = range.find("range");
    std::string name{range};
    if (at == std::string_view::npos) {
        name = name.substr(0, longest - suffix.size());
        name += suffix;
    } else {
        name.insert(at, "multi");
    }
    std::size_t end = std::min(name.size(), longest);
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    name.resize(end);
    return name;
}

std::string multirange_name(Object const &range)
{
    return range.as<RangeType>().multirange.value_or(usual_multirange_name(range.id.name()));
}

} // namespace schemadiff
