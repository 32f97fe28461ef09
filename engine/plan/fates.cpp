#include <engine/plan/fates.hpp>

#include <engine/kinds/registry.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <deque>

namespace schemadiff::plan
{

namespace
{

class Closure
{
public:
    explicit Closure(Sides const &sides) : sides_{sides} {}

    std::map<ObjectId, Touched> run(std::vector<Change> const &changes)
    {
        for (Change const &change : changes) {
            begin(change);
        }
        for (Change const &change : changes) {
            begin_with(change);
        }
        spread_all();
        // Who leads a group of types may be away, and another one speak for the rest.
        for (bool is_news = true; is_news;) {
            auto const told = tell_who_is_away();
            queue_.insert(queue_.end(), told.begin(), told.end());
            is_news = spread_all();
        }
        return std::move(touched_);
    }

private:
    // Whether anything has another fate than before.
    bool spread_all()
    {
        has_news_ = false;
        while (!queue_.empty()) {
            auto const id = queue_.front();
            queue_.pop_front();
            spread(id);
        }
        return has_news_;
    }

    void has_to_spread(ObjectId const &id)
    {
        queue_.push_back(id);
        has_news_ = true;
    }

    void begin(Change const &change)
    {
        Touched touched;
        touched.before = change.before;
        touched.after = change.after;
        touched.fields = change.fields;
        if (!change.before) {
            touched.fate = Fate::create;
        } else if (!change.after) {
            touched.fate = Fate::drop;
        } else if (change.must_replace || kinds::rules_of(change.id().kind()).alter == nullptr) {
            touched.fate = Fate::replace;
        } else {
            touched.fate = Fate::alter;
            touched.alteration = alteration(touched, sides_.before_context, sides_.after_context);
            if (touched.alteration.replace) {
                touched.fate = Fate::replace;
                touched.alteration = {};
            }
        }
        touched_.emplace(change.id(), std::move(touched));
        queue_.push_back(change.id());
    }

    // What the change is of a part of may have to be altered for it, as if that were a field of it.
    void begin_with(Change const &change)
    {
        auto const kind = change.id().kind();
        auto const rule = kinds::rules_of(kind).changes_with;
        auto const id = rule == nullptr ? std::nullopt : rule(change.id());
        auto const found = id ? touched_.find(*id) : touched_.end();
        if (!id || (found != touched_.end() && found->second.fate != Fate::alter)) {
            return;
        }
        Touched whole = found != touched_.end() ? found->second : Touched{};
        whole.fate = Fate::alter;
        whole.before = sides_.before.shared(*id);
        whole.after = sides_.after.shared(*id);
        if (!whole.before || !whole.after) {
            return;
        }
        whole.fields.push_back(word(kind));
        whole.alteration = alteration(whole, sides_.before_context, sides_.after_context);
        if (found != touched_.end()) {
            found->second = std::move(whole);
        } else if (!whole.alteration.steps.empty() || whole.alteration.asks_who_is_away) {
            touched_.emplace(*id, std::move(whole));
            queue_.push_back(*id);
        }
    }

    // Alterations that work on objects beside their own leave out what is not there meanwhile.
    // Gives those that were asked again.
    std::vector<ObjectId> tell_who_is_away()
    {
        std::vector<ObjectId> told;
        auto before = sides_.before_context;
        auto after = sides_.after_context;
        before.is_away = [this](ObjectId const &id) {
            return is_away_going_up(id);
        };
        after.is_away = [this](ObjectId const &id) {
            return is_away_going_down(id);
        };
        for (auto &[id, touched] : touched_) {
            if (touched.fate == Fate::alter && touched.alteration.asks_who_is_away) {
                touched.alteration = alteration(touched, before, after);
                told.push_back(id);
            }
        }
        return told;
    }

    bool is_away_going_up(ObjectId const &id) const
    {
        auto const found = touched_.find(id);
        return found != touched_.end() &&
               (found->second.fate == Fate::drop || found->second.fate == Fate::replace ||
                (found->second.fate == Fate::make_way && found->second.going_up));
    }

    bool is_away_going_down(ObjectId const &id) const
    {
        auto const found = touched_.find(id);
        return found != touched_.end() &&
               (found->second.fate == Fate::create || found->second.fate == Fate::replace ||
                found->second.going_down);
    }

    static kinds::Alteration alteration(Touched const &touched, kinds::Context const &before,
                                        kinds::Context const &after)
    {
        kinds::FieldNames fields;
        std::copy_if(touched.fields.begin(), touched.fields.end(), std::back_inserter(fields),
                     [](std::string_view name) { return name != "owner"; });
        return fields.empty() ? kinds::Alteration{}
                              : kinds::rules_of(touched.after->id.kind())
                                    .alter(*touched.before, *touched.after, fields, before, after);
    }

