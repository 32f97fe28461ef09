#include <schemadiff/model/version.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace schemadiff
{

namespace
{

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        auto const end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    while (text.ends_with(' ')) {
        text.remove_suffix(1);
    }
    return text;
}

bool is_number(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int compared(std::string_view a, std::string_view b)
{
    auto const left = split(a, '.');
    auto const right = split(b, '.');
    for (std::size_t at = 0; at < std::max(left.size(), right.size()); ++at) {
        auto one = at < left.size() ? left[at] : std::string_view("0");
        auto two = at < right.size() ? right[at] : std::string_view("0");
        if (is_number(one) && is_number(two)) {
            while (one.size() > 1 && one.starts_with('0')) {
                one.remove_prefix(1);
            }
            while (two.size() > 1 && two.starts_with('0')) {
                two.remove_prefix(1);
            }
            if (one.size() != two.size()) {
                return one.size() < two.size() ? -1 : 1;
            }
        }
        if (auto const order = one.compare(two); order != 0) {
            return order;
        }
    }
    return 0;
}

bool is_met(std::string_view requirement, std::string_view installed)
{
    auto const wanted = requirement.find_first_not_of("<>=! ");
    auto const sign = trimmed(requirement.substr(0, wanted));
    auto const order =
        compared(installed, wanted == std::string_view::npos ? "" : requirement.substr(wanted));
    return sign == ">="   ? order >= 0
           : sign == ">"  ? order > 0
           : sign == "<=" ? order <= 0
           : sign == "<"  ? order < 0
           : sign == "!=" ? order != 0
                          : order == 0;
}

} // namespace

bool Version::is_requirement() const
{
    return !text.empty() && std::string_view("<>=!").find(text.front()) != std::string_view::npos;
}

bool Version::is_met_by(Version const &installed) const
{
    auto const all = split(text, ',');
    return std::all_of(all.begin(), all.end(), [&](std::string_view requirement) {
        return is_met(trimmed(requirement), installed.text);
    });
}

} // namespace schemadiff
