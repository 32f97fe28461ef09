#include <engine/plan/steps.hpp>

#include <engine/kinds/access.hpp>
#include <engine/kinds/named_roles.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/plan/makers.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace schemadiff::plan
{

namespace
{

// Sorts the other way round. A byte above all others ends it, because what goes on sorts first
// then.
std::string reversed(std::string text)
{
    for (char &c : text) {
        c = static_cast<char>(~static_cast<unsigned char>(c));
    }
    return text + '\xff';
}

// What has to be committed before it can be used goes first of all in its direction; then
// removals, in exactly the opposite order of creation, so that their way back is one.
// Columns and grants keep the order in which they were declared.
std::string place_among_siblings(Object const &object)
{
    auto const &id = object.id;
    if (object.position == 0) {
        return id.path();
    }
    auto const siblings =
        is_satellite(id) ? satellite_id(id.kind(), subject_of(id), {""}) : id.renamed("");
    return fmt::format("{}{:06}", siblings.path(), object.position);
}

std::string sort_key(Object const &object, Action action, Step const &step)
{
    auto const rank = static_cast<std::size_t>(object.id.kind());
    auto const place = place_among_siblings(object);
    if (step.up.transaction == Transaction::commit_after) {
        return fmt::format("0{:02}{}", rank, place);
    }
    if (step.down && step.down->transaction == Transaction::commit_after) {
        return fmt::format("3{:02}{}", rank, place);
    }
    return action == Action::drop ? fmt::format("1{:02}{}", Kinds::size - rank, reversed(place))
                                  : fmt::format("2{:02}{}", rank, place);
}

std::vector<ObjectId> without(std::vector<ObjectId> all, std::vector<ObjectId> some)
{
    // What fields and SQL text name both stands there twice.
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::sort(some.begin(), some.end());
    std::vector<ObjectId> rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

// The steps of all touched objects, with what they produce, consume, destroy and release.
class Steps
{
public:
    Steps(Sides const &sides, Options const &options)
        : sides_{sides}, options_{options}, going_up_to_{sides.after_context},
          going_down_to_{sides.before_context}, placed_going_down_{sides.before_context}
    {
        placed_going_down_.other = nullptr; // which has been on no server yet
    }

    std::vector<Node> run(std::map<ObjectId, Touched> &touched)
    {
        touched_ = &touched;
        going_up_to_.is_made = [&touched](ObjectId const &id) {
            auto const found = touched.find(id);
            return found != touched.end() && is_made_going_up(found->second);
        };
        going_down_to_.is_made = [&touched](ObjectId const &id) {
            auto const found = touched.find(id);
            return found != touched.end() && is_made_going_down(found->second);
        };
        placed_going_down_.is_made = going_down_to_.is_made;
        for (auto &[id, one] : touched) {
            switch (one.fate) {
            case Fate::create:
                create(*one.after, true, true);
                break;
            case Fate::drop:
                drop(*one.before, true, true);
                break;
            case Fate::replace:
                drop(*one.before, true, true);
                create(*one.after, true, true);
                break;
            case Fate::make_way:
                drop(*one.before, one.going_up, one.going_down);
                create(*one.after, one.going_up, one.going_down);
                break;
            case Fate::alter:
                if (one.going_down) {
                    alter_going_up(one);
                } else {
                    alter(one);
                }
                break;
            }
        }
        leave_to_makers(nodes_);
        follow_those_that_make_anew(nodes_, touched);
        let_others_go_first();
        go_before_what_is_named_otherwise();
        return std::move(nodes_);
    }

private:
    kinds::Rules const &rules(Object const &object) const
    {
        return kinds::rules_of(object.id.kind());
    }

    int add(Step step, Object const &object, Action action)
    {
        step.subject = object.id;
        step.action = action;
        if (!step.declared_at.is_known()) {
            step.declared_at = object.at;
        }
        Node node;
        node.key = sort_key(object, action, step);
        node.step = std::move(step);
        nodes_.push_back(std::move(node));
        return static_cast<int>(nodes_.size()) - 1;
    }

    Node &node(int index) { return nodes_[static_cast<std::size_t>(index)]; }

    std::vector<Step> online(Object const &object, kinds::Context const &context) const
    {
        auto const function = rules(object).online;
        // Nobody uses a relation that comes or goes with the plan.
        auto const relation = kinds::relation_of(object.id, context.catalog);
        bool const lasts = sides_.before.contains(relation) && sides_.after.contains(relation);
        if (function == nullptr || options_.ways == Ways::plain || !lasts) {
            return {};
        }
        auto known = context;
        known.is_away = [this](ObjectId const &id) {
            auto const found = touched_->find(id);
            return found != touched_->end() && found->second.fate != Fate::alter;
        };
        return function(object, known);
    }

    std::vector<std::string> slots(Object const &object) const
    {
        auto const function = rules(object).slots;
        return function != nullptr ? function(object.id, &object) : std::vector<std::string>{};
    }

    static void add_names(std::vector<std::string> &names, ObjectId const &id,
                          std::vector<std::string> (*rule)(ObjectId const &,
                                                           kinds::Context const &),
                          kinds::Context const &context)
    {
        if (rule != nullptr) {
            auto const more = rule(id, context);
            names.insert(names.end(), more.begin(), more.end());
        }
    }

    Side owner_side(Object const &object) const
    {
        auto side = kinds::side(sql("ALTER {} OWNER TO {}", rules(object).owner_address(object.id),
                                    Ident{*object.owner}));
        if (rules(object).owner_lock != Lock::none) {
            side.locks.push_back({object.id, rules(object).owner_lock});
        }
        if (auto const rule = rules(object).takes_along; rule != nullptr) {
            for (Catalog const *catalog : {&sides_.before, &sides_.after}) {
                for (ObjectId const &id : rule(object.id, *catalog)) {
                    side.locks.push_back({id, rules(object).owner_lock});
                }
            }
        }
        return side;
    }

    // ALTER ... OWNER TO, where whoever creates the object would not own it anyway.
    std::optional<Side> owner(Object const &object) const
    {
        bool const is_own = rules(object).owner_address == nullptr || !object.owner ||
                            *object.owner == options_.role;
        return is_own ? std::nullopt : std::optional{owner_side(object)};
    }

    // What acts on other statements comes after all that wait for nothing of it.
    void let_others_go_first()
    {
        std::vector<ObjectId> others;
        std::vector<Node *> acting;
        for (Node &node : nodes_) {
            bool const acts = kinds::rules_of(node.step.subject.kind()).acts_on_others;
            if (!acts) {
                others.insert(others.end(), node.step.produces.begin(), node.step.produces.end());
            } else if (node.step.action != Action::drop) {
                acting.push_back(&node);
            }
        }
        for (Node *node : acting) {
            node->wishes.insert(node->wishes.end(), others.begin(), others.end());
        }
    }

    void go_before_what_is_named_otherwise()
    {
        for (int index = 0; index < static_cast<int>(nodes_.size()); ++index) {
            if (!node(index).step.renames_others) {
                continue;
            }
            auto const subject = node(index).step.subject;
            auto const names_it = [&](std::vector<ObjectId> const &ids) {
                return std::find(ids.begin(), ids.end(), subject) != ids.end();
            };
            for (Node &other : nodes_) {
                if (other.step.subject != subject &&
                    (names_it(other.step.consumes) || names_it(other.step.releases))) {
                    other.after.push_back(index);
                }
            }
        }
    }

    // Takes back what default privileges gave to an object that has just been made. Grants wait for
    // it; parts of the object do not, because CREATE TABLE may have to bring them.
    Side access(Object const &object, Catalog const &own) const
    {
        Side side;
        side.statements = kinds::access_statements(
            object, own, {sides_.before, sides_.after, options_.role, options_.server_version});
        return side;
    }

    // The object is altered going up, and makes way for others going down.
    void alter_going_up(Touched &touched)
    {
        int const old_one = drop(*touched.before, false, true);
        auto const indexes = alter(touched);
        for (int const index : indexes) {
            node(index).step.down = Side{};
            node(index).step.online.clear();
        }
        if (!indexes.empty()) {
            node(indexes.front()).after = {old_one};
        }
        create(*touched.after, false, true);
    }

    void create(Object const &object, bool going_up, bool going_down)
    {
        Step step;
        if (going_up) {
            step.up = rules(object).create(object, going_up_to_);
        }
        step.down = going_down ? rules(object).drop(object, sides_.after_context) : Side{};
        if (going_up && going_down) {
            step.online = online(object, sides_.after_context);
        }
        step.produces = {object.id};
        step.consumes = kinds::place_of(object, going_up ? going_up_to_ : sides_.after_context);
        int index = add(std::move(step), object, Action::create);
        node(index).takes = slots(object);
        add_names(node(index).takes, object.id, rules(object).takes, sides_.after_context);
        node(index).wishes = object.mentions;
        if (auto side = access(object, sides_.after); !side.statements.empty() && going_up) {
            Step to_usual;
            to_usual.up = std::move(side);
            to_usual.down = Side{};
            int const next = add(std::move(to_usual), object, Action::alter);
            node(next).frees = {kinds::rights_slot(object.id)};
            node(next).after = {std::exchange(index, next)};
        }
        if (auto side = owner(object); side && going_up) {
            Step to_owner;
            to_owner.up = std::move(*side);
            to_owner.down = Side{};
            int const next = add(std::move(to_owner), object, Action::alter);
            node(next).after = {index};
        }
    }

    // The step's index.
    int drop(Object const &object, bool going_up, bool going_down)
    {
        int before = -1;
        if (auto side = owner(object); side && going_down) {
            Step to_owner;
            to_owner.down = std::move(*side);
            before = add(std::move(to_owner), object, Action::alter);
            node(before).key = sort_key(object, Action::drop, Step{});
        }
        if (auto side = access(object, sides_.before); !side.statements.empty() && going_down) {
            Step to_usual;
            to_usual.down = std::move(side);
            int const next = add(std::move(to_usual), object, Action::alter);
            node(next).takes = {kinds::rights_slot(object.id)};
            node(next).key = sort_key(object, Action::drop, Step{});
            if (before >= 0) {
                node(next).after = {before};
            }
            before = next;
        }
        Step step;
        if (going_up) {
            step.up = rules(object).drop(object, sides_.before_context);
        }
        step.down = going_down ? rules(object).create(object, going_down_to_) : Side{};
        if (going_up && going_down) {
            step.online = backwards(online(object, sides_.before_context));
        }
        step.destroys = {object.id};
        step.releases =
            kinds::place_of(object, going_down ? placed_going_down_ : sides_.before_context);
        int const index = add(std::move(step), object, Action::drop);
        node(index).frees = slots(object);
        add_names(node(index).frees, object.id, rules(object).frees, sides_.before_context);
        if (before >= 0) {
            node(index).after = {before};
        }
        return index;
    }

    // What an alteration became: `all` steps in their order, and those of them that take the old
    // object away and bring the new one.
    struct Altered {
        std::vector<int> all;
        std::vector<int> body;
    };

    // A side that has to be committed before others can use it takes nothing away, so it becomes a
    // step of its own at that end of the plan where it runs first: what makes way for the other
    // side is then not missing between two transactions.
    void add_alteration(Step step, Object const &object, Altered &altered)
    {
        std::optional<Side> first;
        std::optional<Side> last;
        if (step.up.transaction == Transaction::commit_after) {
            first = std::exchange(step.up, Side{});
        }
        if (step.down && step.down->transaction == Transaction::commit_after) {
            last = std::exchange(*step.down, Side{});
        }
        if (first) {
            Step one;
            one.up = *std::move(first);
            one.down = Side{};
            altered.all.push_back(add(std::move(one), object, Action::alter));
        }
        altered.body.push_back(add(std::move(step), object, Action::alter));
        altered.all.push_back(altered.body.back());
        if (last) {
            Step one;
            one.down = *std::move(last);
            altered.all.push_back(add(std::move(one), object, Action::alter));
        }
    }

    // Indexes of its steps, in their order.
    std::vector<int> alter(Touched &touched)
    {
        auto const &object = *touched.after;
        Altered altered;
        for (Step &step : touched.alteration.steps) {
            add_alteration(std::move(step), object, altered);
        }
        if (kinds::contains(touched.fields, "owner")) {
            Step step;
            auto const address = rules(object).owner_address;
            auto const follows = rules(object).owner_follows;
            if (address != nullptr && touched.before->owner && touched.after->owner &&
                (follows == nullptr || !follows(object.id, sides_.before, sides_.after))) {
                step.up = owner_side(*touched.after);
                step.down = owner_side(*touched.before);
                step.up.hazards.push_back(
                    {HazardClass::change_access,
                     fmt::format("{} belongs to {} instead of {}", described(object.id),
                                 *touched.after->owner, *touched.before->owner)});
                add_alteration(std::move(step), object, altered);
                node(altered.all.back()).frees = {kinds::rights_slot(object.id)};
                node(altered.all.back()).takes = {kinds::rights_slot(object.id)};
            }
        }
        auto const &indexes = altered.all;
        if (indexes.empty()) {
            return {};
        }
        auto needed = kinds::dependencies(object, sides_.after);
        kinds::add_named_roles(object, sides_.after, needed);
        for (std::size_t at = 0; at < indexes.size(); ++at) {
            auto &step = node(indexes[at]).step;
            auto const more = without(needed, step.releases);
            step.consumes.insert(step.consumes.end(), more.begin(), more.end());
            if (at > 0) {
                node(indexes[at]).after = {indexes[at - 1]};
            }
        }
        auto &first = node(altered.body.front());
        auto &last = node(altered.body.back());
        auto held = kinds::dependencies(*touched.before, sides_.before);
        kinds::add_named_roles(*touched.before, sides_.before, held);
        auto const let_go = without(std::move(held), needed);
        first.step.releases.insert(first.step.releases.end(), let_go.begin(), let_go.end());
        if (!rules(object).alters_alone && !touched.alteration.is_alone) {
            if (!first.step.renames_others && !rules(object).alters_below_users) {
                first.step.destroys.push_back(object.id);
            }
            last.step.produces.push_back(object.id);
        }
        auto const old_slots = slots(*touched.before);
        auto const new_slots = slots(*touched.after);
        if (old_slots != new_slots) {
            first.frees.insert(first.frees.end(), old_slots.begin(), old_slots.end());
            last.takes.insert(last.takes.end(), new_slots.begin(), new_slots.end());
        }
        return altered.all;
    }

    Sides const &sides_;
    Options const &options_;
    kinds::Context going_up_to_;       // knows what is made
    kinds::Context going_down_to_;     // the same
    kinds::Context placed_going_down_; // the same, for the place among others
    std::map<ObjectId, Touched> const *touched_ = nullptr;
    std::vector<Node> nodes_;
};

} // namespace

std::vector<Node> steps(std::map<ObjectId, Touched> &touched, Sides const &sides,
                        Options const &options)
{
    return Steps(sides, options).run(touched);
}

} // namespace schemadiff::plan
