#include <schemadiff/model/field.hpp>

#include <algorithm>

namespace schemadiff
{

void Options::emplace(std::string key, std::string_view value)
{
    if (!contains(key)) {
        entries_.emplace_back(std::move(key), std::string(value));
    }
}

std::string &Options::operator[](std::string const &key)
{
    emplace(key, "");
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](auto const &entry) { return entry.first == key; })
        ->second;
}

void Options::erase(std::string_view key)
{
    std::erase_if(entries_, [&](auto const &entry) { return entry.first == key; });
}

void Options::merge(Options const &other)
{
    for (auto const &[key, value] : other) {
        emplace(key, value);
    }
}

std::vector<Options::Entry>::const_iterator Options::find(std::string_view key) const
{
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](auto const &entry) { return entry.first == key; });
}

std::vector<Options::Entry> Options::sorted() const
{
    auto entries = entries_;
    std::sort(entries.begin(), entries.end());
    return entries;
}

} // namespace schemadiff
