#include "plan_markdown.hpp"

#include "sql_script.hpp"
#include "summary.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::render
{

namespace
{

std::size_t longest_run(std::string_view text, char wanted)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (char const c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

// Words of the user as plain text. A comment after '@' and '#' keeps GitHub from telling the
// team @app about a role of that name, and from linking issue #1.
std::string escaped(std::string_view text)
{
    static constexpr std::string_view special = "\\`*_{}[]()|~!+";
    std::string result;
    for (char const c : one_line(text)) {
        if (c == '<') {
            result += "&lt;";
        } else if (c == '>') {
            result += "&gt;";
        } else if (c == '&') {
            result += "&amp;";
        } else if (c == '@' || c == '#') {
            result += c;
            result += "<!-- -->";
        } else {
            result += special.find(c) == std::string_view::npos ? "" : "\\";
            result += c;
        }
    }
    return result;
}

// A code span with more backticks around it than there are in it. Only '|' needs an escape, and
// only because GitHub splits the cells of a row before it looks for code.
std::string code(std::string_view text, bool in_cell = true)
{
    std::string const line = one_line(text);
    std::string const ticks(longest_run(line, '`') + 1, '`');
    bool const needs_room = line.starts_with('`') || line.ends_with('`');
    std::string inner;
    for (char const c : line) {
        inner += in_cell && c == '|' ? "\\|" : std::string(1, c);
    }
    return needs_room ? fmt::format("{0} {1} {0}", ticks, inner)
                      : fmt::format("{0}{1}{0}", ticks, inner);
}

std::string fenced(std::string_view text, std::string_view language)
{
    std::string const fence(std::max<std::size_t>(3, longest_run(text, '`') + 1), '`');
    return fmt::format("{}{}\n{}{}{}\n", fence, language, text, text.ends_with('\n') ? "" : "\n",
                       fence);
}

// Whole lines up to about `most` bytes.
std::string cut(std::string const &text, std::size_t most)
{
    if (text.size() <= most) {
        return text;
    }
    auto const end = text.rfind('\n', most);
    auto const kept = text.substr(0, end == std::string::npos ? 0 : end + 1);
    auto const left =
        std::count(text.begin() + static_cast<std::ptrdiff_t>(kept.size()), text.end(), '\n');
    return fmt::format("{}-- ... and {} more lines: see schemadiff plan --format sql\n", kept,
                       left);
}

std::string details(std::string_view summary, std::string_view body, bool open)
{
    return fmt::format("\n<details{}>\n<summary>{}</summary>\n\n{}\n</details>\n",
                       open ? " open" : "", summary, body);
}

std::string hazard_rows(Plan const &plan)
{
    auto const uses = hazards_up(plan);
    if (uses.empty()) {
        return "";
    }
    std::string text = fmt::format("\n**Hazards** (to apply: {})\n\n"
                                   "| hazard | step | what it means |\n| --- | --- | --- |\n",
                                   code(allow_flag(plan), false));
    for (auto const &[what, all] : uses) {
        for (HazardUse const &use : all) {
            PlannedStep const &step = plan.steps[use.step];
            text +=
                fmt::format("| **{}** | {}. {} {} | {} |\n", word(what), use.step + 1,
                            word(step.action), code(step.subject), escaped(use.hazard->sentence));
        }
    }
    return text;
}

std::string step_rows(Plan const &plan)
{
    std::string text = "\n|  | change | locks | way back | asked for in |\n"
                       "| ---: | --- | --- | --- | --- |\n";
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        PlannedStep const &step = plan.steps[index];
        auto const at = place(step.declared_at);
        text += fmt::format("| {} | {} {} | {} | {} | {} |\n", index + 1, word(step.action),
                            code(step.subject), escaped(locks_line(step.up, plan.sizes)),
                            step.down ? "yes" : "**none**: " + escaped(step.why_no_way_back),
                            at.empty() ? "" : code(at));
    }
    return text;
}

std::string access_rows(Plan const &plan)
{
    auto const uses = access_uses(plan);
    std::string text = uses.empty() ? ""
                                    : "\n**Access**\n\n| who |  | what | on |\n"
                                      "| --- | --- | --- | --- |\n";
    for (AccessUse const &use : uses) {
        text +=
            fmt::format("| {} | {} | {} | {} |\n", code(use.who), use.gains ? "gains" : "**loses**",
                        code(use.what), code(listed(use.on)));
    }
    return text;
}

std::string notes(Plan const &plan)
{
    std::string text;
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        PlannedStep const &step = plan.steps[index];
        if (!step.note.empty()) {
            text += fmt::format("- step {}: {}\n", index + 1, escaped(step.note));
        }
        if (step.finding && (step.finding->stops() || !step.finding->unknown.empty())) {
            text += fmt::format("- step {}: {}\n", index + 1, escaped(sentence(*step.finding)));
        }
    }
    for (Diagnostic const &notice : plan.notices) {
        auto const at = place(notice.at);
        text += fmt::format("- {}{}\n", at.empty() ? "" : code(at, false) + ": ",
                            escaped(notice.message));
        for (std::string const &hint : notice.hints) {
            text += fmt::format("  {}\n", escaped(hint));
        }
    }
    for (Undecided const &one : plan.undecided) {
        text += fmt::format("- undecided: {}, {}: {} in the database, {} desired\n",
                            code(one.subject, false), escaped(one.field), code(one.before, false),
                            code(one.after, false));
    }
    for (auto const &[kind, names] : uncovered_by_kind(plan)) {
        text += fmt::format("- not covered yet, and left as it is: {} {}\n", escaped(kind),
                            code(listed(names), false));
    }
    if (auto const alone = left_alone_line(plan); !alone.empty()) {
        text += fmt::format("- left alone: {} that the desired state does not mention\n",
                            escaped(alone));
    }
    return text.empty() ? "" : "\n" + text;
}

std::string proof(Verdict const &verdict)
{
    std::string text = fmt::format("\n**Proof:** {}\n", escaped(verdict_line(verdict)));
    if (!verdict.lines.empty() || !verdict.wrong_claims.empty()) {
        text += '\n';
    }
    for (std::string const &line : verdict.lines) {
        text += fmt::format("- {}\n", escaped(line));
    }
    for (std::string const &line : verdict.wrong_claims) {
        text += fmt::format("- **measured:** {}\n", escaped(line));
    }
    return text;
}

} // namespace

std::string plan_markdown(Plan const &plan, MarkdownOptions const &options)
{
    if (plan.empty()) {
        return "### schemadiff: no changes\n" + notes(plan);
    }
    auto const context = made_for(plan);
    std::string text =
        fmt::format("### schemadiff: {}\n\n{}{}\n", actions_line(plan), escaped(kinds_line(plan)),
                    context.empty() ? "" : "<br>\nfor " + escaped(context));
    text += hazard_rows(plan);
    text += step_rows(plan);
    text += access_rows(plan);
    text += notes(plan);
    text += proof(plan.verdict);
    auto const up = cut(printable(up_script(plan)), options.most_sql_bytes);
    auto const room = options.most_sql_bytes - std::min(options.most_sql_bytes, up.size());
    auto const down = cut(printable(down_script(plan)), std::max<std::size_t>(room, 2'000));
    text += details("SQL", fenced(up, "sql"), true);
    text += details("SQL of the way back", fenced(down, "sql"), false);
    return text;
}

} // namespace schemadiff::render
