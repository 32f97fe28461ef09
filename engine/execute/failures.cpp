#include "failures.hpp"

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace schemadiff::execute
{

namespace
{

constexpr std::size_t characters_around_caret = 100;
constexpr std::size_t characters_of_a_statement = 300;

bool continues_character(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The byte at which the character with this number, from 1, begins.
std::size_t byte_of_character(std::string_view text, int number)
{
    int character = 0;
    for (std::size_t byte = 0; byte < text.size(); ++byte) {
        if (!continues_character(text[byte]) && ++character == number) {
            return byte;
        }
    }
    return text.size();
}

// Cut at the beginning of a character.
std::string_view cut(std::string_view text, std::size_t begin, std::size_t end)
{
    end = std::min(end, text.size());
    while (begin > 0 && begin < text.size() && continues_character(text[begin])) {
        --begin;
    }
    while (end < text.size() && continues_character(text[end])) {
        ++end;
    }
    return text.substr(begin, end - begin);
}

std::string pointed_line(std::string_view statement, std::size_t at)
{
    auto const newline = statement.substr(0, at).rfind('\n');
    auto const begin = newline == std::string_view::npos ? 0 : newline + 1;
    auto const end = std::min(statement.find('\n', at), statement.size());
    auto const line = statement.substr(begin, end - begin);
    auto const inside = at - begin;
    auto const left = inside > characters_around_caret ? inside - characters_around_caret : 0;
    auto const shown = cut(line, left, inside + characters_around_caret);

    auto const shown_begin = static_cast<std::size_t>(shown.data() - line.data());
    std::string const before = shown_begin > 0 ? "... " : "";
    std::string const after = shown_begin + shown.size() < line.size() ? " ..." : "";
    std::string indent(before.size(), ' ');
    for (char const c : shown.substr(0, inside - shown_begin)) {
        indent += c == '\t' ? "\t" : continues_character(c) ? "" : " ";
    }
    return fmt::format("    {}{}{}\n    {}^", before, shown, after, indent);
}

void add_servers_words(Diagnostic &diagnostic, postgres::ServerError const &error)
{
    if (!error.statement.empty()) {
        diagnostic.hints.push_back(
            fmt::format("The statement is:\n{}", excerpt(error.statement, error.position)));
    }
    if (!error.detail.empty()) {
        diagnostic.hints.push_back("The server says: " + error.detail);
    }
    if (!error.hint.empty()) {
        diagnostic.hints.push_back("The server advises: " + error.hint);
    }
}

std::string described(PlannedStep const &step, Direction direction)
{
    return fmt::format("{}{} {}", direction == Direction::up ? "" : "undoing ", word(step.action),
                       step.subject);
}

std::string committed(Standing const &standing)
{
    return fmt::format("{} of {} transactions are committed. ", standing.committed, standing.all);
}

struct Refusals {
    std::vector<Diagnostic> all;
    std::set<HazardClass> named;

    // The flag is told once for each class.
    void add(PlannedStep const &step, Direction direction, HazardClass what,
             std::string const &sentence)
    {
        Diagnostic diagnostic{.severity = Severity::error,
                              .code = codes::hazard_not_allowed,
                              .at = step.declared_at,
                              .message =
                                  fmt::format("{} is refused, {}: {}", described(step, direction),
                                              word(what), sentence),
                              .hints = {}};
        if (named.insert(what).second) {
            diagnostic.hints.push_back(fmt::format("Allow it with --allow {}.", word(what)));
        }
        all.push_back(std::move(diagnostic));
    }
};

} // namespace

std::string excerpt(std::string_view statement, int position)
{
    if (position > 0) {
        return pointed_line(statement, byte_of_character(statement, position));
    }
    auto const shown = cut(statement, 0, characters_of_a_statement);
    std::string text = "    ";
    for (char const c : shown) {
        text += c;
        text += c == '\n' ? "    " : "";
    }
    return shown.size() < statement.size() ? text + " ..." : text;
}

std::string standing_hint(Standing const &standing)
{
    if (standing.left_a_part) {
        return fmt::format("{} of {} transactions are committed, and the step may have left a "
                           "part of its work behind, such as an invalid index. schemadiff resume "
                           "and schemadiff rollback take care of it.",
                           standing.committed, standing.all);
    }
    if (standing.committed == 0) {
        return "Nothing was changed.";
    }
    std::string const way_out =
        standing.direction == Direction::up
            ? "Remove the cause and go on with schemadiff resume, or undo them with schemadiff "
              "rollback."
            : "Remove the cause and go on with schemadiff resume.";
    return committed(standing) + way_out;
}

Failure step_failure(PlannedStep const &step, postgres::ServerError const &error,
                     Standing const &standing)
{
    Diagnostic diagnostic{.severity = Severity::error,
                          .code = codes::step_failed,
                          .at = step.declared_at,
                          .message = fmt::format("{} failed: {} (SQLSTATE {})",
                                                 described(step, standing.direction), error.message,
                                                 error.sqlstate),
                          .hints = {}};
    add_servers_words(diagnostic, error);
    diagnostic.hints.push_back(standing_hint(standing));
    return Failure{std::move(diagnostic)};
}

Failure locks_failure(PlannedStep const &step, postgres::ServerError const &error, int attempts,
                      std::vector<std::string> const &blockers, Standing const &standing)
{
    Diagnostic diagnostic{.severity = Severity::error,
                          .code = codes::locks_not_granted,
                          .at = step.declared_at,
                          .message =
                              fmt::format("{} did not get its locks in {} {}: {} (SQLSTATE {})",
                                          described(step, standing.direction), attempts,
                                          attempts == 1 ? "attempt" : "attempts", error.message,
                                          error.sqlstate),
                          .hints = {}};
    for (std::string const &blocker : blockers) {
        diagnostic.hints.push_back("Blocked by " + blocker);
    }
    add_servers_words(diagnostic, error);
    diagnostic.hints.push_back(standing_hint(standing));
    return Failure{std::move(diagnostic), ExitCode::try_later};
}

Failure connection_failure(std::string const &doing, postgres::ServerError const &error)
{
    return Failure{
        Diagnostic{.severity = Severity::error,
                   .code = codes::connection_lost,
                   .at = {},
                   .message = fmt::format("the connection to the server was lost during {}: {}",
                                          doing, error.message),
                   .hints = {"A transaction that was under way is either committed with its entry "
                             "in the journal or undone. Go on with schemadiff resume, or undo "
                             "what is done with schemadiff rollback --unfinished."}},
        ExitCode::try_later};
}

Failure cancelled_failure(std::string const &doing, Standing const &standing)
{
    bool const can_go_on =
        standing.direction == Direction::up && standing.committed > 0 && !standing.left_a_part;
    return Failure{
        Diagnostic{.severity = Severity::error,
                   .code = codes::cancelled,
                   .at = {},
                   .message = "cancelled during " + doing,
                   .hints = {can_go_on ? committed(standing) +
                                             "Go on with schemadiff resume, or undo them with "
                                             "schemadiff rollback."
                                       : standing_hint(standing)}}};
}

Failure lease_failure(Standing const &standing)
{
    return Failure{Diagnostic{.severity = Severity::error,
                              .code = codes::lease_lost,
                              .at = {},
                              .message = "another run has taken over this database, because this "
                                         "one did not renew its lease in time",
                              .hints = {standing_hint(standing)}},
                   ExitCode::try_later};
}

void refuse_hazards(Plan const &plan, std::span<std::size_t const> steps, Direction direction,
                    Allowed const &allowed)
{
    Refusals refusals;
    for (std::size_t const index : steps) {
        PlannedStep const &step = plan.steps[index];
        PlannedSide const *const side = side_of(step, direction);
        if (side == nullptr) {
            if (!allowed.contains(HazardClass::not_reversible)) {
                refusals.add(step, direction, HazardClass::not_reversible,
                             "it would be skipped, because " + step.why_no_way_back);
            }
            continue;
        }
        for (Hazard const &hazard : side->hazards) {
            if (!allowed.contains(hazard.what)) {
                refusals.add(step, direction, hazard.what, hazard.sentence);
            }
        }
    }
    if (!refusals.all.empty()) {
        throw Failure{std::move(refusals.all), ExitCode::refused};
    }
}

} // namespace schemadiff::execute
