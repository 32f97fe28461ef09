#include <schemadiff/base/object_name.hpp>

namespace schemadiff
{

std::string cut_at_character(std::string_view name, std::size_t most)
{
    if (name.size() > most) {
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        name = name.substr(0, end);
    }
    return std::string{name};
}

std::string object_name(std::string_view first, std::string_view second, std::string_view label)
{
    std::size_t const overhead = (second.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
    std::size_t const available = longest_name - overhead;
    std::size_t first_size = first.size();
    std::size_t second_size = second.size();
    while (first_size + second_size > available) {
        --(first_size > second_size ? first_size : second_size);
    }
    std::string name = cut_at_character(first, first_size);
    if (!second.empty()) {
        name += "_" + cut_at_character(second, second_size);
    }
    if (!label.empty()) {
        name.append("_").append(label);
    }
    return name;
}

} // namespace schemadiff
