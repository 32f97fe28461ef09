// Laws of plans, on random catalogs: that they can be planned at all, the order of their steps,
// what folding may change, and which hazards must be named.
#include <engine/diff/diff.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/plan/order.hpp>
#include <engine/plan/planner.hpp>

#include <support/catch.hpp>
#include <support/plan_walk.hpp>
#include <support/random_seeds.hpp>

#include <set>

using namespace schemadiff;
using namespace schemadiff::tests;

namespace
{

Plan plan_of(Catalog const &before, Catalog const &after, bool fold,
             plan::Ways ways = plan::Ways::plain)
{
    return plan::planned(
        before, after, {},
        {.role = "app_owner", .server_version = 150000, .ways = ways, .fold = fold});
}

// The objects that a plan is about, whether they have a step of their own or went into another.
std::set<std::string> subjects(Plan const &plan)
{
    std::set<std::string> all;
    for (PlannedStep const &step : plan.steps) {
        all.insert(step.subject);
        all.insert(step.includes.begin(), step.includes.end());
    }
    return all;
}

bool has_hazard(Plan const &plan, ObjectId const &subject, HazardClass what)
{
    return std::any_of(plan.steps.begin(), plan.steps.end(), [&](PlannedStep const &step) {
        return step.subject == described(subject) &&
               std::any_of(step.up.hazards.begin(), step.up.hazards.end(),
                           [&](Hazard const &hazard) { return hazard.what == what; });
    });
}

// The hazard that a change must have by what it does to whoever uses the database; here the
// change is taken by itself, in a table or for an object that stays.
std::optional<HazardClass> hazard_of(Change const &change)
{
    auto const kind = change.id().kind();
    if (change.after == nullptr) {
        bool const holds_values =
            kind == kind_of<Table> || kind == kind_of<Sequence> ||
            (kind == kind_of<Column> && !change.before->as<Column>().generated);
        bool const held_back =
            (kind == kind_of<Policy> && change.before->as<Policy>().restrictive) ||
            kind == kind_of<RowSecurity>;
        return holds_values                 ? std::optional{HazardClass::delete_data}
               : held_back                  ? std::optional{HazardClass::weaken_isolation}
               : kind == kind_of<Extension> ? std::optional{HazardClass::lose_dependency}
                                            : std::nullopt;
    }
    if (change.before == nullptr) {
        bool const checks_rows =
            kind == kind_of<PrimaryKey> || kind == kind_of<Unique> ||
            (kind == kind_of<Check> && !change.after->as<Check>().not_valid &&
             !change.after->as<Check>().not_enforced) ||
            (kind == kind_of<ForeignKey> && !change.after->as<ForeignKey>().not_valid &&
             !change.after->as<ForeignKey>().not_enforced) ||
            (kind == kind_of<Index> && change.after->as<Index>().unique);
        bool const lets_through =
            kind == kind_of<Policy> && !change.after->as<Policy>().restrictive;
        return checks_rows              ? std::optional{HazardClass::build_fails_on_data}
               : lets_through           ? std::optional{HazardClass::weaken_isolation}
               : kind == kind_of<Index> ? std::optional{HazardClass::long_lock}
                                        : std::nullopt;
    }
    auto const named = [&](std::string_view field) {
        return std::find(change.fields.begin(), change.fields.end(), field) != change.fields.end();
    };
    // A permissive policy that becomes a restrictive one only ever holds back more.
    bool const opens = kind == kind_of<Policy> && (change.before->as<Policy>().restrictive ||
                                                   !change.after->as<Policy>().restrictive);
    bool const isolation =
        (opens && (named("using") || named("check") || named("to"))) ||
        (kind == kind_of<RowSecurity> && change.before->as<RowSecurity>().state == "forced");
    // The owner of a sequence may follow that of its table, which has the hazard then.
    return isolation ? std::optional{HazardClass::weaken_isolation}
           : kind == kind_of<Table> && named("unlogged") ? std::optional{HazardClass::rewrite_table}
           : named("owner") && kind != kind_of<Sequence> ? std::optional{HazardClass::change_access}
                                                         : std::nullopt;
}

// Parts of a table that comes or goes as a whole, and what is dropped and made again on the way,
// say what the whole says.
bool stands_alone(Change const &change, Catalog const &before, Catalog const &after)
{
    auto const &id = change.id();
    auto const table = id_of<Table>({id.part(0), id.parts().size() > 1 ? id.part(1) : ""});
    bool const is_part = id.kind() != kind_of<Table> && id.kind() != kind_of<Sequence> &&
                         id.kind() != kind_of<Extension> && id.kind() != kind_of<Schema>;
    return !is_part || (before.contains(table) && after.contains(table));
}

} // namespace

