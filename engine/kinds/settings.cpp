#include <engine/kinds/settings.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace schemadiff::kinds
{

namespace
{

// Settings whose value is a list of names (GUC_LIST_QUOTE), stored with the names quoted as
// identifiers: each must be given as a constant of its own.
bool is_name_list(std::string_view setting)
{
    static constexpr std::array lists = std::to_array<std::string_view>(
        {"search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries",
         "local_preload_libraries", "unix_socket_directories"});
    return std::find(lists.begin(), lists.end(), setting) != lists.end();
}

// "$user", public -> the names without their quotes.
std::vector<std::string> split_names(std::string_view list)
{
    std::vector<std::string> parts;
    std::string part;
    bool quoted_part = false;
    bool any = false;
    for (std::size_t at = 0; at < list.size(); ++at) {
        char const c = list[at];
        if (c == '"') {
            any = true;
            if (quoted_part && at + 1 < list.size() && list[at + 1] == '"') {
                part += '"';
                ++at;
            } else {
                quoted_part = !quoted_part;
            }
        } else if (c == ',' && !quoted_part) {
            parts.push_back(std::move(part));
            part.clear();
        } else if (c != ' ' || quoted_part) {
            any = true;
            part += c;
        }
    }
    if (any) {
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace

Sql setting_value(std::string const &name, std::string const &value)
{
    if (!is_name_list(name)) {
        return sql("{}", Literal{value});
    }
    std::vector<Sql> parts;
    for (std::string const &part : split_names(value)) {
        parts.push_back(sql("{}", Literal{part}));
    }
    return parts.empty() ? sql("''") : join(parts, ", ");
}

} // namespace schemadiff::kinds
