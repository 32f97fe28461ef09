#include <engine/postgres/answer.hpp>

#include <algorithm>
#include <string_view>

namespace schemadiff::postgres
{

namespace
{

std::string field(PGresult const *result, int code)
{
    return text_of(PQresultErrorField(result, code));
}

// libpq's own text has several lines; those that begin with a tab explain the one before.
std::string on_one_line(std::string_view text)
{
    std::string line;
    while (!text.empty()) {
        auto const one = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        if (!one.empty() && one.front() != '\t') {
            line.append(line.empty() ? "" : "; ").append(one);
        }
    }
    return line;
}

} // namespace

std::string text_of(char const *text)
{
    return text == nullptr ? "" : text;
}

ServerError error_in(PGconn *connection, PGresult const *result, std::string_view sql)
{
    ServerError error;
    error.statement = sql;
    if (result != nullptr) {
        error.sqlstate = field(result, PG_DIAG_SQLSTATE);
        error.severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
        error.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
        error.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
        error.hint = field(result, PG_DIAG_MESSAGE_HINT);
        error.context = field(result, PG_DIAG_CONTEXT);
        error.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
        error.schema = field(result, PG_DIAG_SCHEMA_NAME);
        error.table = field(result, PG_DIAG_TABLE_NAME);
        error.column = field(result, PG_DIAG_COLUMN_NAME);
        auto const position = field(result, PG_DIAG_STATEMENT_POSITION);
        error.position = position.empty() ? 0 : std::stoi(position);
    }
    if (error.message.empty()) {
        error.message = on_one_line(text_of(PQerrorMessage(connection)));
    }
    return error;
}

Notice notice_in(PGresult const *result)
{
    return {.severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED),
            .sqlstate = field(result, PG_DIAG_SQLSTATE),
            .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
            .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
            .hint = field(result, PG_DIAG_MESSAGE_HINT)};
}

} // namespace schemadiff::postgres
