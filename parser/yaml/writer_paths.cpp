#include <parser/yaml/writer_paths.hpp>

#include <schemadiff/base/hash.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::yaml
{

namespace
{

constexpr std::size_t hash_digits = 8;

bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Windows takes these for devices, whatever the extension.
bool is_device(std::string_view name)
{
    static constexpr auto devices = std::to_array<std::string_view>({"con", "prn", "aux", "nul"});
    bool const is_numbered = name.size() == 4 && name[3] >= '0' && name[3] <= '9' &&
                             (name.starts_with("com") || name.starts_with("lpt"));
    return is_numbered || std::find(devices.begin(), devices.end(), name) != devices.end();
}

std::string readable(std::string_view name)
{
    std::string text;
    for (char const c : name) {
        char const lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        text += is_plain(lower) ? lower : '_';
    }
    return text;
}

} // namespace

std::string FileNames::name(std::string_view folder, std::string_view object)
{
    bool const is_usable = !object.empty() && !is_device(object) &&
                           std::all_of(object.begin(), object.end(), is_plain);
    // A plain name has no hyphen, so it cannot meet one with a hash.
    auto const prefix = std::string{folder} + "/";
    if (is_usable) {
        taken_.insert(prefix + std::string{object});
        return std::string{object};
    }
    auto const hash = hash_of(object);
    std::string name;
    std::size_t digits = hash_digits;
    do {
        name = readable(object) + "-" + hash.substr(0, digits);
    } while (!taken_.insert(prefix + name).second && digits++ < hash.size());
    return name;
}

} // namespace schemadiff::yaml
