// What a server says when it does not do what it was told: the fields of its message, and the
// exceptions that carry them. Both are Failures, so that a command that does not catch them
// still ends with the right message and exit code.
#pragma once

#include <schemadiff/base/failure.hpp>

#include <string>
#include <string_view>

namespace schemadiff::postgres
{

struct ServerError {
    std::string sqlstate; // "42P01"; empty when libpq itself failed
    std::string severity; // "ERROR", never translated
    std::string message;
    std::string detail;
    std::string hint;
    std::string context;
    std::string constraint;
    std::string schema;
    std::string table;
    std::string column;
    int position = 0; // in characters of the statement, from 1; 0 = unknown
    std::string statement;

    // By class or code: is("40") and is("40P01") both hold for a deadlock.
    [[nodiscard]] bool is(std::string_view sqlstate_or_class) const
    {
        return sqlstate.starts_with(sqlstate_or_class);
    }
};

struct Notice {
    std::string severity;
    std::string sqlstate;
    std::string message;
    std::string detail;
    std::string hint;
};

// The server's words, the line of the statement that it means, its own hints.
Diagnostic as_diagnostic(ServerError const &error);

// The statement failed and the connection still stands.
class StatementFailed : public Failure
{
public:
    explicit StatementFailed(ServerError error);
    [[nodiscard]] ServerError const &error() const { return error_; }

private:
    ServerError error_;
};

// The connection ended. Whether the statement under way took effect is unknown.
class ConnectionLost : public Failure
{
public:
    explicit ConnectionLost(ServerError error);
    [[nodiscard]] ServerError const &error() const { return error_; }

private:
    ServerError error_;
};

} // namespace schemadiff::postgres
