#include <engine/plan/makers.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace schemadiff::plan
{

namespace
{

enum class Way : std::uint8_t { up, down };

Side *side_of(Step &step, Way way)
{
    return way == Way::up ? &step.up : step.down ? &*step.down : nullptr;
}

std::unordered_map<ObjectId, std::size_t> makers(std::vector<Node> &nodes, Way way)
{
    std::unordered_map<ObjectId, std::size_t> all;
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        if (Side const *side = side_of(nodes[index].step, way)) {
            for (ObjectId const &id : side->makes) {
                all.emplace(id, index);
            }
        }
    }
    return all;
}

void include(Node &maker, ObjectId const &id)
{
    auto &ids = maker.includes;
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
    }
}

} // namespace

void leave_to_makers(std::vector<Node> &nodes)
{
    for (Way const way : {Way::up, Way::down}) {
        auto const all = makers(nodes, way);
        // What is dropped is made on the way back.
        auto const making = way == Way::up ? Action::create : Action::drop;
        for (Node &node : all.empty() ? std::span<Node>{} : std::span<Node>{nodes}) {
            auto const maker = all.find(node.step.subject);
            Side *side = side_of(node.step, way);
            if (maker != all.end() && side != nullptr && node.step.action == making &&
                !side->statements.empty()) {
                *side = Side{};
                node.step.online.clear();
                include(nodes[maker->second], node.step.subject);
            }
        }
    }
}

} // namespace schemadiff::plan
