#include <engine/plan/batches.hpp>

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

// `ids` and everything that directly or indirectly depends on them.
std::unordered_set<ObjectId> with_users(std::vector<ObjectId> ids, Dependants const &dependants)
{
    std::unordered_set<ObjectId> all(ids.begin(), ids.end());
    while (!ids.empty()) {
        auto const next = std::move(ids.back());
        ids.pop_back();
        for (ObjectId const &dependant : dependants.of(next)) {
            if (all.insert(dependant).second) {
                ids.push_back(dependant);
            }
        }
    }
    return all;
}

bool names_any(std::vector<Sql> const &statements, std::vector<Sql> const &constants)
{
    return std::any_of(statements.begin(), statements.end(), [&](Sql const &statement) {
        return std::any_of(constants.begin(), constants.end(), [&](Sql const &constant) {
            return statement.text().find(constant.text()) != std::string::npos;
        });
    });
}

// What has to wait for the commit of a step that makes constants: those of its users that name
// one of them, and whatever depends on these, because running it may evaluate them.
std::unordered_set<ObjectId> waiting_for(Step const &maker, std::span<Node const> nodes,
                                         std::vector<std::vector<Sql>> const &statements,
                                         Dependants const &after)
{
    auto const users = with_users({maker.subject}, after);
    std::vector<ObjectId> naming;
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        auto const &step = nodes[index].step;
        auto const &subject = step.subject;
        bool const names_one =
            &step != &maker && names_any(statements[index], maker.up.usable_after_commit);
        // A new table names it for a column or default, which is folded into it.
        if (names_one && (users.contains(subject) ||
                          std::any_of(users.begin(), users.end(), [&](ObjectId const &user) {
                              return user.is_below(subject);
                          }))) {
            naming.push_back(subject);
        }
    }
    return with_users(std::move(naming), after);
}

} // namespace

std::vector<int> batches(std::span<Node const> nodes, std::span<int const> order,
                         std::vector<std::vector<Sql>> const &statements, Dependants const &after)
{
    std::vector<int> result(order.size(), 0);
    int batch = 0;
    bool empty = true; // nothing has run in this batch yet
    std::unordered_set<ObjectId> waiting;
    for (std::size_t place = 0; place < order.size(); ++place) {
        int const index = order[place];
        auto const &step = nodes[at(index)].step;
        if (statements[at(index)].empty()) {
            result[place] = batch;
            continue;
        }
        bool const alone =
            step.up.transaction == Transaction::outside || step.up.transaction == Transaction::own;
        if (!empty && (alone || waiting.contains(step.subject))) {
            ++batch;
            waiting.clear();
        }
        result[place] = batch;
        empty = false;
        if (alone) {
            ++batch;
            empty = true;
        } else if (step.up.transaction == Transaction::commit_after) {
            waiting.merge(waiting_for(step, nodes, statements, after));
        }
    }
    return result;
}

} // namespace schemadiff::plan
