#include <engine/plan/online.hpp>

#include <engine/kinds/free_names.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/plan/exchanges.hpp>
#include <engine/plan/replacements.hpp>
#include <schemadiff/base/append.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace schemadiff::plan
{

namespace
{

class OnlineWays
{
public:
    OnlineWays(std::vector<Node> nodes, std::map<ObjectId, Touched> const &touched,
               Sides const &sides, Busy const &busy, bool may_exchange)
        : nodes_{std::move(nodes)}, touched_{touched}, sides_{sides}, busy_{busy}, may_exchange_{
                                                                                       may_exchange}
    {
    }

    OnlineNodes run()
    {
        auto const replaced = replacements(nodes_, touched_, sides_, busy_);
        std::set<std::size_t> removals;
        for (auto const *pairs : {&replaced.beside, &replaced.prepared}) {
            for (auto const &[creation, removal] : *pairs) {
                removals.insert(removal);
            }
        }
        find_words();
        find_what_is_written_again();
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            if (auto const old_one = replaced.beside.find(index);
                old_one != replaced.beside.end()) {
                replace(index, old_one->second);
            } else if (auto const other = replaced.prepared.find(index);
                       other != replaced.prepared.end()) {
                change_places(index, other->second);
            } else if (!removals.contains(index) && !hosts_of_words_.contains(index)) {
                take(index);
            }
        }
        for (auto const &[words, host] : hosts_of_words_) {
            last_parts_[words] = last_parts_.at(host);
        }
        // Whoever waits for a step waits for the last of its parts.
        for (Node &node : result_) {
            for (int &before : node.after) {
                if (before < 0) {
                    before = last_parts_.at(static_cast<std::size_t>(-before - 1));
                }
            }
        }
        return {std::move(result_), std::move(exchanges_)};
    }

private:
    // Nothing is won by an exchange in a table that another step writes again anyway.
    void find_what_is_written_again()
    {
        for (Node const &node : nodes_) {
            Side const &up = node.step.up;
            if (node.step.online.empty() && up.rewrites_table && !up.locks.empty()) {
                written_again_.insert(up.locks.front().relation);
            }
        }
    }

    bool is_to_be_exchanged(Step const &step) const
    {
        return may_exchange_ && !written_again_.contains(step.up.locks.front().relation);
    }

    // Those whose words belong to the definition of another one, as a default does to that of its
    // column, which needs it in the part that makes or drops what it defines.
    void find_words()
    {
        std::map<std::pair<ObjectId, Action>, std::size_t> hosts;
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            Step const &step = nodes_[index].step;
            if (!step.online.empty() && side_that_makes(step).joint == Joint::words &&
                busy_.is_table_of(step)) {
                hosts.emplace(std::pair{step.subject, step.action}, index);
            }
        }
        for (std::size_t index = 0; index < nodes_.size() && !hosts.empty(); ++index) {
            Step const &step = nodes_[index].step;
            auto const &clause = side_that_makes(step).clause;
            auto const host = clause ? hosts.find({clause->host, step.action}) : hosts.end();
            if (host != hosts.end()) {
                take_words(nodes_[host->second], nodes_[index]);
                hosts_of_words_.emplace(index, host->second);
            }
        }
    }

    static Side const &side_that_makes(Step const &step)
    {
        return step.action == Action::drop && step.down ? *step.down : step.up;
    }

    static void take_words(Node &node, Node const &words)
    {
        Step &host = node.step;
        node.includes.push_back(words.step.subject);
        bool const comes = words.step.action == Action::create;
        Step &part = comes ? host.online.front() : host.online.back();
        Side &making = comes ? part.up : part.down.value();
        Side const &own = side_that_makes(words.step);
        append(making.statements, own.statements);
        auto const append_others = [&](std::vector<ObjectId> &to,
                                       std::vector<ObjectId> const &from) {
            std::copy_if(from.begin(), from.end(), std::back_inserter(to),
                         [&](ObjectId const &id) { return id != host.subject; });
        };
        append_others(host.produces, words.step.produces);
        append_others(host.destroys, words.step.destroys);
        append_others(host.consumes, words.step.consumes);
        append_others(host.releases, words.step.releases);
    }

    void take(std::size_t index)
    {
        Node &node = nodes_[index];
        auto parts = node.step.online;
        auto const change = std::find_if(parts.begin(), parts.end(),
                                         [](Step const &part) { return part.is_the_change; });
        bool const exchanges = change != parts.end();
        if (parts.empty() || !busy_.is_table_of(node.step) ||
            (exchanges && !is_to_be_exchanged(node.step))) {
            add_last(std::move(node), index);
            return;
        }
        if (exchanges) {
            exchange(index, std::move(parts),
                     static_cast<std::size_t>(std::distance(parts.begin(), change)));
            return;
        }
        for (std::size_t part = 0; part < parts.size(); ++part) {
            Node one = part_of(node, std::move(parts[part]), node.step.action);
            if (part == 0) {
                one.step.consumes = node.step.consumes;
                one.step.destroys = node.step.destroys;
                one.takes = node.takes;
                one.wishes = node.wishes;
                one.after = from_old_places(node.after);
            }
            if (part + 1 == parts.size()) {
                one.step.produces = node.step.produces;
                one.step.releases = node.step.releases;
                one.frees = node.frees;
                one.includes = node.includes;
            }
            add_part(std::move(one), part > 0);
        }
        last_parts_[index] = static_cast<int>(result_.size()) - 1;
    }

    // Only one of the parts takes the old one away and brings the new one, so that nobody else
    // makes way before that, and is back right after it.
    void exchange(std::size_t index, std::vector<Step> parts, std::size_t change)
    {
        Node const &node = nodes_[index];
        Exchange places{.first = static_cast<int>(result_.size())};
        places.change = places.first + static_cast<int>(change);
        for (std::size_t part = 0; part < parts.size(); ++part) {
            bool const runs_up = !parts[part].up.statements.empty();
            Node one = part_of(node, std::move(parts[part]), node.step.action);
            one.after = from_old_places(node.after);
            for (int before = places.first; before < static_cast<int>(result_.size()); ++before) {
                one.after.push_back(before);
            }
            if (part <= change) {
                one.step.consumes = node.step.consumes;
                one.wishes = node.wishes;
            }
            if (part >= change) {
                one.step.releases = node.step.releases;
            }
            if (part == change) {
                one.step.destroys = node.step.destroys;
                one.step.produces = node.step.produces;
                one.takes = node.takes;
                one.frees = node.frees;
                one.includes = node.includes;
            }
            if (part != change) {
                one.key.insert(0, part < change ? place::early
                                  : runs_up     ? place::late
                                                : place::only_for_the_way_back);
            }
            if (!runs_up || part == change) {
                places.last = static_cast<int>(result_.size());
            }
            result_.push_back(std::move(one));
        }
        exchanges_.push_back(places);
        last_parts_[index] = places.change;
    }

    // Renamed, built anew, and only then dropped.
    void replace(std::size_t creation, std::size_t removal)
    {
        Node const &made = nodes_[creation];
        Node const &gone = nodes_[removal];
        auto const &rules = kinds::rules_of(made.step.subject.kind());
        Object old_one = *touched_.at(made.step.subject).before;
        auto const aside = free_names_.beside(old_one.id, "replaced");

        Step renaming;
        renaming.up = rules.rename(old_one.id, aside);
        renaming.down = rules.rename(aside, old_one.id);
        renaming.note = "it serves until the new one can take its place";
        Node first = part_of(gone, std::move(renaming), Action::alter);
        first.step.destroys = gone.step.destroys;
        first.frees = gone.frees;
        first.after = from_old_places(gone.after);
        add_part(std::move(first), false);

        auto parts = made.step.online;
        for (std::size_t part = 0; part < parts.size(); ++part) {
            Node one = part_of(made, parts[part], Action::create);
            if (part == 0) {
                one.step.consumes = made.step.consumes;
                one.takes = made.takes;
                one.wishes = made.wishes;
                one.after = from_old_places(made.after);
            }
            if (part + 1 == parts.size()) {
                one.step.produces = made.step.produces;
            }
            add_part(std::move(one), true);
        }
        last_parts_[creation] = static_cast<int>(result_.size()) - 1;

        old_one.id = aside;
        auto ends = backwards(rules.online(old_one, sides_.before_context));
        for (std::size_t part = 0; part < ends.size(); ++part) {
            Node one = part_of(gone, std::move(ends[part]), Action::drop);
            one.step.subject = aside;
            if (part + 1 == ends.size()) {
                one.step.releases = gone.step.releases;
                one.includes = gone.includes;
            }
            add_part(std::move(one), true);
        }
        last_parts_[removal] = static_cast<int>(result_.size()) - 1;
    }

    // The index of the new one is built, then one goes and the other comes in one transaction. The
    // index of the old one is built on the way back.
    void change_places(std::size_t creation, std::size_t removal)
    {
        Node const &made = nodes_[creation];
        Node const &gone = nodes_[removal];
        auto const in_parts = [&](Object const &object, kinds::Context const &context) {
            return kinds::rules_of(object.id.kind())
                .built_beside(object, free_names_.beside(object.id, "built"), context);
        };
        auto comes = in_parts(*touched_.at(made.step.subject).after, sides_.after_context);
        auto goes =
            backwards(in_parts(*touched_.at(gone.step.subject).before, sides_.before_context));

        Node built = part_of(made, std::move(comes.front()), Action::create);
        built.step.consumes = made.step.consumes;
        built.wishes = made.wishes;
        built.after = made.after;
        std::erase(built.after, static_cast<int>(removal));
        built.after = from_old_places(std::move(built.after));
        add_part(std::move(built), false);

        Node both =
            part_of(made, one_after_the_other(std::move(goes.front()), std::move(comes.back())),
                    Action::create);
        both.step.destroys = gone.step.destroys;
        both.step.produces = made.step.produces;
        append(both.takes_away_only, gone.takes_away_only);
        both.takes = made.takes;
        both.frees = gone.frees;
        both.after = from_old_places(gone.after);
        both.includes = made.includes;
        both.includes.push_back(gone.step.subject);
        add_part(std::move(both), true);
        last_parts_[creation] = static_cast<int>(result_.size()) - 1;

        Node built_on_the_way_back = part_of(gone, std::move(goes.back()), Action::drop);
        built_on_the_way_back.step.releases = gone.step.releases;
        built_on_the_way_back.includes = gone.includes;
        add_part(std::move(built_on_the_way_back), true);
        last_parts_[removal] = static_cast<int>(result_.size()) - 1;
    }

    static Step one_after_the_other(Step first, Step second)
    {
        first.up = both(std::move(first.up), std::move(second.up));
        first.down = both(std::move(second.down).value(), std::move(first.down).value());
        return first;
    }

    static Side both(Side first, Side second)
    {
        append(first.statements, std::move(second.statements));
        append(first.locks, std::move(second.locks));
        append(first.hazards, std::move(second.hazards));
        return first;
    }

    Node part_of(Node const &whole, Step step, Action action) const
    {
        Node part;
        part.key = whole.key;
        step.subject = whole.step.subject;
        step.action = action;
        step.declared_at = whole.step.declared_at;
        if (step.note.empty()) {
            step.note = whole.step.note;
        }
        part.step = std::move(step);
        part.takes_away_only = whole.takes_away_only;
        return part;
    }

    // What takes long, and what follows it, comes when the quick steps are done; what takes long on
    // the way back comes last of all there.
    void add_part(Node part, bool follows)
    {
        auto const takes_long = [](Side const &side) {
            return side.transaction != Transaction::inside;
        };
        is_late_ = takes_long(part.step.up) || (follows && is_late_);
        if (is_late_) {
            part.key.insert(0, place::late);
        } else if (takes_long(part.step.down.value())) {
            part.key.insert(0, place::early);
        }
        if (follows) {
            part.after.push_back(static_cast<int>(result_.size()) - 1);
        }
        result_.push_back(std::move(part));
    }

    void add_last(Node node, std::size_t index)
    {
        node.after = from_old_places(node.after);
        last_parts_[index] = static_cast<int>(result_.size());
        result_.push_back(std::move(node));
    }

    // Marked until all places are known.
    static std::vector<int> from_old_places(std::vector<int> places)
    {
        for (int &place : places) {
            place = -place - 1;
        }
        return places;
    }

    std::vector<Node> nodes_;
    std::map<ObjectId, Touched> const &touched_;
    Sides const &sides_;
    Busy const &busy_;
    bool may_exchange_;
    std::unordered_set<ObjectId> written_again_; // tables
    kinds::FreeNames free_names_{sides_.before, sides_.after};
    std::map<std::size_t, std::size_t> hosts_of_words_; // words -> what they belong to
    std::map<std::size_t, int> last_parts_;             // place in nodes_ -> place in result_
    bool is_late_ = false;                              // the part that was added last
    std::vector<Node> result_;
    std::vector<Exchange> exchanges_;
};

} // namespace

OnlineNodes in_online_ways(std::vector<Node> nodes, std::map<ObjectId, Touched> const &touched,
                           Sides const &sides, Busy const &busy, bool may_exchange)
{
    return OnlineWays(std::move(nodes), touched, sides, busy, may_exchange).run();
}

} // namespace schemadiff::plan
