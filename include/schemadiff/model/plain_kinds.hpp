// The kinds whose field tables alone say how YAML reads: for the reader, the writer and the JSON
// Schema, which all walk them.
#pragma once

#include <schemadiff/model/body.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <string_view>
#include <vector>

namespace schemadiff
{

// Calls f with a null pointer of each plain kind that stands at `home`, in the order of kinds.
template <class F>
void for_each_plain(Home home, F &&f)
{
    Kinds::for_each([&]<class T>(T *kind) {
        if constexpr (T::facts.is_plain) {
            if (T::facts.home == home) {
                f(kind);
            }
        }
    });
}

// The same for those that stand below an object of kind `parent`.
template <class F>
void for_each_plain_below(Kind parent, F &&f)
{
    for_each_plain(Home::object, [&]<class T>(T *kind) {
        if (T::facts.parent == parent) {
            f(kind);
        }
    });
}

// Their keys in YAML.
inline std::vector<std::string_view> plain_sections(Home home)
{
    std::vector<std::string_view> names;
    for_each_plain(home, [&]<class T>(T *) { names.push_back(T::section); });
    return names;
}

} // namespace schemadiff
