#include <engine/plan/makers.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>

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

bool names(std::vector<ObjectId> const &ids, ObjectId const &id)
{
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// Which alteration makes an object other than its subject anew.
std::map<ObjectId, int> makers_anew(std::vector<Node> const &nodes)
{
    std::map<ObjectId, int> all;
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        auto const &step = nodes[static_cast<std::size_t>(index)].step;
        if (step.action != Action::alter) {
            continue;
        }
        std::unordered_set<ObjectId> const destroyed(step.destroys.begin(), step.destroys.end());
        for (ObjectId const &id : step.produces) {
            if (id != step.subject && destroyed.contains(id)) {
                all.emplace(id, index);
            }
        }
    }
    return all;
}

// Whether a step lets go of what is dropped before the other one makes anew what that rests on.
bool leaves_one_that_goes(Step const &step, Step const &making,
                          std::unordered_map<ObjectId, Step const *> const &drops)
{
    return std::any_of(step.releases.begin(), step.releases.end(), [&](ObjectId const &id) {
        auto const drop = drops.find(id);
        return drop != drops.end() &&
               std::any_of(drop->second->releases.begin(), drop->second->releases.end(),
                           [&](ObjectId const &below) { return names(making.destroys, below); });
    });
}

// Whether a step does its work in place going up, and lets go of what another one makes anew.
bool leaves_in_place(Step const &step, ObjectId const &made_anew)
{
    return names(step.destroys, step.subject) && !step.up.statements.empty() && step.down &&
           step.down->statements.empty() && names(step.releases, made_anew) &&
           !names(step.consumes, made_anew);
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

void follow_those_that_make_anew(std::vector<Node> &nodes,
                                 std::map<ObjectId, Touched> const &touched)
{
    auto const makers = makers_anew(nodes);
    for (auto const &[id, maker] : makers) {
        if (auto const own = touched.find(id);
            own != touched.end() && own->second.fate == Fate::alter) {
            nodes[static_cast<std::size_t>(maker)].includes.push_back(id);
        }
    }
    if (makers.empty()) {
        return;
    }
    std::unordered_map<ObjectId, Step const *> drops;
    for (Node const &node : nodes) {
        if (node.step.action == Action::drop) {
            drops.emplace(node.step.subject, &node.step);
        }
    }
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        Node &own = nodes[static_cast<std::size_t>(index)];
        auto const maker = makers.find(own.step.subject);
        if (own.step.action != Action::alter || maker == makers.end()) {
            continue;
        }
        Node &making = nodes[static_cast<std::size_t>(maker->second)];
        auto const is_of_maker = [&](std::vector<ObjectId> const &all) {
            return [&](ObjectId const &id) {
                return id == making.step.subject || names(all, id);
            };
        };
        bool const goes_over_first = leaves_one_that_goes(own.step, making.step, drops);
        if (goes_over_first || leaves_in_place(own.step, making.step.subject)) {
            if (goes_over_first) {
                std::erase_if(own.step.consumes, is_of_maker(making.step.produces));
            }
            std::erase(making.step.destroys, own.step.subject);
            std::erase(making.step.produces, own.step.subject);
            making.after.push_back(index);
            continue;
        }
        std::erase(own.step.destroys, own.step.subject);
        // What is done in place with the maker's subject before may be what destroys it.
        std::erase_if(own.step.releases, is_of_maker(making.step.destroys));
        own.after.push_back(maker->second);
    }
}

} // namespace schemadiff::plan
