#include <engine/plan/replacements.hpp>

#include <engine/kinds/registry.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

class Replacing
{
public:
    Replacing(std::vector<Node> &nodes, std::map<ObjectId, Touched> const &touched,
              Sides const &sides, Busy const &busy)
        : nodes_{nodes}, touched_{touched}, sides_{sides}, busy_{busy}
    {
    }

    Replacements run()
    {
        find_replacements();
        keep_swaps_together();
        return std::move(result_);
    }

private:
    // Others that rest on the object would be without it meanwhile; what hangs on it is put back as
    // soon as the new one is there.
    bool others_make_way_for(ObjectId const &id) const
    {
        auto const &dependants = sides_.before_context.dependants(id);
        return std::any_of(dependants.begin(), dependants.end(), [&](ObjectId const &one) {
            return !is_satellite(one) && touched_.contains(one);
        });
    }

    // What it stands on is made anew, and waits for its removal; the new one may wait for that.
    static bool stands_on_any(Step const &gone, std::unordered_set<ObjectId> const &made_anew)
    {
        return std::any_of(gone.releases.begin(), gone.releases.end(),
                           [&](ObjectId const &id) { return made_anew.contains(id); });
    }

    static bool begins_outside(Step const &step)
    {
        return !step.online.empty() && step.online.front().up.transaction == Transaction::outside;
    }

    std::unordered_set<ObjectId> made_anew() const
    {
        std::unordered_set<ObjectId> made;
        std::unordered_set<ObjectId> both;
        for (Node const &node : nodes_) {
            made.insert(node.step.produces.begin(), node.step.produces.end());
        }
        for (Node const &node : nodes_) {
            std::copy_if(node.step.destroys.begin(), node.step.destroys.end(),
                         std::inserter(both, both.end()),
                         [&](ObjectId const &id) { return made.contains(id); });
        }
        return both;
    }

    // Of which there can be one only: itself, or the only one of its kind in its table.
    static ObjectId place_of(ObjectId const &id)
    {
        auto const &rules = kinds::rules_of(id.kind());
        return rules.built_beside == nullptr ? id : id.renamed("");
    }

    void find_replacements()
    {
        std::map<ObjectId, std::size_t> drops;
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            Step const &step = nodes_[index].step;
            if (step.action == Action::drop && !step.online.empty()) {
                drops.emplace(place_of(step.subject), index);
            }
        }
        auto const anew = made_anew();
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            Step const &step = nodes_[index].step;
            auto const drop = drops.find(place_of(step.subject));
            if (step.action != Action::create || drop == drops.end()) {
                continue;
            }
            if (nodes_[drop->second].step.subject != step.subject) {
                nodes_[index].after.push_back(static_cast<int>(drop->second));
            }
            if (busy_.is_table_of(step)) {
                choose_how_to_replace(index, drop->second, anew);
            }
        }
    }

    void choose_how_to_replace(std::size_t creation, std::size_t removal,
                               std::unordered_set<ObjectId> const &anew)
    {
        Step &made = nodes_[creation].step;
        Step &gone = nodes_[removal].step;
        auto const &rules = kinds::rules_of(made.subject.kind());
        bool const in_parts = !made.online.empty() && !others_make_way_for(gone.subject) &&
                              !stands_on_any(gone, anew);
        if (in_parts && rules.stands_beside_another) {
            result_.beside.emplace(creation, removal);
        } else if (in_parts && rules.built_beside != nullptr) {
            result_.prepared.emplace(creation, removal);
        } else if (rules.stands_beside_another) {
            // In parts there would be a time without either.
            made.online.clear();
            gone.online.clear();
        } else {
            // In one transaction, where the old one is not gone for as long as a build takes.
            if (begins_outside(made)) {
                made.online.clear();
                gone.online.clear();
            }
            swapped_.insert(creation);
            freed_.insert(nodes_[removal].frees.begin(), nodes_[removal].frees.end());
            needed_.insert(made.consumes.begin(), made.consumes.end());
        }
    }

    // What has to come between the removal and the creation of a swap is in their transaction.
    void keep_swaps_together()
    {
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            Node &node = nodes_[index];
            bool const comes_between =
                std::any_of(node.step.produces.begin(), node.step.produces.end(),
                            [&](ObjectId const &id) { return needed_.contains(id); }) ||
                std::any_of(node.takes.begin(), node.takes.end(),
                            [&](std::string const &slot) { return freed_.contains(slot); });
            if (node.step.action == Action::drop || !comes_between || swapped_.contains(index)) {
                continue;
            }
            node.step.online.clear();
            for (auto *replaced : {&result_.beside, &result_.prepared}) {
                if (auto const old_one = replaced->extract(index)) {
                    nodes_[old_one.mapped()].step.online.clear();
                }
            }
        }
    }

    std::vector<Node> &nodes_;
    std::map<ObjectId, Touched> const &touched_;
    Sides const &sides_;
    Busy const &busy_;
    std::set<std::size_t> swapped_;         // creations in the transaction of the removal
    std::unordered_set<std::string> freed_; // by these removals
    std::unordered_set<ObjectId> needed_;   // by these creations
    Replacements result_;
};

} // namespace

Replacements replacements(std::vector<Node> &nodes, std::map<ObjectId, Touched> const &touched,
                          Sides const &sides, Busy const &busy)
{
    return Replacing(nodes, touched, sides, busy).run();
}

} // namespace schemadiff::plan
