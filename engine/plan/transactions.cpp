#include <schemadiff/plan/transactions.hpp>

#include <algorithm>

namespace schemadiff
{

std::string_view word(Direction direction)
{
    return direction == Direction::up ? "up" : "down";
}

PlannedSide const *side_of(PlannedStep const &step, Direction direction)
{
    if (direction == Direction::up) {
        return &step.up;
    }
    return step.down ? &*step.down : nullptr;
}

bool is_waited_for(PlannedSide const &side)
{
    return std::any_of(side.locks.begin(), side.locks.end(), [](PlannedLock const &one) {
        return one.lock > Lock::share_update_exclusive;
    });
}

std::vector<TransactionRun> transaction_runs(Plan const &plan, Direction direction)
{
    std::vector<std::size_t> order(plan.steps.size());
    for (std::size_t index = 0; index < order.size(); ++index) {
        order[index] = index;
    }
    if (direction == Direction::down) {
        std::reverse(order.begin(), order.end());
    }

    std::vector<TransactionRun> runs;
    bool begins_new = true;
    int batch = 0;
    for (std::size_t const index : order) {
        PlannedStep const &step = plan.steps[index];
        PlannedSide const *const side = side_of(step, direction);
        bool const outside = side != nullptr && side->transaction == Transaction::outside;
        bool const alone = outside || (side != nullptr && side->transaction == Transaction::own);
        if (begins_new || alone || step.batch != batch) {
            runs.push_back({outside, {}});
        }
        runs.back().steps.push_back(index);
        batch = step.batch;
        begins_new = alone || (direction == Direction::down && side != nullptr &&
                               side->transaction == Transaction::commit_after);
    }
    return runs;
}

} // namespace schemadiff
