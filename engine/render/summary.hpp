// A plan in numbers: what every format says first. Made from the words in the plan, without
// knowing any kind of object.
#pragma once

#include <schemadiff/plan/plan.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::render
{

struct HazardUse {
    std::size_t step = 0; // index into Plan::steps
    Hazard const *hazard = nullptr;
};

// "2 to create, 1 to alter, 1 to drop"; steps, not what was folded into them.
// Counts only what is run going up.
std::string actions_line(Plan const &plan);
// Whether a step has something to run, but only on the way back.
bool runs_only_back(PlannedStep const &step);

// "+1 table, +3 columns, ~1 column, -1 policy"; with what was folded into the steps.
std::string kinds_line(Plan const &plan);

// "shop on db.example:5432, PostgreSQL 15.18, as role deploy"; empty where nothing is known.
std::string made_for(Plan const &plan);

// Every hazard of the way up, by class.
std::map<HazardClass, std::vector<HazardUse>> hazards_up(Plan const &plan);

// "--allow delete_data,long_lock"; empty where there is nothing to allow.
std::string allow_flag(Plan const &plan);

// What one role gains or loses in the same way on several objects.
struct AccessUse {
    std::string who; // role "app"
    bool gains = false;
    std::string what;            // "select, insert"
    std::vector<std::string> on; // table "app"."users"
};
// By role; what it gains comes before what it loses.
std::vector<AccessUse> access_uses(Plan const &plan);

// "3 tables, 1 view"
std::string left_alone_line(Plan const &plan);

// "proved up and down on an ephemeral PostgreSQL 15.18, with role app stubbed"
std::string verdict_line(Verdict const &verdict);

// The names of what is not covered, by kind.
std::map<std::string, std::vector<std::string>> uncovered_by_kind(Plan const &plan);

// "access exclusive on "app"."users"; scans every row (of 1.2 GB, about 3,000,000 rows)"; empty for
// a side that takes no lock on what existed before.
std::string locks_line(PlannedSide const &side,
                       std::map<std::string, RelationSize> const &sizes = {});

// "shop.yaml:12"; empty where no file asked for it.
std::string place(SourcePos const &at);

// "+", "~", ">", "-"
std::string_view sign(Action action);

} // namespace schemadiff::render
