#include <engine/kinds/free_names.hpp>

#include <schemadiff/base/object_name.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds
{

ObjectId FreeNames::beside(ObjectId const &id, std::string_view label)
{
    auto const question = std::pair{id, std::string(label)};
    if (auto const given = given_.find(question); given != given_.end()) {
        return given->second;
    }
    if (names_.empty()) {
        take_names();
    }
    for (int number = 0;; ++number) {
        auto const tail = number == 0 ? std::string(label) : fmt::format("{}{}", label, number);
        auto beside = id.renamed(object_name(id.name(), "", tail));
        if (names_.emplace(beside.schema(), beside.name()).second) {
            return given_.emplace(question, std::move(beside)).first->second;
        }
    }
}

void FreeNames::take_names()
{
    for (Catalog const *catalog : catalogs_) {
        for (ObjectPtr const &object : catalog->objects()) {
            names_.emplace(object->id.schema(), object->id.name());
        }
    }
}

} // namespace schemadiff::kinds
