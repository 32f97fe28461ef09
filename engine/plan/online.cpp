#include <engine/plan/online.hpp>

#include <engine/kinds/registry.hpp>
#include <schemadiff/base/object_name.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace schemadiff::plan
{

namespace
{

template <class F>
void for_each_side(Step const &step, F const &function)
{
    function(step.up);
    if (step.down) {
        function(*step.down);
    }
}

// Sort before and behind what other keys begin with.
constexpr char early = '0';
constexpr char late = '4';

// Names under which the old one of a replacement stands until the new one serves: free in its
// schema, for an index is a relation too, before and after.
class NamesAside
{
public:
    NamesAside(Catalog const &before, Catalog const &after) : catalogs_{&before, &after} {}

    ObjectId for_object(ObjectId const &id)
    {
        take_names();
        for (int number = 0;; ++number) {
            auto const label = number == 0 ? "replaced" : fmt::format("replaced{}", number);
            auto aside = id.renamed(object_name(id.name(), "", label));
            if (names_.emplace(aside.schema(), aside.name()).second) {
                return aside;
            }
        }
    }

private:
    // Once somebody asks.
    void take_names()
    {
        if (!names_.empty()) {
            return;
        }
        for (Catalog const *catalog : catalogs_) {
            for (ObjectPtr const &object : catalog->objects()) {
                names_.emplace(object->id.schema(), object->id.name());
            }
        }
    }

    std::array<Catalog const *, 2> catalogs_;
    std::set<std::pair<std::string, std::string>> names_; // schema and name
};

class OnlineWays
{
public:
    OnlineWays(std::vector<Node> nodes, std::map<ObjectId, Touched> const &touched,
               std::map<ObjectId, RelationSize> const &sizes, Sides const &sides,
               Options const &options)
        : nodes_{std::move(nodes)}, touched_{touched}, sizes_{sizes}, sides_{sides}, options_{
                                                                                         options}
    {
    }

    std::vector<Node> run()
    {
        find_replacements();
        keep_swaps_together();
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            auto const old_one = old_ones_.find(index);
            if (old_one != old_ones_.end()) {
                replace(index, old_one->second);
            } else if (!replaced_.contains(index)) {
                take(index);
            }
        }
        // Whoever waits for a step waits for the last of its parts.
        for (Node &node : result_) {
            for (int &before : node.after) {
                if (before < 0) {
                    before = last_parts_.at(static_cast<std::size_t>(-before - 1));
                }
            }
        }
        return std::move(result_);
    }

private:
    // The table whose rows a step is about is the first that it locks.
    bool is_busy(Step const &step) const
    {
        if (options_.ways == Ways::plain) {
            return false;
        }
        auto const &locks = step.up.locks.empty() && step.down ? step.down->locks : step.up.locks;
        if (locks.empty()) {
            return false;
        }
        auto const &relation = locks.front().relation;
        auto const fate = touched_.find(relation);
        bool const lasts = fate == touched_.end() || fate->second.fate == Fate::alter;
        if (!lasts || !sides_.before.contains(relation)) {
            return false;
        }
        if (options_.ways == Ways::online || !options_.sizes_of) {
            return true;
        }
        auto const size = sizes_.find(relation);
        return size == sizes_.end() || size->second.bytes > 0;
    }

    // Others that rest on the object would be without it meanwhile; what hangs on it is put back as
    // soon as the new one is there.
    bool others_make_way_for(ObjectId const &id) const
    {
        auto const dependants = sides_.before_context.dependants(id);
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

    void find_replacements()
    {
        std::map<ObjectId, std::size_t> drops;
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            Step const &step = nodes_[index].step;
            if (step.action == Action::drop && !step.online.empty()) {
                drops.emplace(step.subject, index);
            }
        }
        auto const anew = made_anew();
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            Step const &step = nodes_[index].step;
            auto const drop = drops.find(step.subject);
            if (step.action == Action::create && drop != drops.end() && is_busy(step)) {
                choose_how_to_replace(index, drop->second, anew);
            }
        }
    }

    void choose_how_to_replace(std::size_t creation, std::size_t removal,
                               std::unordered_set<ObjectId> const &anew)
    {
        Step &made = nodes_[creation].step;
        Step &gone = nodes_[removal].step;
        if (!kinds::rules_of(made.subject.kind()).stands_beside_another) {
            // In one transaction, where the old one is not gone for as long as a build takes.
            if (begins_outside(made)) {
                made.online.clear();
                gone.online.clear();
            }
            swapped_.insert(creation);
            freed_.insert(nodes_[removal].frees.begin(), nodes_[removal].frees.end());
            needed_.insert(made.consumes.begin(), made.consumes.end());
        } else if (made.online.empty() || others_make_way_for(made.subject) ||
                   stands_on_any(gone, anew)) {
            // In parts there would be a time without either.
            made.online.clear();
            gone.online.clear();
        } else {
            old_ones_.emplace(creation, removal);
            replaced_.insert(removal);
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
            if (auto const old_one = old_ones_.extract(index)) {
                nodes_[old_one.mapped()].step.online.clear();
                replaced_.erase(old_one.mapped());
            }
        }
    }

    void take(std::size_t index)
    {
        Node &node = nodes_[index];
        if (node.step.online.empty() || !is_busy(node.step)) {
            add_last(std::move(node), index);
            return;
        }
        auto parts = std::move(node.step.online);
        for (std::size_t part = 0; part < parts.size(); ++part) {
            Node one = part_of(node, std::move(parts[part]), node.step.action);
            if (part == 0) {
                one.step.consumes = node.step.consumes;
                one.step.destroys = node.step.destroys;
                one.takes = node.takes;
                one.wishes = node.wishes;
                one.after = from_old_places(node.after);
            }
            if (part + 1 == parts.size()) {
                one.step.produces = node.step.produces;
                one.step.releases = node.step.releases;
                one.frees = node.frees;
                one.includes = node.includes;
            }
            add_part(std::move(one), part > 0);
        }
        last_parts_[index] = static_cast<int>(result_.size()) - 1;
    }

    // Renamed, built anew, and only then dropped.
    void replace(std::size_t creation, std::size_t removal)
    {
        Node const &made = nodes_[creation];
        Node const &gone = nodes_[removal];
        auto const &rules = kinds::rules_of(made.step.subject.kind());
        Object old_one = *touched_.at(made.step.subject).before;
        auto const aside = names_aside_.for_object(old_one.id);

        Step renaming;
        renaming.up = rules.rename(old_one.id, aside);
        renaming.down = rules.rename(aside, old_one.id);
        renaming.note = "it serves until the new one can take its place";
        Node first = part_of(gone, std::move(renaming), Action::alter);
        first.step.destroys = gone.step.destroys;
        first.frees = gone.frees;
        first.after = from_old_places(gone.after);
        add_part(std::move(first), false);

        auto parts = made.step.online;
        for (std::size_t part = 0; part < parts.size(); ++part) {
            Node one = part_of(made, parts[part], Action::create);
            if (part == 0) {
                one.step.consumes = made.step.consumes;
                one.takes = made.takes;
                one.wishes = made.wishes;
                one.after = from_old_places(made.after);
            }
            if (part + 1 == parts.size()) {
                one.step.produces = made.step.produces;
            }
            add_part(std::move(one), true);
        }
        last_parts_[creation] = static_cast<int>(result_.size()) - 1;

        old_one.id = aside;
        auto ends = backwards(rules.online(old_one, sides_.before_context));
        for (std::size_t part = 0; part < ends.size(); ++part) {
            Node one = part_of(gone, std::move(ends[part]), Action::drop);
            one.step.subject = aside;
            if (part + 1 == ends.size()) {
                one.step.releases = gone.step.releases;
                one.includes = gone.includes;
            }
            add_part(std::move(one), true);
        }
        last_parts_[removal] = static_cast<int>(result_.size()) - 1;
    }

    Node part_of(Node const &whole, Step step, Action action) const
    {
        Node part;
        part.key = whole.key;
        step.subject = whole.step.subject;
        step.action = action;
        step.declared_at = whole.step.declared_at;
        if (step.note.empty()) {
            step.note = whole.step.note;
        }
        part.step = std::move(step);
        return part;
    }

    // What takes long, and what follows it, comes when the quick steps are done; what takes long on
    // the way back comes last of all there.
    void add_part(Node part, bool follows)
    {
        auto const takes_long = [](Side const &side) {
            return side.transaction != Transaction::inside;
        };
        is_late_ = takes_long(part.step.up) || (follows && is_late_);
        if (is_late_) {
            part.key.insert(part.key.begin(), late);
        } else if (takes_long(part.step.down.value())) {
            part.key.insert(part.key.begin(), early);
        }
        if (follows) {
            part.after.push_back(static_cast<int>(result_.size()) - 1);
        }
        result_.push_back(std::move(part));
    }

    void add_last(Node node, std::size_t index)
    {
        node.after = from_old_places(node.after);
        last_parts_[index] = static_cast<int>(result_.size());
        result_.push_back(std::move(node));
    }

    // Marked until all places are known.
    static std::vector<int> from_old_places(std::vector<int> places)
    {
        for (int &place : places) {
            place = -place - 1;
        }
        return places;
    }

    std::vector<Node> nodes_;
    std::map<ObjectId, Touched> const &touched_;
    std::map<ObjectId, RelationSize> const &sizes_;
    Sides const &sides_;
    Options const &options_;
    NamesAside names_aside_{sides_.before, sides_.after};
    std::set<std::size_t> swapped_;               // creations in the transaction of the removal
    std::unordered_set<std::string> freed_;       // by these removals
    std::unordered_set<ObjectId> needed_;         // by these creations
    std::map<std::size_t, std::size_t> old_ones_; // creation -> removal of what it replaces
    std::set<std::size_t> replaced_;              // these removals
    std::map<std::size_t, int> last_parts_;       // place in nodes_ -> place in result_
    bool is_late_ = false;                        // the part that was added last
    std::vector<Node> result_;
};

} // namespace

