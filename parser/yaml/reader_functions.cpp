#include <parser/yaml/reader_functions.hpp>

#include <parser/yaml/reader_text.hpp>
#include <schemadiff/base/identifier.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::yaml
{

std::string setting_name(std::string_view written)
{
    // The only names of PostgreSQL's own with capital letters.
    static constexpr auto mixed =
        std::to_array<std::string_view>({"DateStyle", "IntervalStyle", "TimeZone"});
    auto name = lower(written);
    for (std::string_view const one : mixed) {
        if (lower(one) == name) {
            return std::string{one};
        }
    }
    return name;
}

bool is_name_list(std::string_view setting)
{
    static constexpr auto lists = std::to_array<std::string_view>(
        {"search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries",
         "local_preload_libraries", "unix_socket_directories"});
    return std::find(lists.begin(), lists.end(), setting) != lists.end();
}

std::vector<std::string> listed_names(std::string_view text)
{
    std::vector<std::string> names;
    std::string name;
    bool is_quoted = false;
    bool was_quoted = false;
    auto const end_name = [&] {
        while (!was_quoted && name.ends_with(' ')) {
            name.pop_back();
        }
        names.push_back(was_quoted ? name : lower(name));
        name.clear();
        was_quoted = false;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        if (c == '"' && is_quoted && text.substr(at + 1).starts_with('"')) {
            name += c;
            ++at;
        } else if (c == '"') {
            is_quoted = !is_quoted;
            was_quoted = true;
        } else if (c == ',' && !is_quoted) {
            end_name();
        } else if (is_quoted ||
                   !((c == ' ' || c == '\t' || c == '\n') && (name.empty() || was_quoted))) {
            name += c;
        }
    }
    end_name();
    return names;
}

std::string quoted_list(std::vector<std::string> const &names)
{
    if (names.empty()) {
        return "\"\"";
    }
    std::string text;
    for (std::string const &name : names) {
        text += (text.empty() ? "" : ", ") + quoted_identifier(name);
    }
    return text;
}

} // namespace schemadiff::yaml
