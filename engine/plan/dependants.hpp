// Who depends on whom in one catalog, both ways, by what the rules of each kind say and what the
// objects' SQL text names. Built once and only where something is dropped or makes way.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace schemadiff::plan
{

class Dependants
{
public:
    explicit Dependants(Catalog const &catalog) : catalog_{&catalog} {}

    // Objects that directly depend on `id`, sorted.
    [[nodiscard]] std::vector<ObjectId> of(ObjectId const &id) const;

private:
    // An object and the hash of an id that it depends on: ten thousand tables have a million.
    struct Entry {
        std::size_t hash;
        std::uint32_t at;
        friend auto operator<=>(Entry const &, Entry const &) = default;
    };

    void build() const;
    [[nodiscard]] std::vector<Entry> entries(std::size_t first, std::size_t last) const;

    Catalog const *catalog_;
    mutable bool built_ = false;
    mutable std::vector<Entry> entries_; // sorted
};

} // namespace schemadiff::plan
