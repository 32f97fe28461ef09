#include <engine/plan/order.hpp>

#include <algorithm>
#include <numeric>
#include <set>

namespace schemadiff::plan
{

namespace
{

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

// Kahn's algorithm over groups. Of the groups that are ready, the one with the smallest key goes
// first, but one whose wishes are not met waits as long as another can go.
class Sorting
{
public:
    Sorting(std::span<Node const> nodes, Graph const &graph, std::vector<int> const &group)
        : nodes_{nodes}, graph_{graph}, group_{group}, members_(nodes.size()),
          waits_(nodes.size(), 0), wishes_(nodes.size(), 0), hopes_(nodes.size())
    {
        for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
            members_[at(group[at(index)])].push_back(index);
        }
        for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
            for (int const before : graph.before[at(index)]) {
                waits_[at(group[at(index)])] += group[at(before)] != group[at(index)] ? 1 : 0;
            }
            for (int const before : graph.wished[at(index)]) {
                if (group[at(before)] != group[at(index)]) {
                    ++wishes_[at(group[at(index)])];
                    hopes_[at(group[at(before)])].push_back(group[at(index)]);
                }
            }
        }
    }

    std::vector<int> run()
    {
        for (int index = 0; index < static_cast<int>(nodes_.size()); ++index) {
            if (group_[at(index)] == index && waits_[at(index)] == 0) {
                make_ready(index);
            }
        }
        std::vector<int> order;
        while (!happy_.empty() || !ready_.empty()) {
            auto &from = happy_.empty() ? ready_ : happy_;
            int const next = from.begin()->second;
            from.erase(from.begin());
            ready_.erase({nodes_[at(next)].key, next});
            finish(next, order);
        }
        return order;
    }

private:
    using Queue = std::set<std::pair<std::string, int>>;

    void make_ready(int group)
    {
        ready_.emplace(nodes_[at(group)].key, group);
        if (wishes_[at(group)] == 0) {
            happy_.emplace(nodes_[at(group)].key, group);
        }
    }

    void finish(int group, std::vector<int> &order)
    {
        auto &members = members_[at(group)];
        // The host first, or last where it is the end of all, and the others by key.
        bool const host_ends = nodes_[at(group)].step.action == Action::drop;
        std::stable_sort(members.begin(), members.end(), [&](int a, int b) {
            return (a != group) != (b != group) ? (a == group) != host_ends
                                                : nodes_[at(a)].key < nodes_[at(b)].key;
        });
        for (int const member : members) {
            order.push_back(member);
            for (int const after : graph_.after[at(member)]) {
                int const other = group_[at(after)];
                if (other != group && --waits_[at(other)] == 0) {
                    make_ready(other);
                }
            }
        }
        for (int const other : hopes_[at(group)]) {
            if (--wishes_[at(other)] == 0 && waits_[at(other)] == 0 &&
                ready_.contains({nodes_[at(other)].key, other})) {
                happy_.emplace(nodes_[at(other)].key, other);
            }
        }
    }

    std::span<Node const> nodes_;
    Graph const &graph_;
    std::vector<int> const &group_;
    std::vector<std::vector<int>> members_;
    std::vector<int> waits_;
    std::vector<int> wishes_;
    std::vector<std::vector<int>> hopes_;
    Queue ready_;
    Queue happy_;
};

// One circle among the steps that were left over.
CycleFound circle(std::span<Node const> nodes, Graph const &graph, std::vector<int> const &order)
{
    std::set<int> left;
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        left.insert(index);
    }
    for (int const done : order) {
        left.erase(done);
    }
    std::vector<int> path{*left.begin()};
    for (;;) {
        auto const &before = graph.before[at(path.back())];
        auto const next = *std::find_if(before.begin(), before.end(),
                                        [&](int one) { return left.contains(one); });
        auto const seen = std::find(path.begin(), path.end(), next);
        bool const closed = seen != path.end();
        if (closed) {
            path.erase(path.begin(), seen);
        }
        path.push_back(next);
        if (closed) {
            break;
        }
    }
    std::string text = "dependency cycle: ";
    std::vector<ObjectId> subjects;
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        auto const &one = nodes[at(*step)].step;
        text += std::string(step == path.rbegin() ? "" : " -> ") + std::string(word(one.action)) +
                ' ' + described(one.subject);
        subjects.push_back(one.subject);
    }
    return {text, std::move(subjects)};
}

} // namespace

std::optional<std::vector<int>> ordered(std::span<Node const> nodes, Graph const &graph,
                                        std::vector<int> const &group)
{
    auto order = Sorting(nodes, graph, group).run();
    if (order.size() != nodes.size()) {
        return std::nullopt;
    }
    return order;
}

std::vector<int> ordered(std::span<Node const> nodes, Graph const &graph)
{
    std::vector<int> alone(nodes.size());
    std::iota(alone.begin(), alone.end(), 0);
    auto order = Sorting(nodes, graph, alone).run();
    if (order.size() != nodes.size()) {
        throw circle(nodes, graph, order);
    }
    return order;
}

} // namespace schemadiff::plan
