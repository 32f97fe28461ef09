#include <engine/postgres/connect_failure.hpp>

#include <engine/postgres/redaction.hpp>
#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace schemadiff::postgres
{

namespace
{

struct Answer {
    std::string sqlstate; // empty when no server answered, or the server is older than its words
    std::string text;
};

struct Advice {
    std::string_view sqlstate; // a class or code; empty = any, also none
    std::string_view words;    // part of the answer, in lower case; empty = any
    ExitCode exit_code;
    std::string_view hint;
};

constexpr auto later = ExitCode::try_later;
constexpr auto error = ExitCode::error;
constexpr std::string_view all_taken =
    "All connections are taken: end idle sessions, or try again when others have ended.";
constexpr std::string_view wrong_password =
    "Check the password in the address, PGPASSWORD or the password file, and the user name.";
constexpr std::string_view no_database =
    "Check the name of the database; it may not be created yet.";
constexpr std::string_view behind_the_pooler =
    "The pooler does not reach the server behind it; see whether that server runs or is paused.";
constexpr std::string_view certificate =
    "Name the authority's certificate with sslrootcert; sslmode=require does not verify it.";

// The first line that fits counts. Poolers have words of their own under a SQLSTATE that says
// little (08P01, XX000), so words come before codes.
constexpr std::array advices{
    Advice{"", "tenant or user not found", error,
           "The user name at a pooler is usually role.project, such as postgres.abcdefgh; an API "
           "key is not a database role. Check the pooler's host and region, too."},
    Advice{"", "no more connections allowed", later, all_taken},
    Advice{"", "max client connections reached", later, all_taken},
    Advice{"", "max clients reached", later, all_taken},
    Advice{"", "query_wait_timeout", later, all_taken},
    Advice{"", "server_login_retry", later, behind_the_pooler},
    Advice{"", "cannot connect to server", later, behind_the_pooler},
    Advice{"", "server login failed", error,
           "The pooler reaches the server, which refuses the pooler's own login."},
    Advice{"", "client_login_timeout", later, "The pooler was too busy to log this user in."},
    Advice{"", "unsupported startup parameter", error,
           "The pooler refuses startup parameters: unset PGOPTIONS, and take 'options' out of the "
           "address."},
    Advice{"", "no such database", error, no_database},
    Advice{"", "no such user", error, "Check the user name; the pooler has its own list of users."},
    Advice{"57P03", "", later, "The server is starting up, shutting down or recovering."},
    Advice{"57P01", "", later, "The server is shutting down."},
    Advice{"57P02", "", later, "The server is restarting after a crash."},
    Advice{"53300", "", later, all_taken},
    Advice{"53", "", later, "The server is short of memory, disk space or connections."},
    Advice{"28P01", "", error, wrong_password},
    Advice{"", "password authentication failed", error, wrong_password},
    Advice{"28", "pg_hba.conf", error,
           "The server's pg_hba.conf has no line for this user, database, network address and TLS "
           "mode together; sslmode=require may be what is missing."},
    Advice{"28", "", error, "Check the user name: the role may not exist, or may not log in."},
    Advice{"3D000", "", error, no_database},
    Advice{"42501", "", error, "The role needs the privilege CONNECT on the database."},
    Advice{"55000", "", error, "The database does not accept connections."},
    Advice{"", "no password supplied", error,
           "Put the password into PGPASSWORD or the password file (~/.pgpass)."},
    Advice{"", "does not support ssl", error,
           "The server offers no TLS; sslmode=disable sends everything in the clear and is only "
           "for networks you trust."},
    Advice{"", "certificate verify failed", error, certificate},
    Advice{"", "root certificate file", error, certificate},
    Advice{"", "could not translate host name", later,
           "Check the spelling of the host, and whether its name resolves on this machine."},
    Advice{"", "connection refused", later,
           "Nothing listens there: check host and port, and whether the server runs."},
    Advice{"", "no such file or directory", later,
           "There is no server's socket: the server may not run, or the host is missing in the "
           "address (set DATABASE_URL or PGHOST)."},
    Advice{"", "timeout expired", later,
           "Nothing answered: check host and port, and the firewall in between."},
    Advice{"", "network is unreachable", later,
           "The host may have only an IPv6 address and this machine none; poolers usually offer "
           "IPv4."},
    Advice{"", "no route to host", later, "Check the network between this machine and the host."},
    Advice{"", "closed the connection unexpectedly", later,
           "The server, or something in between, hung up; it may be restarting, or the port may "
           "belong to another service."},
    Advice{"", "invalid response to ssl negotiation", error,
           "What listens on this port does not speak PostgreSQL's protocol; check the port."},
    Advice{"", "expected authentication request", error,
           "What listens on this port does not speak PostgreSQL's protocol; check the port."},
};

std::string lower(std::string_view text)
{
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

bool is_sqlstate(std::string_view text)
{
    return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}

// "FATAL:  28P01: password ..." -> "FATAL: password ..." and the code.
Answer without_sqlstate(std::string line)
{
    for (auto at = line.find(":  "); at != std::string::npos; at = line.find(":  ", at + 1)) {
        auto const code = line.substr(at + 3, 5);
        if (is_sqlstate(code) && line.substr(at + 8, 2) == ": ") {
            line.erase(at + 2, 8);
            return {code, line};
        }
    }
    return {"", line};
}

// One line out of libpq's many, without the address that it repeats before each (ours stands in
// front already), its own advice (after a tab) and the server's source position.
Answer answer_in(std::string_view libpq_text)
{
    Answer result;
    std::vector<std::string> texts;
    while (!libpq_text.empty()) {
        auto line = libpq_text.substr(0, libpq_text.find('\n'));
        libpq_text.remove_prefix(std::min(line.size() + 1, libpq_text.size()));
        if (line.empty() || line.front() == '\t' || line.starts_with("LOCATION:")) {
            continue;
        }
        if (line.starts_with("connection to server")) {
            if (auto const failed = line.find(" failed: "); failed != std::string_view::npos) {
                line.remove_prefix(failed + 9);
            }
        }
        auto one = without_sqlstate(std::string{line});
        if (!one.sqlstate.empty()) {
            result.sqlstate = one.sqlstate;
        }
        if (std::find(texts.begin(), texts.end(), one.text) == texts.end()) {
            texts.push_back(std::move(one.text));
        }
    }
    result.text = fmt::format("{}", fmt::join(texts, "; "));
    return result;
}

} // namespace

Failure connect_failure(std::string_view libpq_text, AddressOptions const &tried)
{
    auto const answer = answer_in(libpq_text);
    auto const words = lower(answer.text);
    auto const *const advice = std::find_if(advices.begin(), advices.end(), [&](Advice const &one) {
        return answer.sqlstate.starts_with(one.sqlstate) &&
               words.find(one.words) != std::string::npos;
    });
    auto const exit_code = advice == advices.end() ? ExitCode::error : advice->exit_code;
    auto const state =
        answer.sqlstate.empty() ? std::string{} : fmt::format(" (SQLSTATE {})", answer.sqlstate);
    Diagnostic diagnostic{.severity = Severity::error,
                          .code = exit_code == later ? codes::server_unavailable
                                                     : codes::server_refused,
                          .at = {},
                          .message = fmt::format("cannot connect to {}: {}{}", described(tried),
                                                 redacted(answer.text, secrets(tried)), state),
                          .hints = {}};
    if (advice != advices.end()) {
        diagnostic.hints.emplace_back(advice->hint);
    }
    return Failure{std::move(diagnostic), exit_code};
}

} // namespace schemadiff::postgres
