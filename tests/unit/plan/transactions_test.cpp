// The grouping that the scripts print and the executor runs.
#include <schemadiff/plan/transactions.hpp>

#include <support/catch.hpp>

namespace schemadiff
{

namespace
{

PlannedStep step(int batch, Transaction up, Transaction down)
{
    PlannedStep result;
    result.batch = batch;
    result.up.transaction = up;
    result.down.emplace();
    result.down->transaction = down;
    return result;
}

// "0 1 | 2!": runs in order, those outside a transaction with a mark.
std::string runs(std::vector<PlannedStep> steps, Direction direction)
{
    Plan plan;
    plan.steps = std::move(steps);
    std::string text;
    for (TransactionRun const &run : transaction_runs(plan, direction)) {
        text += text.empty() ? "" : " |";
        for (std::size_t const index : run.steps) {
            text += " " + std::to_string(index);
        }
        text += run.outside ? "!" : "";
    }
    return text;
}

constexpr auto inside = Transaction::inside;
constexpr auto outside = Transaction::outside;
constexpr auto commit_after = Transaction::commit_after;

} // namespace

TEST_CASE("up follows the batches, down mirrors them")
{
    std::vector<PlannedStep> const steps{step(0, inside, inside), step(0, inside, inside),
                                         step(1, outside, outside), step(2, inside, inside)};
    CHECK(runs(steps, Direction::up) == " 0 1 | 2! | 3");
    CHECK(runs(steps, Direction::down) == " 3 | 2! | 1 0");
    CHECK(runs({}, Direction::up).empty());
}

TEST_CASE("a boundary of its own where the down side needs one")
{
    std::vector<PlannedStep> const steps{step(0, inside, inside), step(0, inside, outside),
                                         step(0, inside, inside), step(0, inside, commit_after),
                                         step(0, inside, inside)};
    CHECK(runs(steps, Direction::up) == " 0 1 2 3 4");
    CHECK(runs(steps, Direction::down) == " 4 3 | 2 | 1! | 0");
}

TEST_CASE("a step without a way back is in the run of its batch")
{
    auto gone = step(0, inside, inside);
    gone.down.reset();
    CHECK(runs({step(0, inside, inside), gone, step(0, inside, inside)}, Direction::down) ==
          " 2 1 0");
}

} // namespace schemadiff
