// Who depends on whom in one catalog, both ways, by what the rules of each kind say and what the
// objects' SQL text names. Built once and only where something is dropped or makes way.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <cstdint>
#include <unordered_map>
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
    void build() const;

    Catalog const *catalog_;
    mutable bool built_ = false;
    mutable std::unordered_map<ObjectId, std::vector<std::uint32_t>> by_id_;
};

} // namespace schemadiff::plan
