// Who depends on whom in one catalog, both ways, by what the rules of each kind say and what the
// objects' SQL text names. Built once and only where something is dropped or makes way.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace schemadiff::plan
{

class Dependants
{
public:
    explicit Dependants(Catalog const &catalog) : catalog_{&catalog} {}

    // Objects that directly depend on `id`, sorted. Kept, because each of ten thousand partitions
    // asks who depends on their parent.
    [[nodiscard]] std::vector<ObjectId> const &of(ObjectId const &id) const;

private:
    // An object and the hash of an id that it depends on: ten thousand tables have a million.
    struct Entry {
        std::size_t hash;
        std::uint32_t at;
        friend auto operator<=>(Entry const &, Entry const &) = default;
    };

    void build() const;
    [[nodiscard]] std::vector<Entry> entries(std::size_t first, std::size_t last) const;
    [[nodiscard]] std::vector<ObjectId> search(ObjectId const &id) const;

    Catalog const *catalog_;
    mutable bool built_ = false;
    mutable std::vector<Entry> entries_; // sorted
    mutable std::unordered_map<ObjectId, std::vector<ObjectId>> found_;
};

} // namespace schemadiff::plan