std::map<ObjectId, RelationSize> sizes_of(std::vector<Node> const &nodes, Catalog const &before,
                                          std::vector<Rename> const &renames,
                                          Options const &options)
{
    if (!options.sizes_of) {
        return {};
    }
    std::set<ObjectId> relations;
    for (Node const &node : nodes) {
        for_each_side(node.step, [&](Side const &side) {
            for (LockClaim const &claim : side.locks) {
                if (before.contains(claim.relation)) {
                    relations.insert(claim.relation);
                }
            }
        });
    }
    std::map<ObjectId, ObjectId> names; // as they are now -> after the renames
    for (ObjectId const &relation : relations) {
        auto now = relation;
        for (auto rename = renames.rbegin(); rename != renames.rend(); ++rename) {
            now = moved(now, {rename->after, rename->before, {}});
        }
        names.emplace(std::move(now), relation);
    }
    std::vector<ObjectId> asked;
    for (auto const &[now, later] : names) {
        asked.push_back(now);
    }
    std::map<ObjectId, RelationSize> sizes;
    for (auto const &[now, size] : options.sizes_of(asked)) {
        sizes.emplace(names.at(now), size);
    }
    return sizes;
}

std::vector<Node> in_online_ways(std::vector<Node> nodes,
                                 std::map<ObjectId, Touched> const &touched,
                                 std::map<ObjectId, RelationSize> const &sizes, Sides const &sides,
                                 Options const &options)
{
    return OnlineWays(std::move(nodes), touched, sizes, sides, options).run();
}

} // namespace schemadiff::plan
