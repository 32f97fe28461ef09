#include "summary.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <array>
#include <set>
#include <tuple>

namespace schemadiff::render
{

namespace
{

constexpr std::array all_actions{Action::create, Action::alter, Action::rename, Action::drop};

// The subject of a folded step is only text: `primary key "app"."users"."pk_users"`, `comment on
// table "app"."users"`. Its kind is what stands before the first name and before " on ".
std::string kind_of_subject(std::string_view subject)
{
    auto const words = subject.substr(0, subject.find(" \""));
    return std::string(words.substr(0, words.find(" on ")));
}

} // namespace

std::string_view sign(Action action)
{
    switch (action) {
    case Action::create:
        return "+";
    case Action::alter:
        return "~";
    case Action::rename:
        return ">";
    case Action::drop:
        return "-";
    }
    return "";
}

bool runs_only_back(PlannedStep const &step)
{
    return step.up.statements.empty() && step.down && !step.down->statements.empty();
}

std::string actions_line(Plan const &plan)
{
    std::map<Action, std::size_t> counts;
    std::set<std::pair<Action, std::string_view>> seen; // one may take several steps
    for (PlannedStep const &step : plan.steps) {
        if (!runs_only_back(step) && seen.emplace(step.action, step.subject).second) {
            ++counts[step.action];
        }
    }
    std::vector<std::string> parts;
    for (Action const action : all_actions) {
        if (auto const found = counts.find(action); found != counts.end()) {
            parts.push_back(fmt::format("{} to {}", found->second, word(action)));
        }
    }
    return listed(parts);
}

std::string kinds_line(Plan const &plan)
{
    std::map<std::pair<Action, std::string>, std::size_t> counts;
    std::vector<std::pair<Action, std::string>> order; // as they are met
    auto const count = [&](Action action, std::string kind) {
        std::pair key{action, std::move(kind)};
        if (++counts[key] == 1) {
            order.push_back(std::move(key));
        }
    };
    std::set<std::pair<Action, std::string_view>> seen; // one may take several steps
    for (PlannedStep const &step : plan.steps) {
        if (runs_only_back(step) || !seen.emplace(step.action, step.subject).second) {
            continue;
        }
        count(step.action, step.kind);
        for (std::string const &subject : step.includes) {
            count(step.action, kind_of_subject(subject));
        }
    }
    std::vector<std::string> parts;
    for (Action const action : all_actions) {
        for (auto const &key : order) {
            if (key.first == action) {
                parts.push_back(
                    fmt::format("{}{}", sign(action), counted(counts[key], one_line(key.second))));
            }
        }
    }
    return listed(parts);
}

std::string made_for(Plan const &plan)
{
    std::vector<std::string> parts;
    if (!plan.database.empty()) {
        parts.push_back(one_line(plan.database));
    }
    if (plan.server_version > 0) {
        parts.push_back("PostgreSQL " + version_text(plan.server_version));
    }
    if (!plan.role.empty()) {
        parts.push_back("as role " + one_line(plan.role));
    }
    return listed(parts);
}

std::map<HazardClass, std::vector<HazardUse>> hazards_up(Plan const &plan)
{
    std::map<HazardClass, std::vector<HazardUse>> uses;
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        for (Hazard const &hazard : plan.steps[index].up.hazards) {
            uses[hazard.what].push_back({index, &hazard});
        }
    }
    return uses;
}

std::string allow_flag(Plan const &plan)
{
    std::vector<std::string_view> words;
    for (auto const &[what, uses] : hazards_up(plan)) {
        words.push_back(word(what));
    }
    return words.empty() ? "" : fmt::format("--allow {}", fmt::join(words, ","));
}

std::vector<AccessUse> access_uses(Plan const &plan)
{
    std::map<std::tuple<std::string, bool, std::string>, std::vector<std::string>> all;
    for (PlannedAccess const &one : plan.access) {
        for (bool const loses : {false, true}) {
            if (auto const &what = loses ? one.loses : one.gains; !what.empty()) {
                all[{one.who, loses, listed(what)}].push_back(one.on);
            }
        }
    }
    std::vector<AccessUse> uses;
    for (auto &[key, on] : all) {
        auto const &[who, loses, what] = key;
        uses.push_back({who, !loses, what, std::move(on)});
    }
    return uses;
}

std::string left_alone_line(Plan const &plan)
{
    std::vector<std::string> parts;
    for (auto const &[kind, count] : plan.left_alone) {
        parts.push_back(counted(static_cast<std::size_t>(count), one_line(kind)));
    }
    return listed(parts);
}

std::string verdict_line(Verdict const &verdict)
{
    std::string text;
    switch (verdict.outcome) {
    case Verdict::Outcome::unproven:
        text = "not proved";
        break;
    case Verdict::Outcome::proved:
        text = "proved up and down";
        break;
    case Verdict::Outcome::failed:
        text = "FAILED";
        break;
    }
    if (!verdict.where.empty()) {
        text += " on " + one_line(verdict.where);
    }
    if (!verdict.stubbed.empty()) {
        text += ", with " + one_line(listed(verdict.stubbed)) + " stubbed";
    }
    return text;
}

std::map<std::string, std::vector<std::string>> uncovered_by_kind(Plan const &plan)
{
    std::map<std::string, std::vector<std::string>> names;
    for (Uncovered const &one : plan.uncovered) {
        names[one.kind].push_back(one.name);
    }
    return names;
}

namespace
{

std::string told(RelationSize const &size)
{
    static constexpr std::array units =
        std::to_array<std::string_view>({"B", "kB", "MB", "GB", "TB"});
    double amount = static_cast<double>(size.bytes);
    std::size_t unit = 0;
    while (amount >= 1024 && unit + 1 < units.size()) {
        amount /= 1024;
        ++unit;
    }
    auto const bytes =
        fmt::format("{:.{}f} {}", amount, unit > 0 && amount < 10 ? 1 : 0, units[unit]);
    return size.rows < 0 ? bytes : fmt::format("{}, about {} rows", bytes, size.rows);
}

// Of the table that is worked on, the first that is locked.
std::string size_of_work(PlannedSide const &side, std::map<std::string, RelationSize> const &sizes)
{
    auto const size = side.locks.empty() ? sizes.end() : sizes.find(side.locks.front().relation);
    return size == sizes.end() ? "" : fmt::format(" (of {})", told(size->second));
}

} // namespace

std::string locks_line(PlannedSide const &side, std::map<std::string, RelationSize> const &sizes)
{
    std::map<Lock, std::vector<std::string>, std::greater<>> relations;
    for (PlannedLock const &lock : side.locks) {
        if (lock.lock != Lock::none) {
            relations[lock.lock].push_back(one_line(lock.relation));
        }
    }
    std::vector<std::string> parts;
    for (auto const &[lock, names] : relations) {
        parts.push_back(fmt::format("{} on {}", word(lock), listed(names)));
    }
    if (side.scans_table) {
        parts.push_back("scans every row" + (side.rewrites_table ? "" : size_of_work(side, sizes)));
    }
    if (side.rewrites_table) {
        parts.push_back("rewrites every row" + size_of_work(side, sizes));
    }
    return fmt::format("{}", fmt::join(parts, "; "));
}

std::string place(SourcePos const &at)
{
    if (at.file.empty()) {
        return "";
    }
    return at.is_known() ? fmt::format("{}:{}", one_line(at.file), at.line) : one_line(at.file);
}

} // namespace schemadiff::render
