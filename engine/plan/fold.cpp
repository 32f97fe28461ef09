#include <engine/plan/fold.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>

namespace schemadiff::plan
{

namespace
{

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

class Folding
{
public:
    Folding(std::span<Node const> nodes, Graph const &graph, std::span<int const> order,
            Direction direction, bool folds_all)
        : nodes_{nodes}, graph_{graph}, direction_{direction}, folds_all_{folds_all},
          place_(nodes.size()), host_(nodes.size())
    {
        order_.assign(order.begin(), order.end());
        if (direction == Direction::down) {
            std::reverse(order_.begin(), order_.end());
        }
        for (int place = 0; place < static_cast<int>(order_.size()); ++place) {
            place_[at(order_[at(place)])] = place;
        }
        for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
            host_[at(index)] = index;
            auto const action = nodes[at(index)].step.action;
            bool const creates =
                action == (direction == Direction::up ? Action::create : Action::drop);
            bool const drops =
                action == (direction == Direction::up ? Action::drop : Action::create);
            if (side(index) != nullptr && !side(index)->statements.empty()) {
                if (creates) {
                    makers_.emplace(nodes[at(index)].step.subject, index);
                } else if (drops) {
                    enders_.emplace(nodes[at(index)].step.subject, index);
                }
            }
        }
    }

    Folded run()
    {
        do {
            std::iota(host_.begin(), host_.end(), 0);
            for (int const index : order_) {
                fold_creation(index);
            }
            for (auto index = order_.rbegin(); folds_all_ && index != order_.rend(); ++index) {
                leave_out(*index);
            }
        } while (must_keep_more());
        return {written(), host_};
    }

private:
    Side const *side(int index) const
    {
        auto const &step = nodes_[at(index)].step;
        return direction_ == Direction::up ? &step.up : step.down ? &*step.down : nullptr;
    }
    std::vector<int> const &earlier(int index) const
    {
        return direction_ == Direction::up ? graph_.before[at(index)] : graph_.after[at(index)];
    }
    std::vector<int> const &later(int index) const
    {
        return direction_ == Direction::up ? graph_.after[at(index)] : graph_.before[at(index)];
    }
    int root(int index) const
    {
        while (host_[at(index)] != index) {
            index = host_[at(index)];
        }
        return index;
    }

    // Whether all of a step has happened when the statement of the host has run. One without
    // statements in this direction, because another one does its work, is no more than what it
    // waits for itself.
    bool is_done_with(int index, int host) const
    {
        if (root(index) == host || place_[at(root(index))] < place_[at(host)]) {
            return true;
        }
        auto const *one = side(index);
        return one != nullptr && one->statements.empty() &&
               std::all_of(earlier(index).begin(), earlier(index).end(),
                           [&](int before) { return is_done_with(before, host); });
    }

    // A creation moves forward to its host, so all that it waits for must be there by then.
    void fold_creation(int index)
    {
        auto const *one = side(index);
        if (one == nullptr || !one->clause || one->clause->text.empty() ||
            one->statements.empty()) {
            return;
        }
        auto const maker = makers_.find(one->clause->host);
        if (maker == makers_.end() || maker->second == index || !makers_.contains(subject(index)) ||
            side(maker->second)->joint == Joint::none ||
            !(folds_all_ || side(maker->second)->is_whole)) {
            return;
        }
        int const host = root(maker->second);
        bool const possible = std::all_of(earlier(index).begin(), earlier(index).end(),
                                          [&](int before) { return is_done_with(before, host); });
        if (possible && place_[at(host)] < place_[at(index)]) {
            host_[at(index)] = maker->second;
        }
    }

    // A removal moves to its host. Where that comes later, nothing that waits for the removal may
    // come before it; where it comes earlier, as a column comes before the sequence of its default,
    // all that the removal waits for has to.
    void leave_out(int index)
    {
        if (!is_removal(index) || kept_.contains(index)) {
            return;
        }
        auto const ender = enders_.find(side(index)->clause->host);
        if (ender == enders_.end() || ender->second == index) {
            return;
        }
        int const host = root(ender->second);
        bool const host_is_later = place_[at(index)] < place_[at(host)];
        auto const &others = host_is_later ? later(index) : earlier(index);
        bool const possible = std::all_of(others.begin(), others.end(), [&](int other) {
            return root(other) == host ||
                   (place_[at(root(other))] > place_[at(host)]) == host_is_later;
        });
        if (possible) {
            host_[at(index)] = ender->second;
        }
    }

