#include <engine/postgres/server_error.hpp>

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace schemadiff::postgres
{

namespace
{

constexpr std::size_t longest_shown_statement = 300;

// The byte at which the character with this number (from 1) begins.
std::size_t byte_of_character(std::string_view text, int number)
{
    int character = 0;
    for (std::size_t byte = 0; byte < text.size(); ++byte) {
        auto const is_continuation = (static_cast<unsigned char>(text[byte]) & 0xC0U) == 0x80U;
        if (!is_continuation && ++character == number) {
            return byte;
        }
    }
    return text.size();
}

// The line of the statement that the server points at, or the beginning of the statement.
std::string relevant_line(ServerError const &error)
{
    std::string_view const statement = error.statement;
    if (error.position <= 0) {
        auto const shown = statement.substr(0, longest_shown_statement);
        return fmt::format("The statement is: {}{}", shown,
                           shown.size() < statement.size() ? " ..." : "");
    }
    auto const at = byte_of_character(statement, error.position);
    auto const newline_before = statement.substr(0, at).rfind('\n');
    auto const begin = newline_before == std::string_view::npos ? 0 : newline_before + 1;
    auto const end = std::min(statement.find('\n', begin), statement.size());
    auto const number =
        std::count(statement.begin(), statement.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    return fmt::format("The server points at line {}, before '{}', of: {}", number + 1,
                       statement.substr(at, std::min<std::size_t>(end - std::min(at, end), 40)),
                       statement.substr(begin, std::min(end - begin, longest_shown_statement)));
}

// What may go away by waiting: locks, deadlocks, serialization, resources, shutdowns.
bool is_worth_a_retry(ServerError const &error)
{
    static constexpr std::array<std::string_view, 6> states{"40001", "40P01", "53",
                                                            "55P03", "57P0",  "08"};
    return std::any_of(states.begin(), states.end(),
                       [&](auto const state) { return error.is(state); });
}

} // namespace

Diagnostic as_diagnostic(ServerError const &error)
{
    Diagnostic diagnostic{.severity = Severity::error,
                          .code = codes::statement_failed,
                          .at = {},
                          .message = fmt::format("the server answered: {} (SQLSTATE {})",
                                                 error.message, error.sqlstate),
                          .hints = {}};
    if (!error.detail.empty()) {
        diagnostic.hints.push_back(error.detail);
    }
    if (!error.hint.empty()) {
        diagnostic.hints.push_back(error.hint);
    }
    if (!error.statement.empty()) {
        diagnostic.hints.push_back(relevant_line(error));
    }
    return diagnostic;
}

StatementFailed::StatementFailed(ServerError error)
    : Failure{as_diagnostic(error),
              is_worth_a_retry(error) ? ExitCode::try_later : ExitCode::error},
      error_{std::move(error)}
{
}

ConnectionLost::ConnectionLost(ServerError error)
    : Failure{Diagnostic{.severity = Severity::error,
                         .code = codes::connection_lost,
                         .at = {},
                         .message = fmt::format("the connection to the server was lost: {}",
                                                error.message),
                         .hints = {}},
              ExitCode::try_later},
      error_{std::move(error)}
{
}

} // namespace schemadiff::postgres
