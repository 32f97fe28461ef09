#include <engine/diff/as_made.hpp>

#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

namespace schemadiff::diff
{

bool is_part_of_what_is_as_made(ObjectId const &id, Catalog const &catalog)
{
    auto const subject = subject_of(id);
    auto const *one = facts(subject.kind()).comes_with_parent ? catalog.find(subject) : nullptr;
    return one != nullptr && is_as_made(*one);
}

} // namespace schemadiff::diff
