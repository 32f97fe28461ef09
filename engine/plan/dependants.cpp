#include <engine/plan/dependants.hpp>

#include <engine/kinds/registry.hpp>

#include <algorithm>
#include <functional>
#include <future>

namespace schemadiff::plan
{

std::vector<Dependants::Entry> Dependants::entries(std::size_t first, std::size_t last) const
{
    std::vector<Entry> entries;
    std::hash<ObjectId> const hash;
    for (auto at = first; at < last; ++at) {
        for (ObjectId const &id : kinds::dependencies(*catalog_->objects()[at], *catalog_)) {
            entries.push_back({hash(id), static_cast<std::uint32_t>(at)});
        }
    }
    std::sort(entries.begin(), entries.end());
    return entries;
}

void Dependants::build() const
{
    built_ = true;
    auto const size = catalog_->size();
    auto first_half = std::async(std::launch::async, [&] { return entries(0, size / 2); });
    auto const second_half = entries(size / 2, size);
    entries_ = first_half.get();
    auto const middle = static_cast<std::ptrdiff_t>(entries_.size());
    entries_.insert(entries_.end(), second_half.begin(), second_half.end());
    std::inplace_merge(entries_.begin(), entries_.begin() + middle, entries_.end());
}

std::vector<ObjectId> const &Dependants::of(ObjectId const &id) const
{
    if (!built_) {
        build();
    }
    auto const found = found_.find(id);
    return found != found_.end() ? found->second : found_.emplace(id, search(id)).first->second;
}

std::vector<ObjectId> Dependants::search(ObjectId const &id) const
{
    std::vector<ObjectId> ids;
    auto const hash = std::hash<ObjectId>{}(id);
    auto next = std::lower_bound(entries_.begin(), entries_.end(), Entry{hash, 0});
    for (; next != entries_.end() && next->hash == hash; ++next) {
        auto const &object = *catalog_->objects()[next->at];
        auto const needed = kinds::dependencies(object, *catalog_);
        bool const is_new = ids.empty() || ids.back() != object.id;
        // Two ids may have one hash.
        if (is_new && std::find(needed.begin(), needed.end(), id) != needed.end()) {
            ids.push_back(object.id);
        }
    }
    return ids;
}

} // namespace schemadiff::plan
