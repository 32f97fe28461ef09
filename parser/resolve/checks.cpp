#include <parser/resolve/checks.hpp>

#include <parser/resolve/check_parts.hpp>
#include <parser/resolve/foreign_tables.hpp>
#include <parser/resolve/roles.hpp>
#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace schemadiff::resolve
{

namespace
{

using yaml::together;

// ---- names ----

// PostgreSQL has one namespace for all relations of a schema, one for its types, one for the
// constraints of a table.
class Slots
{
public:
    explicit Slots(Diagnostics &diagnostics) : diagnostics_{diagnostics} {}

    void take(Object const &object)
    {
        ObjectId const &id = object.id;
        Kind const kind = id.kind();
        bool const is_relation = facts(kind).is_relation || facts(kind).has_index;
        bool const is_taken = is_relation && !take(relations_, key(id.schema(), id.name()), object);
        if (facts(kind).is_type) {
            take(types_, id.path(), object);
        }
        // Two keys of one name are reported once.
        if (facts(kind).is_constraint && !is_taken) {
            take(constraints_, id.path(), object);
        }
    }

private:
    using Taken = std::unordered_map<std::string, Object const *>;

    static std::string key(std::string_view schema, std::string_view name)
    {
        return std::string{schema}.append(1, '\0').append(name);
    }

    bool take(Taken &taken, std::string name, Object const &object)
    {
        auto const [found, is_free] = taken.emplace(std::move(name), &object);
        if (is_free) {
            return true;
        }
        Object const *first = found->second;
        Object const *second = &object;
        if (second->at < first->at) {
            std::swap(first, second);
        }
        diagnostics_.error(codes::name_taken, second->at,
                           together(described(second->id), " takes the name of ",
                                    described(first->id), ", at ", first->at));
        return false;
    }

    Diagnostics &diagnostics_;
    Taken relations_;
    Taken types_;
    Taken constraints_;
};

// ---- renames ----

ObjectId former_id(Object const &object)
{
    auto const &former = object.renamed_from;
    auto parts = object.id.parts();
    if (former.size() == 2) {
        parts[0] = former[0];
    }
    // The name of a function stands before its types.
    parts[name_place(object.id)] = former.back();
    return {object.id.kind(), std::vector<std::string>{parts.begin(), parts.end()}};
}

void check_renames(Catalog const &catalog, Diagnostics &diagnostics)
{
    std::unordered_map<ObjectId, Object const *> claimed;
    for (ObjectPtr const &object : catalog.objects()) {
        if (auto const *body = object->body.get_if<Enum>()) {
            for (auto const &[label, former] : body->renamed_labels) {
                if (std::find(body->labels.begin(), body->labels.end(), former) !=
                    body->labels.end()) {
                    diagnostics.error(codes::bad_rename, object->at,
                                      together("the label '", label, "' is renamed from '", former,
                                               "', which is still a label"));
                }
            }
        }
        if (object->renamed_from.empty()) {
            continue;
        }
        auto const former = former_id(*object);
        Object const *const holder = catalog.find(former);
        // Two that exchange their names are renamed themselves.
        if (holder != nullptr && (holder == object.get() || holder->renamed_from.empty())) {
            diagnostics.error(
                codes::bad_rename, object->at,
                together(described(object->id), " is renamed from a name that ",
                         holder == object.get() ? "it has itself" : "is still in use"));
        }
        auto const [other, is_first] = claimed.emplace(former, object.get());
        if (!is_first) {
            diagnostics.error(codes::bad_rename, object->at,
                              together(described(object->id), " and ", described(other->second->id),
                                       " are renamed from the same object"));
        }
    }
}

// ---- circles ----

// Views that use each other, found by going through each view once.
class Circles
{
public:
    Circles(Catalog const &catalog, Diagnostics &diagnostics)
        : catalog_{catalog}, diagnostics_{diagnostics}
    {
    }

    void find()
    {
        for (Kind const kind : {kind_of<View>, kind_of<MaterializedView>}) {
            for (ObjectPtr const &view : catalog_.of_kind(kind)) {
                walk_from(view.get());
            }
        }
    }

private:
    struct Step {
        Object const *view;
        std::size_t next = 0; // of its references
    };

    void walk_from(Object const *start)
    {
        if (done_.contains(start)) {
            return;
        }
        std::vector<Step> path{{start}};
        while (!path.empty()) {
            Step &step = path.back();
            auto const &references = step.view->references;
            if (step.next == references.size()) {
                done_.insert(step.view);
                path.pop_back();
                continue;
            }
            ObjectId const &id = references[step.next++];
            bool const is_view =
                id.kind() == kind_of<View> || id.kind() == kind_of<MaterializedView>;
            Object const *const other = is_view ? catalog_.find(id) : nullptr;
            if (other == nullptr || done_.contains(other)) {
                continue;
            }
            auto const met = std::find_if(path.begin(), path.end(),
                                          [&](Step const &one) { return one.view == other; });
            if (met == path.end()) {
                path.push_back({other});
            } else {
                report({met, path.end()});
            }
        }
    }

    void report(std::vector<Step> const &circle)
    {
        std::string way;
        std::string places;
        for (Step const &step : circle) {
            way += described(step.view->id) + " -> ";
            places += together(places.empty() ? "" : ", ", step.view->at);
        }
        diagnostics_.error(
            codes::views_in_a_circle, circle.front().view->at,
            together("views use each other in a circle: ", way, described(circle.front().view->id)),
            {together("They are written at ", places, ".")});
    }

    Catalog const &catalog_;
    Diagnostics &diagnostics_;
    std::unordered_set<Object const *> done_;
};

} // namespace

std::vector<std::shared_ptr<Object>> distinct_objects(yaml::Drafts drafts, Diagnostics &diagnostics)
{
    std::vector<std::shared_ptr<Object>> objects;
    objects.reserve(drafts.objects.size());
    for (yaml::Draft &draft : drafts.objects) {
        objects.push_back(std::move(draft.object));
    }
    // By id, as a catalog wants them; of two with one id the one that is written first.
    std::sort(objects.begin(), objects.end(), [](auto const &a, auto const &b) {
        auto const order = a->id <=> b->id;
        return order != 0 ? order < 0 : a->at < b->at;
    });
    auto const is_second = [&](auto const &first, auto const &second) {
        bool const is_same = first->id == second->id;
        if (is_same) {
            diagnostics.error(
                codes::object_twice, second->at,
                together(described(second->id), " is there twice, first at ", first->at));
        }
        return is_same;
    };
    objects.erase(std::unique(objects.begin(), objects.end(), is_second), objects.end());
    return objects;
}

void check_meaning(Catalog const &catalog, Diagnostics &diagnostics)
{
    Slots slots{diagnostics};
    for (ObjectPtr const &object : catalog.objects()) {
        slots.take(*object);
    }
    check_renames(catalog, diagnostics);
    check_parts(catalog, diagnostics);
    check_foreign_tables(catalog, diagnostics);
    check_roles(catalog, diagnostics);
    Circles{catalog, diagnostics}.find();
}

} // namespace schemadiff::resolve
