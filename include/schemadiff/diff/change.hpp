// One difference between two catalogs.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string_view>
#include <vector>

namespace schemadiff
{

struct Change {
    ObjectPtr before; // null: added
    ObjectPtr after;  // null: removed
    // The fields that differ, where both sides are there; "owner" is one of them.
    std::vector<std::string_view> fields;
    // A field among them says OnChange::replace.
    bool must_replace = false;

    [[nodiscard]] ObjectId const &id() const { return before ? before->id : after->id; }
};

} // namespace schemadiff
