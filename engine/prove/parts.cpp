#include <engine/prove/parts.hpp>

#include <engine/elaborate/closure.hpp>
#include <schemadiff/model/fingerprint.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>

namespace schemadiff::prove
{

std::pair<Catalog, Catalog> parts(Plan const &plan, Catalog const &before, Catalog const &after)
{
    std::set<ObjectId> ids;
    for (auto const &[key, hash] : plan.expects) {
        if (auto const id = id_of_expectation(key)) {
            ids.insert(*id);
            // What was moved has left its schema, and goes back to it.
            if (has_schema(subject_of(*id))) {
                ids.insert(id_of<Schema>({subject_of(*id).schema()}));
            }
        }
    }
    // Those that act on what the plan makes, while the same role runs it.
    for (Catalog const *side : {&before, &after}) {
        for (auto const &one : side->of_kind(kind_of<DefaultGrant>)) {
            if (one->id.part(0) == plan.role) {
                ids.insert(one->id);
            }
        }
    }
    for (;;) {
        auto old_part = elaborate::closure(before, ids);
        auto new_part = elaborate::closure(after, ids);
        auto const known = ids.size();
        for (Catalog const *part : {&old_part, &new_part}) {
            for (auto const &object : part->objects()) {
                ids.insert(object->id);
            }
        }
        if (ids.size() == known) {
            return {std::move(old_part), std::move(new_part)};
        }
    }
}

Plan renames_of(Plan const &plan)
{
    Plan renames;
    std::copy_if(plan.steps.begin(), plan.steps.end(), std::back_inserter(renames.steps),
                 [](PlannedStep const &step) {
                     return step.action == Action::rename ||
                            (step.action == Action::alter && step.kind == Extension::word);
                 });
    return renames;
}

Moved with_moved_extensions(Catalog const &before, Catalog const &after)
{
    auto objects = before.objects();
    std::set<ObjectId> schemas;
    for (ObjectPtr &object : objects) {
        auto const *extension = object->body.get_if<Extension>();
        auto const *later = extension == nullptr ? nullptr : after.find(object->id);
        if (later == nullptr || later->as<Extension>().schema == extension->schema) {
            continue;
        }
        auto copy = std::make_shared<Object>(*object);
        copy->as<Extension>().schema = later->as<Extension>().schema;
        if (auto const &schema = copy->as<Extension>().schema) {
            schemas.insert(id_of<Schema>({*schema}));
        }
        object = std::move(copy);
    }
    Moved moved;
    for (ObjectId const &id : schemas) {
        if (auto schema = after.shared(id); schema && !before.contains(id)) {
            objects.push_back(std::move(schema));
            moved.schema_drops.push_back(sql("DROP SCHEMA {}", Ident{id.name()}));
        }
    }
    moved.catalog = Catalog(std::move(objects));
    moved.catalog.take_server_of(before);
    return moved;
}

} // namespace schemadiff::prove
