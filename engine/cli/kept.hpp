// Catalogs that nobody looks at any more. To free hundreds of thousands of objects one by one takes
// longer than the end of the process, which frees all at once.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace schemadiff::cli
{

// Reachable to the end, so that it is no leak either.
template <class... T>
void keep_to_the_end(T &&...values)
{
    static auto *const kept = new std::vector<std::shared_ptr<void>>; // NOLINT(*-owning-memory)
    (kept->push_back(std::make_shared<std::remove_cvref_t<T>>(std::forward<T>(values))), ...);
}

} // namespace schemadiff::cli
