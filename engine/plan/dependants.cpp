#include <engine/plan/dependants.hpp>

#include <engine/kinds/registry.hpp>

namespace schemadiff::plan
{

void Dependants::build() const
{
    built_ = true;
    by_id_.reserve(catalog_->size());
    auto const &objects = catalog_->objects();
    for (std::uint32_t at = 0; at < objects.size(); ++at) {
        for (ObjectId &id : kinds::dependencies(*objects[at], *catalog_)) {
            auto &dependants = by_id_[std::move(id)];
            if (dependants.empty() || dependants.back() != at) {
                dependants.push_back(at);
            }
        }
    }
}

std::vector<ObjectId> Dependants::of(ObjectId const &id) const
{
    if (!built_) {
        build();
    }
    std::vector<ObjectId> ids;
    if (auto const found = by_id_.find(id); found != by_id_.end()) {
        for (auto const at : found->second) {
            ids.push_back(catalog_->objects()[at]->id);
        }
    }
    return ids;
}

} // namespace schemadiff::plan
