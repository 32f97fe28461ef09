#include <engine/plan/absorb.hpp>

#include <array>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>

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

template <class T>
void append(std::vector<T> &to, std::vector<T> const &from)
{
    to.insert(to.end(), from.begin(), from.end());
}

class Absorbing
{
public:
    explicit Absorbing(std::vector<Node> nodes) : nodes_{std::move(nodes)}
    {
        for (int const direction : directions) {
            hosts_[at(direction)].assign(nodes_.size(), -1);
        }
    }

    std::vector<Node> run()
    {
        if (!find_hosts()) {
            return std::move(nodes_);
        }
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            give(index);
        }
        return without_the_empty();
    }

private:
    using Key = std::tuple<ObjectId, Action, std::string_view, int>;

    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    bool find_hosts()
    {
        std::unordered_set<ObjectId> made_or_ended;
        std::map<Key, int> doers;
        bool has_any = false;
        for (int index = 0; index < static_cast<int>(nodes_.size()); ++index) {
            auto &node = nodes_[at(index)];
            auto const action = node.step.action;
            if (action == Action::create || action == Action::drop) {
                made_or_ended.insert(node.step.subject);
            }
            for (int const direction : directions) {
                if (Side const *side = side_of(node, direction); runs(side)) {
                    doers.emplace(Key{node.step.subject, action, side->aspect, direction}, index);
                    has_any = has_any || side->by_itself;
                }
            }
        }
        for (std::size_t index = 0; has_any && index < nodes_.size(); ++index) {
            auto &node = nodes_[index];
            for (int const direction : directions) {
                Side const *side = side_of(node, direction);
                if (!runs(side) || !side->by_itself ||
                    (side->by_itself->link && made_or_ended.contains(*side->by_itself->link))) {
                    continue;
                }
                auto const host = doers.find(
                    Key{side->by_itself->host, node.step.action, side->aspect, direction});
                if (host != doers.end()) {
                    hosts_[at(direction)][index] = host->second;
                }
            }
        }
        return has_any;
    }

    int root(int index, int direction) const
    {
        auto const &hosts = hosts_[at(direction)];
        while (hosts[at(index)] >= 0) {
            index = hosts[at(index)];
        }
        return index;
    }

    // What a step does with another one is taken from it.
    void give(std::size_t index)
    {
        auto &node = nodes_[index];
        std::set<int> roots;
        for (int const direction : directions) {
            if (hosts_[at(direction)][index] < 0) {
                continue;
            }
            int const host = root(static_cast<int>(index), direction);
            roots.insert(host);
            Side &own = *side_of(node, direction);
            Side &other = *side_of(nodes_[at(host)], direction);
            append(other.locks, own.locks);
            for (Hazard const &hazard : own.hazards) {
                if (hazard.what == HazardClass::delete_data) {
                    other.hazards.push_back(hazard);
                }
            }
            other.scans_table = other.scans_table || own.scans_table;
            other.rewrites_table = other.rewrites_table || own.rewrites_table;
            auto const count = static_cast<std::ptrdiff_t>(own.by_itself->statements);
            Side rest;
            rest.statements.assign(own.statements.begin() + count, own.statements.end());
            if (!rest.statements.empty()) {
                rest.locks = own.locks;
                // What is left follows in its own direction.
                if (direction == 0) {
                    node.after.push_back(host);
                } else {
                    nodes_[at(host)].after.push_back(static_cast<int>(index));
                }
            }
            own = std::move(rest);
        }
        for (int const host : roots) {
            merge(nodes_[at(host)], node);
        }
        if (!roots.empty() && !runs(side_of(node, 0)) && !runs(side_of(node, 1))) {
            moved_.emplace(static_cast<int>(index), *roots.begin());
        }
    }

    static void merge(Node &host, Node const &node)
    {
        append(host.step.produces, node.step.produces);
        append(host.step.consumes, node.step.consumes);
        append(host.step.destroys, node.step.destroys);
        append(host.step.releases, node.step.releases);
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
    std::array<std::vector<int>, 2> hosts_; // by direction: who does the step, or -1
    std::map<int, int> moved_;              // steps that are gone, to those that do them
};

} // namespace

std::vector<Node> absorbed(std::vector<Node> nodes)
{
    return Absorbing(std::move(nodes)).run();
}

} // namespace schemadiff::plan