TEST_CASE("random pairs can be planned, and every step comes when it can be taken", "[laws]")
{
    for (int const seed : seeds(100)) {
        auto const [before, after] = random_pair(seed);
        try {
            auto const plan = plan_of(before, after, false);
            PlanWalk walk(plan, before, after);
            INFO("seed " << seed);
            CHECK(walk.walk(Direction::up) == "");
            CHECK(walk.walk(Direction::down) == "");
        } catch (plan::CycleFound const &cycle) {
            FAIL_CHECK("seed " << seed << ": " << cycle.what());
        }
    }
}

TEST_CASE("online ways change the form of a plan, not what it is about", "[laws]")
{
    bool has_own = false;
    bool has_outside = false;
    for (int const seed : seeds(100)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        try {
            auto const online = plan_of(before, after, false, plan::Ways::online);
            auto wanted = subjects(plan_of(before, after, false));
            for (PlannedStep const &step : online.steps) {
                INFO(step.subject);
                CHECK((wanted.contains(step.subject) ||
                       step.subject.find("_replaced") != std::string::npos));
                has_own = has_own || step.up.transaction == Transaction::own;
                // What is cut short halfway can be told, and taken away or gone on with.
                if (step.up.transaction == Transaction::outside && step.action == Action::create) {
                    has_outside = true;
                    CHECK(!step.up.is_done.empty());
                    CHECK(
                        (!step.up.clear.empty() || step.up.statements.front().starts_with("DO ")));
                    CHECK(step.down.has_value());
                }
            }
        } catch (plan::CycleFound const &cycle) {
            FAIL_CHECK(cycle.what());
        }
    }
    CHECK((has_own && has_outside));
}

TEST_CASE("a plan with nothing to do has no steps", "[laws]")
{
    for (int const seed : seeds(20)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        CHECK(plan_of(before, before, true).empty());
        CHECK(plan_of(before, after, true).empty() == diff::changes(before, after).empty());
    }
}

TEST_CASE("folding changes the form of a plan, not what it is about", "[laws]")
{
    for (int const seed : seeds(100)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        auto const folded = plan_of(before, after, true);
        auto const plain = plan_of(before, after, false);
        CHECK(subjects(folded) == subjects(plain));
        CHECK(folded.steps.size() <= plain.steps.size());
        CHECK(folded.expects == plain.expects);
    }
}

TEST_CASE("every step has a way back, or says why not", "[laws]")
{
    for (int const seed : seeds(50)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        for (PlannedStep const &step : plan_of(before, after, true).steps) {
            INFO(step.subject);
            CHECK(step.down.has_value() == step.why_no_way_back.empty());
            bool const may_lack = step.kind == "extension" || step.kind == "column";
            CHECK((step.down.has_value() || may_lack));
        }
    }
}

TEST_CASE("batches go on from one to the next, in the order of the steps", "[laws]")
{
    for (int const seed : seeds(50)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        int batch = 0;
        for (PlannedStep const &step : plan_of(before, after, true).steps) {
            CHECK((step.batch == batch || step.batch == batch + 1));
            batch = step.batch;
        }
    }
}

// No row of theirs is here to be lost or looked at.
bool is_of_foreign_table(Change const &change, Catalog const &before, Catalog const &after)
{
    return change.id().parts().size() > 1 &&
           (kinds::is_foreign(change.id(), before) || kinds::is_foreign(change.id(), after));
}

TEST_CASE("a change that harms data, traffic or isolation names its hazard", "[laws]")
{
    std::map<HazardClass, int> seen;
    for (int const seed : seeds(100)) {
        auto const [before, after] = random_pair(seed);
        auto const plan = plan_of(before, after, false);
        for (Change const &change : diff::changes(before, after)) {
            auto const hazard = hazard_of(change);
            if (hazard && stands_alone(change, before, after) &&
                !is_of_foreign_table(change, before, after)) {
                ++seen[*hazard];
                INFO("seed " << seed << ": " << described(change.id()));
                CHECK(has_hazard(plan, change.id(), *hazard));
            }
        }
    }
    if (number_in("SCHEMADIFF_SEEDS", 100) >= 100) {
        CHECK(seen.size() == 7);
    }
}
