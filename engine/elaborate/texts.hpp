// The SQL texts of an object by their fields. For the sources of this layer.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::elaborate
{

using Texts = std::vector<std::pair<std::string, Expression *>>;

Texts texts_of(Object &object);
std::optional<std::string> text_at(Object const &object, std::string const &wanted);

// A new object that has texts, and one that goes from under the same parent and is equal but for
// its name and its texts: a rename, if the texts mean the same.
struct RenameCandidate {
    std::size_t at = 0; // in `after`
    ObjectPtr live;
};

// Of kinds that are renamed by content: see plan::renames_by_content(). `after` is sorted.
std::vector<RenameCandidate> rename_candidates(Catalog const &before,
                                               std::vector<ObjectPtr> const &after);

} // namespace schemadiff::elaborate