    // What a fate asks of those that depend on the object.
    void spread(ObjectId const &id)
    {
        Touched const &touched = touched_.at(id);
        // Where it goes, it takes with it what stays on the other side.
        auto const drop = kinds::rules_of(id.kind()).drop;
        if (is_away_going_up(id)) {
            make_way(drop(*touched.before, sides_.before_context), sides_.before_dependants, id,
                     true, false);
        }
        if (is_away_going_down(id)) {
            make_way(drop(*touched.after, sides_.after_context), sides_.after_dependants, id, false,
                     true);
        }
        if (kinds::rules_of(id.kind()).in_the_way != nullptr) {
            clear_the_way(id, touched);
        }
        switch (touched.fate) {
        case Fate::create:
            break;
        case Fate::drop:
        case Fate::replace:
            for (ObjectId const &dependant : sides_.before_dependants.of(id)) {
                must_go(dependant, id, true, true);
            }
            if (touched.fate == Fate::replace) {
                for (ObjectId const &dependant : sides_.after_dependants.of(id)) {
                    must_go(dependant, id, true, true);
                }
            }
            break;
        case Fate::alter:
            for (Step const &step : touched.alteration.steps) {
                make_way(step.up, sides_.before_dependants, id, true, false);
                if (step.down) {
                    make_way(*step.down, sides_.after_dependants, id, false, true);
                }
            }
            if (touched.going_down) {
                for (ObjectId const &dependant : sides_.after_dependants.of(id)) {
                    must_go(dependant, id, false, true);
                }
            }
            break;
        case Fate::make_way:
            if (touched.going_up) {
                for (ObjectId const &dependant : sides_.before_dependants.of(id)) {
                    must_go(dependant, id, true, false);
                }
            }
            if (touched.going_down) {
                for (ObjectId const &dependant : sides_.after_dependants.of(id)) {
                    must_go(dependant, id, false, true);
                }
            }
            break;
        }
    }

    void make_way(Side const &side, Dependants const &dependants, ObjectId const &subject, bool up,
                  bool down)
    {
        for (MakesWay const &one : side.makes_way) {
            auto const &link = one.unless_away;
            if (link && (!up || is_away_going_up(*link)) && (!down || is_away_going_down(*link))) {
                continue;
            }
            if (one.itself) {
                must_go(one.of, subject, up, down);
                continue;
            }
            for (ObjectId const &dependant : dependants.of(one.of)) {
                if (dependant != subject &&
                    one.kinds.test(static_cast<std::size_t>(dependant.kind())) &&
                    (!one.only_with_texts || holds_text(dependant))) {
                    must_go(dependant, one.of, up, down);
                }
            }
        }
    }

    void clear_the_way(ObjectId const &id, Touched const &touched)
    {
        auto const in_the_way = kinds::rules_of(id.kind()).in_the_way;
        bool const is_there_after = touched.fate != Fate::drop;
        bool const was_there_before = touched.fate != Fate::create;
        if (is_there_after && (!was_there_before || is_away_going_up(id))) {
            for (ObjectId const &one : in_the_way(*touched.after, sides_.after_context)) {
                must_go(one, id, true, false);
            }
        }
        if (was_there_before && (!is_there_after || is_away_going_down(id))) {
            for (ObjectId const &one : in_the_way(*touched.before, sides_.before_context)) {
                must_go(one, id, false, true);
            }
        }
    }

    bool holds_text(ObjectId const &id) const
    {
        auto const *object = sides_.after.find(id);
        if (object == nullptr) {
            return false;
        }
        bool holds = false;
        Object copy = *object;
        for_each_expression(copy, [&](std::string const &, Expression const &) { holds = true; });
        return holds;
    }

    // An alter that lets go of what disappears is enough.
    bool lets_go_of(ObjectPtr const &object, ObjectId const &id) const
    {
        auto const needed = kinds::dependencies(*object, sides_.after);
        return !sides_.after.contains(id) &&
               std::find(needed.begin(), needed.end(), id) == needed.end();
    }

    // What comes in the place of an object, under its name, can only be made when nobody needs that
    // any more, and so nobody can go from the one to the other.
    bool needs_successor_of(ObjectPtr const &object, ObjectId const &id) const
    {
        auto const *gone = sides_.before.find(id);
        auto const slots = [](Object const &of) {
            auto const rule = kinds::rules_of(of.id.kind()).slots;
            return rule == nullptr ? std::vector<std::string>{} : rule(of.id, &of);
        };
        auto const freed = gone == nullptr ? std::vector<std::string>{} : slots(*gone);
        auto const needed =
            freed.empty() ? std::vector<ObjectId>{} : kinds::dependencies(*object, sides_.after);
        return std::any_of(needed.begin(), needed.end(), [&](ObjectId const &one) {
            auto const *made = sides_.after.find(one);
            if (made == nullptr || one.kind() == id.kind() || sides_.before.contains(one)) {
                return false;
            }
            auto const taken = slots(*made);
            return std::any_of(taken.begin(), taken.end(), [&](std::string const &slot) {
                return std::find(freed.begin(), freed.end(), slot) != freed.end();
            });
        });
    }

