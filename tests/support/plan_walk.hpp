// Walks through the steps of a plan as a server would: keeps the objects that are there and says
// where a step needs what is not there, takes a name that is taken, or drops what something else
// still stands on. It knows of a step only what it is called and whether it runs anything; what
// objects need it asks the kinds.
#pragma once

#include <engine/diff/diff.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/plan/plan.hpp>
#include <schemadiff/plan/transactions.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::tests
{

class PlanWalk
{
public:
    PlanWalk(Plan const &plan, Catalog const &before, Catalog const &after)
        : plan_{&plan}, before_{&before}, after_{&after}
    {
        std::map<std::string, std::set<ObjectId>> ids;
        for (Catalog const *catalog : {before_, after_}) {
            for (auto const &object : catalog->objects()) {
                ids[described(object->id)].insert(object->id);
                // PostgreSQL makes and drops it with the identity, so that no step says so.
                if (object->id.kind() == kind_of<IdentitySequence>) {
                    unclear_.insert(object->id);
                }
            }
        }
        for (auto const &[name, all] : ids) {
            if (all.size() == 1) {
                id_of_.emplace(name, *all.begin());
            } else {
                unclear_.insert(all.begin(), all.end());
            }
        }
        for (auto const &object : before.objects()) {
            put(*object);
        }
    }

    // What was wrong, one line each; empty where all is well.
    std::string walk(Direction direction)
    {
        errors_.clear();
        direction_ = direction;
        begin_silently();
        std::map<ObjectId, int> left;
        for (PlannedStep const &step : plan_->steps) {
            if (auto const *id = subject_of(step); id != nullptr && step.action == Action::alter) {
                ++left[*id];
            }
        }
        for (std::size_t place = 0; place < plan_->steps.size(); ++place) {
            auto const &step = direction == Direction::up
                                   ? plan_->steps[place]
                                   : plan_->steps[plan_->steps.size() - 1 - place];
            auto const *const id = subject_of(step);
            if (id == nullptr) {
                continue;
            }
            // Of several alterations the first going up lets go of what is no longer needed, so
            // going down the last one needs it again.
            if (step.action != Action::alter || --left[*id] == 0 || direction == Direction::up) {
                take(step.action, *id);
            }
        }
        arrive();
        return errors_;
    }

private:
    Catalog const &goal() const { return direction_ == Direction::up ? *after_ : *before_; }

    // Null where the step runs nothing in this direction.
    ObjectId const *subject_of(PlannedStep const &step) const
    {
        auto const *const side = side_of(step, direction_);
        auto const found = id_of_.find(step.subject);
        return side == nullptr || side->statements.empty() || found == id_of_.end()
                   ? nullptr
                   : &found->second;
    }

    // Whatever differs and has no statement of its own, such as a grant that says what is usual
    // anyway, is as it should be from the start.
    void begin_silently()
    {
        std::set<ObjectId> spoken;
        for (PlannedStep const &step : plan_->steps) {
            if (auto const *id = subject_of(step)) {
                spoken.insert(*id);
            }
        }
        for (Change const &change : diff::changes(*before_, *after_)) {
            if (!spoken.contains(change.id())) {
                unclear_.insert(change.id());
                remove(change.id());
                if (auto const *object = goal().find(change.id())) {
                    put(*object);
                }
            }
        }
    }

    void take(Action action, ObjectId const &id)
    {
        bool const up = direction_ == Direction::up;
        if (action == (up ? Action::create : Action::drop)) {
            create(id);
        } else if (action == (up ? Action::drop : Action::create)) {
            drop(id);
        } else {
            alter(id);
        }
    }

    void create(ObjectId const &id)
    {
        auto const *object = goal().find(id);
        expect(object != nullptr, "creates what is not wanted: ", id);
        expect(!there_.contains(id), "creates what is there: ", id);
        if (object == nullptr) {
            return;
        }
        expect_needs(*object);
        for (std::string const &name : names(*object)) {
            expect(!names_.contains(name), "takes a name that is taken: ", id);
        }
        put(*object);
    }

    void alter(ObjectId const &id)
    {
        expect(there_.contains(id), "alters what is not there: ", id);
        auto const *object = goal().find(id);
        expect(object != nullptr, "alters what is not wanted: ", id);
        if (object != nullptr) {
            expect_needs(*object);
            remove(id);
            put(*object);
        }
    }

    void drop(ObjectId const &id)
    {
        expect(there_.contains(id), "drops what is not there: ", id);
        remove(id);
        for (auto const &[other, object] : there_) {
            if (needs_.at(other).contains(id) && !unclear_.contains(other)) {
                expect(false, "drops " + described(id) + ", which is needed by ", other);
            }
        }
    }

    void expect_needs(Object const &object)
    {
        for (ObjectId const &needed : kinds::dependencies(object, goal())) {
            bool const matters = goal().contains(needed) && !unclear_.contains(needed);
            expect(!matters || there_.contains(needed),
                   described(object.id) + " comes before what it needs: ", needed);
        }
    }

    void arrive()
    {
        for (auto const &object : goal().objects()) {
            auto const found = there_.find(object->id);
            expect(found != there_.end(), "is missing in the end: ", object->id);
            expect(found == there_.end() || same_content(*found->second, *object),
                   "is not as it should be in the end: ", object->id);
        }
        for (auto const &[id, object] : there_) {
            expect(goal().contains(id), "is too much in the end: ", id);
        }
    }

    static std::vector<std::string> names(Object const &object)
    {
        auto const slots = kinds::rules_of(object.id.kind()).slots;
        auto const is_no_name = [](Kind kind) {
            return kind == kind_of<Grant> || kind == kind_of<SequenceOwner>;
        };
        return slots == nullptr || is_no_name(object.id.kind()) ? std::vector<std::string>{}
                                                                : slots(object.id, &object);
    }

    void put(Object const &object)
    {
        there_[object.id] = &object;
        auto const &home = before_->find(object.id) == &object ? *before_ : *after_;
        auto const needed = kinds::dependencies(object, home);
        needs_[object.id] = {needed.begin(), needed.end()};
        for (std::string const &name : names(object)) {
            names_.insert(name);
        }
    }

    void remove(ObjectId const &id)
    {
        if (auto const found = there_.find(id); found != there_.end()) {
            for (std::string const &name : names(*found->second)) {
                names_.erase(name);
            }
            there_.erase(found);
        }
    }

    void expect(bool holds, std::string const &what, ObjectId const &id)
    {
        if (!holds) {
            errors_ += what + described(id) + "\n";
        }
    }

    Plan const *plan_;
    Catalog const *before_;
    Catalog const *after_;
    Direction direction_ = Direction::up;
    std::map<std::string, ObjectId> id_of_;
    // Of them it cannot be said which step is about them.
    std::set<ObjectId> unclear_;
    std::map<ObjectId, Object const *> there_;
    std::map<ObjectId, std::set<ObjectId>> needs_;
    std::set<std::string> names_;
    std::string errors_;
};

} // namespace schemadiff::tests