    bool is_removal(int index) const
    {
        auto const *one = side(index);
        return one != nullptr && one->clause && one->clause->text.empty() &&
               !one->statements.empty();
    }

    // Where a removal that could not be left out runs before the host of its own host, this may no
    // longer do all by itself: a column drops no sequence that it does not own any more.
    bool must_keep_more()
    {
        auto const known = kept_.size();
        for (int const index : order_) {
            auto const whole = is_removal(index) && host_[at(index)] == index
                                   ? enders_.find(side(index)->clause->host)
                                   : enders_.end();
            if (whole != enders_.end() && host_[at(whole->second)] != whole->second &&
                !side(whole->second)->clause->only_there &&
                place_[at(index)] < place_[at(root(whole->second))]) {
                kept_.insert(whole->second);
            }
        }
        return kept_.size() != known;
    }

    ObjectId const &subject(int index) const { return nodes_[at(index)].step.subject; }

    Sql with_clauses(Sql const &head, Side const &one, std::vector<Sql> const &clauses) const
    {
        if (one.joint == Joint::words) {
            return clauses.empty() ? head : sql("{} {}{}", head, join(clauses, " "), one.tail);
        }
        if (clauses.empty()) {
            return sql("{}{}", head, one.tail);
        }
        auto const list = sql("\n    {}\n", join(clauses, ",\n    "));
        return one.joint == Joint::own_list ? sql("{} ({}){}", head, list, one.tail)
                                            : sql("{}{}{}", head, list, one.tail);
    }

    // Texts of the steps that went into this one, and the statements that follow it.
    std::vector<Sql> clauses_of(int index, std::vector<Sql> &followers) const
    {
        std::vector<Sql> clauses;
        auto const members = members_.find(index);
        if (members == members_.end()) {
            return clauses;
        }
        for (int const member : members->second) {
            auto const &one = *side(member);
            if (one.clause->text.empty()) {
                continue;
            }
            std::vector<Sql> more;
            clauses.push_back(with_clauses(one.clause->text, one, clauses_of(member, more)));
            followers.insert(followers.end(), one.statements.begin() + 1, one.statements.end());
            followers.insert(followers.end(), more.begin(), more.end());
        }
        return clauses;
    }

    std::vector<std::vector<Sql>> written()
    {
        for (int const index : order_) {
            if (host_[at(index)] != index) {
                members_[host_[at(index)]].push_back(index);
            }
        }
        std::vector<std::vector<Sql>> all(nodes_.size());
        for (int const index : order_) {
            auto const *one = side(index);
            if (one == nullptr || host_[at(index)] != index || one->statements.empty()) {
                continue;
            }
            if (one->joint == Joint::none) {
                all[at(index)] = one->statements;
                continue;
            }
            std::vector<Sql> followers;
            auto const clauses = clauses_of(index, followers);
            all[at(index)].push_back(with_clauses(one->statements.front(), *one, clauses));
            all[at(index)].insert(all[at(index)].end(), one->statements.begin() + 1,
                                  one->statements.end());
            all[at(index)].insert(all[at(index)].end(), followers.begin(), followers.end());
        }
        return all;
    }

    std::span<Node const> nodes_;
    Graph const &graph_;
    Direction direction_;
    bool folds_all_; // else only what has to be
    std::vector<int> order_;
    std::vector<int> place_;
    std::vector<int> host_;
    std::set<int> kept_; // are not left out
    std::unordered_map<ObjectId, int> makers_;
    std::unordered_map<ObjectId, int> enders_;
    std::unordered_map<int, std::vector<int>> members_;
};

} // namespace

Folded folded(std::span<Node const> nodes, Graph const &graph, std::span<int const> order,
              Direction direction, bool enabled)
{
    return Folding(nodes, graph, order, direction, enabled).run();
}

} // namespace schemadiff::plan
