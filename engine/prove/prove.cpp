#include <engine/prove/prove.hpp>

#include <engine/elaborate/scratch_quiet.hpp>
#include <engine/prove/differences.hpp>
#include <engine/prove/parts.hpp>
#include <engine/prove/roles.hpp>
#include <engine/prove/rows.hpp>
#include <engine/prove/seed.hpp>
#include <engine/prove/watch.hpp>
#include <schemadiff/model/satellite.hpp>
#include <schemadiff/model/shared.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace schemadiff::prove
{

namespace
{

using elaborate::Built;

// Of one kind, what the scratch server lacks of what either state needs.
std::set<std::string> missing_there(std::vector<Built const *> const &both, std::string_view kind)
{
    std::set<std::string> names;
    for (Built const *one : both) {
        for (ServerNeed const &need : one->missing()) {
            if (need.kind == kind) {
                names.insert(described(need));
            }
        }
    }
    return names;
}

class Proof
{
public:
    Proof(Plan const &plan, elaborate::Workshop &workshop)
        : plan_{plan}, workshop_{workshop}, place_{*workshop.place()}
    {
        verdict_.where = place_.described();
    }

    // With rows first; where they are in the way of the plan, without. It says that this may happen
    // to the rows of the target, or it ought to.
    Verdict run(Catalog const &before, Catalog const &after)
    {
        if (place_.is_on_target()) {
            return gone(before, after);
        }
        with_rows_ = true;
        auto const verdict = gone(before, after);
        if (!stopped_by_) {
            return verdict;
        }
        auto const stopped = *std::exchange(stopped_by_, std::nullopt);
        with_rows_ = false;
        verdict_.lines.clear();
        verdict_.wrong_claims.clear();
        auto without = gone(before, after);
        if (without.outcome == Verdict::Outcome::proved) {
            without.lines.push_back("rows: none, because made-up ones stop the plan " +
                                    stopped.where + ": " + stopped.failure.message);
            if (!stopped.is_expected) {
                without.wrong_claims.push_back(
                    fmt::format("{}, {}: rows can stop it and it has no hazard {}", stopped.where,
                                stopped.failure.subject, word(HazardClass::build_fails_on_data)));
            }
        }
        return without;
    }

private:
    struct Stopped {
        elaborate::BuildFailure failure;
        std::string where; // "going up"
        bool is_expected = false;
    };

    Verdict gone(Catalog const &before, Catalog const &after)
    {
        auto const [old_part, new_part] = parts(plan_, before, after);
        auto const moved = with_moved_extensions(old_part, new_part);
        bool const is_foreign =
            elaborate::has_foreign_tables(old_part) || elaborate::has_foreign_tables(new_part);
        auto const shared = shared_ids(old_part, new_part);
        bool const changes_shared = changes_any(subjects(shared));
        // One server cannot have a role as it was and as it will be, so the goal is built with
        // roles that are merely there, and what they will be is known without a server.
        std::vector<std::string> others;
        if (changes_shared && place_.is_own_server()) {
            apart_ = workshop_.place_apart();
            if (apart_) {
                others = make_other_roles(*apart_, old_part, new_part);
            }
        }
        if (changes_shared && !apart_) {
            if (auto const roles = new_roles_in_use(old_part, new_part); !roles.empty()) {
                verdict_.outcome = Verdict::Outcome::unproven;
                verdict_.lines = {fmt::format("the plan uses {}, which a scratch server that "
                                              "others use does not get",
                                              fmt::join(roles, ", "))};
                return verdict_;
            }
        }
        Built start(apart_ ? *apart_ : place_, moved.catalog,
                    {.without_contents = is_foreign, .with_shared = apart_ != nullptr});
        Built goal(place_, new_part, {.without_contents = is_foreign});
        if (!apart_) {
            start.leave_out(subjects(shared));
        }
        leaves_out_shared_ = changes_shared && !apart_;
        auto const read_start = [&] {
            return apart_ ? start.read_with_shared(shared) : start.read();
        };
        // What an earlier attempt has made is there now.
        verdict_.stubbed.insert(verdict_.stubbed.end(), start.stubbed().begin(),
                                start.stubbed().end());
        verdict_.stubbed.insert(verdict_.stubbed.end(), goal.stubbed().begin(),
                                goal.stubbed().end());
        verdict_.stubbed.insert(verdict_.stubbed.end(), others.begin(), others.end());
        if (apart_) {
            // At the start they are what they are said to be.
            std::erase_if(verdict_.stubbed, [&](std::string const &one) {
                return one.starts_with("role ") &&
                       shared.contains(id_of<Role>({std::string_view(one).substr(5)}));
            });
        }
        std::sort(verdict_.stubbed.begin(), verdict_.stubbed.end());
        verdict_.stubbed.erase(std::unique(verdict_.stubbed.begin(), verdict_.stubbed.end()),
                               verdict_.stubbed.end());
        // Where rows are is what a plan may be about, so that it cannot be proved without.
        auto const tablespaces = missing_there({&start, &goal}, need_words::tablespace);
        if (!tablespaces.empty()) {
            verdict_.outcome = Verdict::Outcome::unproven;
            verdict_.lines = {
                fmt::format("the scratch server has no {}", fmt::join(tablespaces, " and no "))};
            return verdict_;
        }
        auto const left_out = missing_there({&start, &goal}, need_words::label_provider);
        start.leave_out(goal.left_out());
        if (!start.failures().empty()) {
            return unproven("the current state cannot be built there", start.failures().front());
        }
        if (!goal.failures().empty()) {
            // With all there is on the target also there, the desired state itself is at fault.
            if (!is_older_than_target()) {
                goal.refuse_failures();
            }
            return unproven("the desired state cannot be built there", goal.failures().front());
        }
        // The current state comes under its new names; the start has the old ones.
        if (auto const failure = start.run(renames_of(plan_), Direction::down)) {
            return unproven("the old names cannot be given there", *failure);
        }
        if (!moved.schema_drops.empty()) {
            start.run_together(moved.schema_drops);
        }
        std::optional<Rows> rows;
        if (with_rows_) {
            seeded_ = seed(start.connection());
            rows.emplace(start.connection(), plan_);
        }
        if (!plan_.keeps.empty()) {
            for (Built *one : {&start, &goal}) {
                one->make_journal(plan_.keeps.front().schema);
            }
        }
        auto const began = read_start();
        auto const wanted =
            apart_ ? with_shared(goal.read(), shared_objects(new_part)) : goal.read();
        if (auto const failure = run_watched(start, Direction::up)) {
            return stopped(*failure, Direction::up, "going up");
        }
        auto const up = read_start();
        if (auto lines = differences(wanted, up, same_role()); !lines.empty()) {
            return failed(prefixed("after going up, ", lines));
        }
        if (std::any_of(plan_.steps.begin(), plan_.steps.end(),
                        [](auto const &step) { return !step.down.has_value(); })) {
            return proved_without(left_out, {"only going up: some steps have no way back"});
        }
        if (auto const failure = run_watched(start, Direction::down)) {
            return stopped(*failure, Direction::down, "going down");
        }
        if (auto lines = differences(began, read_start(), same_role()); !lines.empty()) {
            return failed(prefixed("after going down, ", lines));
        }
        for (std::string const &table : rows ? rows->changed(start.connection())
                                             : std::vector<std::string>{}) {
            verdict_.wrong_claims.push_back("going back: " + table +
                                            " has other rows than before, and no hazard says so");
        }
        if (auto const failure = start.run(plan_, Direction::up)) {
            return stopped(*failure, Direction::up, "going up again");
        }
        if (auto lines = differences(up, read_start(), true); !lines.empty()) {
            return failed(prefixed("after going up again, ", lines));
        }
        return proved_without(left_out, {});
    }

    // Nobody knows yet whether it is because of the rows.
    Verdict stopped(elaborate::BuildFailure const &failure, Direction direction, std::string where)
    {
        if (seeded_.with_rows > 0) {
            stopped_by_ = {failure, std::move(where), is_expected_to_fail(failure, direction)};
            seeded_ = {};
            return verdict_;
        }
        return failed({fmt::format("{}, {}: {}", where, failure.subject, failure.message)});
    }

    // A way back fails on what cannot come back, too.
    bool is_expected_to_fail(elaborate::BuildFailure const &failure, Direction direction) const
    {
        return std::any_of(plan_.steps.begin(), plan_.steps.end(), [&](PlannedStep const &step) {
            auto const *side = side_of(step, direction);
            bool const loses = direction == Direction::down &&
                               std::any_of(step.up.hazards.begin(), step.up.hazards.end(),
                                           [](Hazard const &hazard) {
                                               return hazard.what == HazardClass::delete_data;
                                           });
            return step.subject == failure.subject && side != nullptr &&
                   (loses || std::any_of(side->hazards.begin(), side->hazards.end(),
                                         [](Hazard const &hazard) {
                                             return hazard.what ==
                                                    HazardClass::build_fails_on_data;
                                         }));
        });
    }

    Verdict proved_without(std::set<std::string> const &providers, std::vector<std::string> lines)
    {
        verdict_.outcome = Verdict::Outcome::proved;
        verdict_.lines = std::move(lines);
        for (std::string const &provider : providers) {
            verdict_.lines.push_back(
                fmt::format("without its labels: the scratch server has no {}", provider));
        }
        if (leaves_out_shared_) {
            verdict_.lines.emplace_back(
                "without its roles and memberships, which all databases of that server share");
        }
        if (seeded_.tables > 0) {
            verdict_.lines.push_back(sentence(seeded_));
        }
        return verdict_;
    }

    // A claim that is wrong does not make the plan wrong: it does what it says to the schema.
    std::optional<elaborate::BuildFailure> run_watched(Built &built, Direction direction)
    {
        Watch watch{built.connection(),
                    plan_.keeps.empty() ? std::string_view{} : plan_.keeps.front().schema};
        auto failure = built.run(plan_, direction, &watch);
        for (Look const &look : watch.looks()) {
            for (std::string const &line : wrong_claims(look)) {
                verdict_.wrong_claims.push_back(
                    (direction == Direction::down ? "going back, " : "") +
                    (look.first == look.last
                         ? fmt::format("step {}", look.first + 1)
                         : fmt::format("steps {} to {} together", look.first + 1, look.last + 1)) +
                    ": " + line);
            }
        }
        return failure;
    }

    bool changes_any(std::set<std::string> const &of) const
    {
        return std::any_of(plan_.steps.begin(), plan_.steps.end(),
                           [&](PlannedStep const &step) { return of.contains(step.subject); });
    }

    // Whoever runs the plan on the target owns what it makes; here it is somebody else.
    bool same_role() const { return plan_.role == "postgres" && place_.is_own_server(); }

    bool is_older_than_target() const
    {
        return place_.server_version() / 10000 < plan_.server_version / 10000;
    }

    Verdict unproven(std::string const &why, elaborate::BuildFailure const &failure)
    {
        verdict_.outcome = Verdict::Outcome::unproven;
        verdict_.lines = {fmt::format("{}: {}: {}", why, failure.subject, failure.message)};
        return verdict_;
    }
    // A server that is older than the target may lack what the plan is about.
    Verdict failed(std::vector<std::string> lines)
    {
        verdict_.outcome =
            is_older_than_target() ? Verdict::Outcome::unproven : Verdict::Outcome::failed;
        verdict_.lines = std::move(lines);
        return verdict_;
    }
    static std::vector<std::string> prefixed(std::string const &prefix,
                                             std::vector<std::string> const &lines)
    {
        std::vector<std::string> result;
        for (std::string const &line : lines) {
            result.push_back(prefix + line);
        }
        return result;
    }

    Plan const &plan_;
    elaborate::Workshop &workshop_;
    scratch::Place &place_;
    std::unique_ptr<scratch::Place> apart_; // for a start with roles
    bool leaves_out_shared_ = false;
    bool with_rows_ = false;
    Seeded seeded_;
    std::optional<Stopped> stopped_by_;
    Verdict verdict_;
};

} // namespace

Verdict proved(Plan const &plan, Catalog const &before, Catalog const &after,
               elaborate::Workshop &workshop)
{
    if (workshop.place() == nullptr) {
        Verdict verdict;
        verdict.lines = workshop.reasons();
        return verdict;
    }
    return Proof(plan, workshop).run(before, after);
}

} // namespace schemadiff::prove
