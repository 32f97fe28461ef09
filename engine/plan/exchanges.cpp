#include <engine/plan/exchanges.hpp>

#include <algorithm>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

using Neighbours = std::vector<std::vector<int>>;

// All that are reached from a node, without it.
std::vector<int> reached(int from, Neighbours const &neighbours)
{
    std::vector<int> found;
    std::unordered_set<int> seen{from};
    std::vector<int> left{from};
    while (!left.empty()) {
        int const one = left.back();
        left.pop_back();
        for (int const next : neighbours[at(one)]) {
            if (seen.insert(next).second) {
                found.push_back(next);
                left.push_back(next);
            }
        }
    }
    return found;
}

bool destroys_any(Step const &step, std::unordered_set<ObjectId> const &ids)
{
    return std::any_of(step.destroys.begin(), step.destroys.end(),
                       [&](ObjectId const &id) { return ids.contains(id); });
}

class DrawingClose
{
public:
    explicit DrawingClose(std::vector<Node> &nodes) : nodes_{nodes}, graph_{edges(nodes)}
    {
        for (Node const &node : nodes) {
            made_.insert(node.step.produces.begin(), node.step.produces.end());
        }
    }

    void around(Exchange const &exchange)
    {
        auto const before_all = reached(exchange.first, graph_.before);
        std::unordered_set<int> drawn(before_all.begin(), before_all.end());
        std::vector<int> left{exchange.change};
        std::unordered_set<int> asked;
        // What makes way for the exchange may do so for another step as well, which then is as late
        // as the exchange, with all that makes way for it.
        while (!left.empty()) {
            int const one = left.back();
            left.pop_back();
            for (int const index : reached(one, graph_.before)) {
                if (makes_way(nodes_[at(index)].step) && drawn.insert(index).second) {
                    draw(index, exchange);
                    for (int const later : reached(index, graph_.after)) {
                        if (asked.insert(later).second) {
                            left.push_back(later);
                        }
                    }
                }
            }
        }
        for (int const index : reached(exchange.change, graph_.after)) {
            auto &first = nodes_[at(index)].key.front();
            first = first == place::late ? place::last : first;
        }
    }

private:
    bool makes_way(Step const &step) const
    {
        return step.action == Action::drop && destroys_any(step, made_);
    }

    void draw(int index, Exchange const &exchange)
    {
        Node &node = nodes_[at(index)];
        if (node.key.front() < place::late) {
            node.key.insert(node.key.begin(), place::exchange);
        }
        for (int part = exchange.first; part < exchange.change; ++part) {
            node.after.push_back(part);
        }
    }

    std::vector<Node> &nodes_;
    Graph graph_;
    std::unordered_set<ObjectId> made_;
};

} // namespace

void draw_close(OnlineNodes &online)
{
    if (online.exchanges.empty()) {
        return;
    }
    DrawingClose drawing(online.nodes);
    for (Exchange const &exchange : online.exchanges) {
        drawing.around(exchange);
    }
}

bool are_whole(std::span<Exchange const> exchanges, std::span<int const> order,
               std::span<int const> batch)
{
    std::vector<int> batch_of(order.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        batch_of[at(order[place])] = batch[place];
    }
    return std::all_of(exchanges.begin(), exchanges.end(), [&](Exchange const &one) {
        return std::all_of(batch_of.begin() + one.change, batch_of.begin() + one.last + 1,
                           [&](int other) { return other == batch_of[at(one.change)]; });
    });
}

} // namespace schemadiff::plan
