#include <engine/plan/batches.hpp>

#include <algorithm>

namespace schemadiff::plan
{

std::vector<int> batches(std::span<Node const> nodes, std::span<int const> order,
                         std::function<bool(int)> const &runs,
                         std::function<bool(int later, int earlier)> const &uses)
{
    std::vector<int> result(order.size(), 0);
    int batch = 0;
    bool empty = true;        // nothing has run in this batch yet
    std::vector<int> waiting; // steps whose work is usable only after a commit
    for (std::size_t place = 0; place < order.size(); ++place) {
        int const index = order[place];
        if (!runs(index)) {
            result[place] = batch;
            continue;
        }
        auto const transaction = nodes[static_cast<std::size_t>(index)].step.up.transaction;
        bool const needs_commit = std::any_of(waiting.begin(), waiting.end(),
                                              [&](int earlier) { return uses(index, earlier); });
        if (!empty && (needs_commit || transaction == Transaction::outside)) {
            ++batch;
            waiting.clear();
        }
        result[place] = batch;
        empty = false;
        if (transaction == Transaction::outside) {
            ++batch;
            empty = true;
        } else if (transaction == Transaction::commit_after) {
            waiting.push_back(index);
        }
    }
    return result;
}

} // namespace schemadiff::plan
