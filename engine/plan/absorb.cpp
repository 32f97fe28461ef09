#include <engine/plan/absorb.hpp>

#include <schemadiff/base/append.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace schemadiff::plan
{

namespace
{

constexpr std::array directions{0, 1};

Side *side_of(Node &node, int direction)
{
    return direction == 0 ? &node.step.up : node.step.down ? &*node.step.down : nullptr;
}

bool runs(Side const *side)
{
    return side != nullptr && !side->statements.empty();
}

class Absorbing
{
public:
    explicit Absorbing(std::vector<Node> nodes) : nodes_{std::move(nodes)}
    {
        for (int const direction : directions) {
            hosts_[at(direction)].assign(nodes_.size(), -1);
            counts_[at(direction)].assign(nodes_.size(), 0);
        }
    }

    std::vector<Node> run()
    {
        if (!find_hosts()) {
            return std::move(nodes_);
        }
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            stand_behind_what_is_needed(index);
        }
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            give(index);
        }
        for (Node &node : nodes_) {
            if (!node.includes.empty()) {
                wait_for_no_one_else(node.step.consumes, node.step.produces);
                wait_for_no_one_else(node.step.releases, node.step.destroys);
            }
        }
        return without_the_empty();
    }

private:
    using Key = std::tuple<ObjectId, Action, std::string_view, int>;

    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    bool find_hosts()
    {
        bool has_any = false;
        for (int index = 0; index < static_cast<int>(nodes_.size()); ++index) {
            auto &node = nodes_[at(index)];
            auto const action = node.step.action;
            bool const is_made_or_ended = action == Action::create || action == Action::drop;
            bool const runs_at_all = runs(side_of(node, 0)) || runs(side_of(node, 1));
            for (int const direction : directions) {
                // What makes way on the way back only stands meanwhile. What has no statement at
                // all is made and ended by others.
                if (is_made_or_ended && (!runs_at_all || runs(side_of(node, direction)))) {
                    made_or_ended_[at(direction)].insert(node.step.subject);
                }
                if (Side const *side = side_of(node, direction); runs(side)) {
                    doers_.emplace(Key{node.step.subject, action, side->aspect, direction}, index);
                    has_any = has_any || !side->by_itself.empty();
                }
            }
        }
        for (int index = 0; has_any && index < static_cast<int>(nodes_.size()); ++index) {
            for (int const direction : directions) {
                find_hosts_of(index, direction);
            }
        }
        return has_any;
    }

    void find_hosts_of(int index, int direction)
    {
        Side const *side = side_of(nodes_[at(index)], direction);
        if (!runs(side)) {
            return;
        }
        for (ByItself const &one : side->by_itself) {
            auto const hosts = hosts_that_hold(one, nodes_[at(index)], direction);
            if (hosts.empty()) {
                continue;
            }
            if (one.statements == 0) {
                for (int const host : hosts) {
                    follow(index, host, direction);
                }
            } else {
                hosts_[at(direction)][at(index)] = hosts.front();
                counts_[at(direction)][at(index)] = static_cast<std::ptrdiff_t>(one.statements);
                // Where all are needed it has not happened before the last of them.
                if (one.needs_all) {
                    others_[index].insert(hosts.begin() + 1, hosts.end());
                }
            }
            return;
        }
    }

    std::vector<int> hosts_that_hold(ByItself const &one, Node &node, int direction)
    {
        std::vector<int> hosts;
        auto const aspect = side_of(node, direction)->aspect;
        for (ByItself::Host const &host : one.hosts) {
            if (host.link && made_or_ended_[at(direction)].contains(*host.link)) {
                continue;
            }
            // Aspects tell steps of one kind apart.
            bool const is_alike = host.id.kind() == node.step.subject.kind();
            auto const doer = doers_.find(
                Key{host.id, node.step.action, is_alike ? aspect : std::string_view{}, direction});
            if (doer != doers_.end()) {
                hosts.push_back(doer->second);
            } else if (one.needs_all) {
                return {};
            }
        }
        return hosts;
    }

    // A step comes after another one in this direction.
    void follow(int index, int first, int direction)
    {
        auto const [early, late] =
            direction == 0 ? std::pair{first, index} : std::pair{index, first};
        nodes_[at(late)].after.push_back(early);
    }

    int root(int index, int direction) const
    {
        auto const &hosts = hosts_[at(direction)];
        while (hosts[at(index)] >= 0) {
            index = hosts[at(index)];
        }
        return index;
    }

    // A host that needs what it takes away by itself, and does not make, comes after it: the index
    // of a partitioned table that takes over those of the partitions.
    void stand_behind_what_is_needed(std::size_t index)
    {
        auto &node = nodes_[index];
        bool const is_made = node.step.action == Action::create;
        int const taken_away = is_made ? 1 : 0;
        int const made = 1 - taken_away;
        if ((!is_made && node.step.action != Action::drop) || hosts_[at(taken_away)][index] < 0 ||
            hosts_[at(made)][index] >= 0 || !runs(side_of(node, made))) {
            return;
        }
        int const host = root(static_cast<int>(index), taken_away);
        auto const &step = nodes_[at(host)].step;
        auto const &needed = is_made ? step.consumes : step.releases;
        if (std::find(needed.begin(), needed.end(), node.step.subject) != needed.end()) {
            follow(host, static_cast<int>(index), made);
        }
    }

    // What a step does with another one is taken from it.
    void give(std::size_t index)
    {
        auto &node = nodes_[index];
        std::set<int> roots;
        std::optional<WayBack> way_back;
        for (int const direction : directions) {
            if (hosts_[at(direction)][index] < 0) {
                continue;
            }
            int const host = root(static_cast<int>(index), direction);
            roots.insert(host);
            Side &own = *side_of(node, direction);
            Side &other = *side_of(nodes_[at(host)], direction);
            append(other.locks, own.locks);
            lock_in_parts(nodes_[at(host)].step, direction, own.locks);
            lock_in_others(static_cast<int>(index), host, direction, own.locks);
            // What else may happen is said once, of the host; what is lost, of each.
            for (Hazard const &hazard : own.hazards) {
                if (hazard.what == HazardClass::delete_data ||
                    hazard.what == HazardClass::not_reversible) {
                    other.hazards.push_back(hazard);
                }
            }
            other.scans_table = other.scans_table || own.scans_table;
            other.rewrites_table = other.rewrites_table || own.rewrites_table;
            auto const count = counts_[at(direction)][index];
            give_parts(node.step, direction, count == std::ssize(own.statements));
            Side rest;
            rest.statements.assign(own.statements.begin() + count, own.statements.end());
            if (!rest.statements.empty()) {
                rest.locks = own.locks;
                // What is left of a column that is made may be its NOT NULL.
                if (node.step.action != Action::alter) {
                    rest.scans_table = own.scans_table;
                    std::copy_if(own.hazards.begin(), own.hazards.end(),
                                 std::back_inserter(rest.hazards), [](Hazard const &hazard) {
                                     return hazard.what == HazardClass::build_fails_on_data;
                                 });
                }
                // One step cannot stand on either side of the host.
                bool const is_second =
                    direction == 1 && hosts_[at(0)][index] >= 0 && runs(side_of(node, 0));
                if (is_second) {
                    way_back = WayBack{std::exchange(rest, {}), host};
                } else {
                    follow(static_cast<int>(index), host, direction);
                }
            }
            own = std::move(rest);
        }
        for (int const other : others_[static_cast<int>(index)]) {
            for (int const direction : directions) {
                if (hosts_[at(direction)][index] >= 0) {
                    roots.insert(root(other, direction));
                }
            }
        }
        bool const is_gone = !runs(side_of(node, 0)) && !runs(side_of(node, 1));
        bool const is_altered_apart = node.step.action == Action::alter && !is_gone;
        for (int const host : roots) {
            // What is left of an alteration stands behind that of the host, or before it where the
            // host does only its way back, or only of that something is left, so that one of them
            // brings the new object.
            bool const is_left_going_down =
                hosts_[at(1)][index] >= 0 && runs(side_of(node, 1)) && !runs(side_of(node, 0));
            bool const goes_up = hosts_[at(0)][index] >= 0 && !is_left_going_down;
            merge(nodes_[at(host)], node, !is_altered_apart || !goes_up,
                  !is_altered_apart || goes_up);
            if (takes_away_only(static_cast<int>(index), host)) {
                auto const &ids =
                    node.step.action == Action::create ? node.step.produces : node.step.destroys;
                append(nodes_[at(host)].takes_away_only, ids);
            }
        }
        if (hosts_[at(0)][index] >= 0 && hosts_[at(1)][index] >= 0 && !is_altered_apart) {
            // Hosts make it and take it away; what is left adds to it.
            node.step.produces.clear();
            node.step.destroys.clear();
        }
        if (!roots.empty() && is_gone) {
            moved_.emplace(static_cast<int>(index), *roots.begin());
        }
        if (way_back) {
            add_way_back(index, *std::move(way_back));
        }
    }

    // Whether the host ends what the step itself makes in the other direction.
    bool takes_away_only(int index, int host) const
    {
        auto const action = nodes_[at(index)].step.action;
        int const made = action == Action::create ? 0 : 1;
        bool const is_made_or_ended = action == Action::create || action == Action::drop;
        return is_made_or_ended && (hosts_[at(made)][at(index)] < 0 || root(index, made) != host);
    }

    // What is left of a step on the way back, where something is left going up as well.
    struct WayBack {
        Side side;
        int host;
    };

    void add_way_back(std::size_t index, WayBack way_back)
    {
        Node node;
        Step const &whole = nodes_[index].step;
        node.key = nodes_[index].key;
        node.step.subject = whole.subject;
        node.step.action = whole.action;
        node.step.declared_at = whole.declared_at;
        node.step.destroys = whole.destroys;
        node.step.down = std::move(way_back.side);
        nodes_.push_back(std::move(node));
        for (int const direction : directions) {
            hosts_[at(direction)].push_back(-1);
            counts_[at(direction)].push_back(0);
        }
        follow(static_cast<int>(nodes_.size()) - 1, way_back.host, 1);
    }

    // Parts of the host are made with it or after it, so that it does not wait for them.
    static void append_others(std::vector<ObjectId> &to, std::vector<ObjectId> const &from,
                              ObjectId const &host)
    {
        std::copy_if(from.begin(), from.end(), std::back_inserter(to), [&](ObjectId const &id) {
            return !(id.is_below(host) && holds(host.kind(), id.kind()));
        });
    }

    // Where several hosts do it, each locks it.
    void lock_in_others(int index, int host, int direction, std::vector<LockClaim> const &locks)
    {
        for (int const other : others_[index]) {
            int const also = root(other, direction);
            Side *side = side_of(nodes_[at(also)], direction);
            if (also != host && runs(side)) {
                append(side->locks, locks);
                lock_in_parts(nodes_[at(also)].step, direction, locks);
            }
        }
    }

    // Each part locks the children of its table in the same mode.
    static void lock_in_parts(Step &host, int direction, std::vector<LockClaim> const &locks)
    {
        for (Step &part : host.online) {
            Side &side = direction == 0 ? part.up : part.down.value();
            for (LockClaim const &claim : locks) {
                if (!side.locks.empty()) {
                    side.locks.push_back({claim.relation, side.locks.front().lock});
                }
            }
        }
    }

    // What may be left of an online way is taken away all the same.
    static void give_parts(Step &step, int direction, bool gives_all)
    {
        if (!gives_all) {
            step.online.clear();
        }
        for (Step &part : step.online) {
            Side &side = direction == 0 ? part.up : part.down.value();
            if (!side.takes_remains_away) {
                side = Side{};
            }
        }
    }

    // What a host does for two steps of which one stands on the other it does in the right order:
    // the index of a partition of a partition goes with the index at the top, and so does the one
    // in between, whose way back is a step of its own.
    static void wait_for_no_one_else(std::vector<ObjectId> &waits, std::vector<ObjectId> own)
    {
        std::sort(own.begin(), own.end());
        std::erase_if(waits, [&](ObjectId const &id) {
            return std::binary_search(own.begin(), own.end(), id);
        });
    }

    static void merge(Node &host, Node const &node, bool produces, bool destroys)
    {
        if (produces) {
            append(host.step.produces, node.step.produces);
        }
        if (destroys) {
            append(host.step.destroys, node.step.destroys);
        }
        append_others(host.step.consumes, node.step.consumes, host.step.subject);
        append_others(host.step.releases, node.step.releases, host.step.subject);
        append(host.takes, node.takes);
        append(host.frees, node.frees);
        append(host.wishes, node.wishes);
        append(host.after, node.after);
        host.includes.push_back(node.step.subject);
    }

    std::vector<Node> without_the_empty()
    {
        std::vector<int> places(nodes_.size(), -1);
        std::vector<Node> kept;
        for (int index = 0; index < static_cast<int>(nodes_.size()); ++index) {
            if (!moved_.contains(index)) {
                places[at(index)] = static_cast<int>(kept.size());
                kept.push_back(std::move(nodes_[at(index)]));
            }
        }
        for (Node &node : kept) {
            for (int &before : node.after) {
                auto const moved = moved_.find(before);
                before = places[at(moved == moved_.end() ? before : moved->second)];
            }
        }
        return kept;
    }

    std::vector<Node> nodes_;
    std::array<std::unordered_set<ObjectId>, 2> made_or_ended_; // by direction
    std::map<Key, int> doers_;
    std::array<std::vector<int>, 2> hosts_;             // by direction: who does the step, or -1
    std::array<std::vector<std::ptrdiff_t>, 2> counts_; // and how many of its statements
    std::map<int, std::set<int>> others_;               // who has to have done it, too
    std::map<int, int> moved_; // steps that are gone, to those that do them
};

} // namespace

std::vector<Node> absorbed(std::vector<Node> nodes)
{
    return Absorbing(std::move(nodes)).run();
}

} // namespace schemadiff::plan