    // PostgreSQL drops it with the other, so that letting go comes too late: the index of a
    // partition with the one that it is attached to.
    bool goes_along_with(Object const &object, ObjectId const &other) const
    {
        auto const drop = kinds::rules_of(object.id.kind()).drop(object, sides_.before_context);
        return std::any_of(drop.by_itself.begin(), drop.by_itself.end(), [&](ByItself const &one) {
            return one.statements > 0 &&
                   std::any_of(one.hosts.begin(), one.hosts.end(), [&](ByItself::Host const &host) {
                       return host.id == other && (!host.link || sides_.after.contains(*host.link));
                   });
        });
    }

    // Nobody asked for the values of a column to go: what it rests on has to find another way.
    void refuse_loss(Object const &object, ObjectId const &because, bool up) const
    {
        if (!up || object.id.is_below(because) || !holds_data(object.id.kind())) {
            return;
        }
        if (loses_data(object, sides_.before_context)) {
            throw Failure({Severity::error,
                           codes::uncovered_kind,
                           object.at,
                           described(object.id) + " would lose its values, because " +
                               described(because) + " has to be dropped and made anew",
                           {"Make the change in two: let go of the one first."}});
        }
    }

    void must_go(ObjectId const &id, ObjectId const &because, bool up, bool down)
    {
        auto const found = touched_.find(id);
        if (found == touched_.end()) {
            Touched touched;
            touched.before = sides_.before.shared(id);
            touched.after = sides_.after.shared(id);
            if (!touched.before || !touched.after) {
                return;
            }
            // Parts that have an order are altered by their whole, which may let go of it.
            if (facts(id.kind()).is_ordered && lets_go_of(touched.after, because)) {
                return;
            }
            refuse_loss(*touched.before, because, up);
            touched.going_up = up;
            touched.going_down = down;
            settle(touched);
            touched_.emplace(id, std::move(touched));
            has_to_spread(id);
            return;
        }
        Touched &touched = found->second;
        if (touched.fate == Fate::alter) {
            if (lets_go_of(touched.after, because) && !needs_successor_of(touched.after, because) &&
                !goes_along_with(*touched.before, because)) {
                return;
            }
            if (!up) {
                // Going up the alter is enough; the way back drops and creates.
                if (!touched.going_down) {
                    touched.going_down = true;
                    has_to_spread(id);
                }
                return;
            }
            refuse_loss(*touched.before, because, up);
            touched.fate = Fate::replace;
            touched.alteration = {};
            has_to_spread(id);
            // It now goes on the way back too, so its whole does: a table that stayed would take
            // the column out of its partitions.
            if (id.is_below(because)) {
                must_go(because, because, false, true);
            }
        } else if (touched.fate == Fate::make_way) {
            bool const more = (up && !touched.going_up) || (down && !touched.going_down);
            touched.going_up |= up;
            touched.going_down |= down;
            settle(touched);
            if (more) {
                has_to_spread(id);
            }
        }
    }

    // What makes way in both directions is simply replaced.
    static void settle(Touched &touched)
    {
        if (touched.going_up && touched.going_down) {
            touched.fate = Fate::replace;
        }
    }

    Sides const &sides_;
    std::map<ObjectId, Touched> touched_;
    std::deque<ObjectId> queue_;
    bool has_news_ = false;
};

} // namespace

bool is_made_going_up(Touched const &touched)
{
    return touched.fate == Fate::create || touched.fate == Fate::replace ||
           (touched.fate == Fate::make_way && touched.going_up);
}

bool is_made_going_down(Touched const &touched)
{
    return touched.fate == Fate::drop || touched.fate == Fate::replace || touched.going_down;
}

bool loses_data(Object const &object, kinds::Context const &context)
{
    auto const hazards = kinds::rules_of(object.id.kind()).drop(object, context).hazards;
    return std::any_of(hazards.begin(), hazards.end(), [](Hazard const &hazard) {
        return hazard.what == HazardClass::delete_data;
    });
}

std::map<ObjectId, Touched> fates(std::vector<Change> const &changes, Sides const &sides)
{
    return Closure(sides).run(changes);
}

} // namespace schemadiff::plan
