#include <schemadiff/model/shared.hpp>

#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <iterator>

namespace schemadiff
{

bool is_shared(ObjectId const &id)
{
    return facts(subject_of(id).kind()).is_shared;
}

std::vector<ObjectPtr> shared_objects(Catalog const &catalog)
{
    std::vector<ObjectPtr> shared;
    std::copy_if(catalog.objects().begin(), catalog.objects().end(), std::back_inserter(shared),
                 [](ObjectPtr const &object) { return is_shared(object->id); });
    return shared;
}

Catalog without_shared(Catalog const &catalog)
{
    return with_shared(catalog, {});
}

Catalog with_shared(Catalog const &catalog, std::vector<ObjectPtr> shared)
{
    auto objects = catalog.objects();
    std::erase_if(objects, [](ObjectPtr const &object) { return is_shared(object->id); });
    objects.insert(objects.end(), std::make_move_iterator(shared.begin()),
                   std::make_move_iterator(shared.end()));
    Catalog result(std::move(objects));
    result.take_server_of(catalog);
    result.uncovered = catalog.uncovered;
    return result;
}

} // namespace schemadiff
