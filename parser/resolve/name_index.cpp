#include <parser/resolve/name_index.hpp>

#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/multirange.hpp>

#include <algorithm>

namespace schemadiff::resolve
{

NameIndex::NameIndex(Catalog const &catalog)
{
    for (std::size_t index = 0; index < Kinds::size; ++index) {
        auto const kind = static_cast<Kind>(index);
        if (facts(kind).is_relation) {
            add(catalog, kind, relations_);
        } else if (facts(kind).is_type) {
            add(catalog, kind, types_);
        }
    }
    for (ObjectPtr const &range : catalog.of_kind(kind_of<RangeType>)) {
        types_.emplace(range->id.renamed(multirange_name(*range)).path(), &range->id);
    }
    for (ObjectPtr const &collation : catalog.of_kind(kind_of<Collation>)) {
        collations_.emplace(collation->id.path(), &collation->id);
    }
    for (ObjectPtr const &extension : catalog.of_kind(kind_of<Extension>)) {
        extensions_.emplace(extension->id.name(), &extension->id);
    }
    for (Kind const kind : {kind_of<TextSearchConfiguration>, kind_of<TextSearchDictionary>}) {
        for (ObjectPtr const &one : catalog.of_kind(kind)) {
            text_search_[one->id.path()].push_back(&one->id);
        }
    }
    for (ObjectPtr const &one : catalog.of_kind(kind_of<Operator>)) {
        operators_[one->id.up(kind_of<Operator>).path()].push_back(&one->id);
    }
    for (Kind const kind : {kind_of<Function>, kind_of<Aggregate>}) {
        for (ObjectPtr const &function : catalog.of_kind(kind)) {
            auto const path = function->id.up(kind).path();
            functions_[path].push_back(&function->id);
            functions_by_name_[std::string{function->id.part(1)}].push_back(path);
        }
    }
}

std::string NameIndex::path_of(std::string_view schema, std::string const &name,
                               bool is_function) const
{
    auto own = std::string{schema}.append(1, '\0').append(name);
    bool const is_own =
        is_function ? functions_.contains(own) : relations_.contains(own) || types_.contains(own);
    if (is_own) {
        return own;
    }
    auto const &by_name = is_function ? functions_by_name_ : others_by_name_;
    auto const found = by_name.find(name);
    bool const is_one =
        found != by_name.end() &&
        std::all_of(found->second.begin(), found->second.end(),
                    [&](auto const &path) { return path == found->second.front(); });
    return is_one ? found->second.front() : std::string{};
}

void NameIndex::add(Catalog const &catalog, Kind kind, Index &index)
{
    for (ObjectPtr const &object : catalog.of_kind(kind)) {
        index.emplace(object->id.path(), &object->id);
        others_by_name_[std::string{object->id.name()}].push_back(object->id.path());
    }
}

} // namespace schemadiff::resolve
