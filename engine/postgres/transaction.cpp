#include <engine/postgres/connection.hpp>

#include <string>
#include <utility>

namespace schemadiff::postgres
{

Transaction::Transaction(Connection &connection, std::string_view begin) : connection_{&connection}
{
    connection.execute(begin);
}

Transaction::~Transaction()
{
    if (connection_ == nullptr || connection_->is_broken()) {
        return;
    }
    try {
        connection_->execute("ROLLBACK");
    } catch (std::exception const &) {
        // The session ended, and with it the transaction.
    }
}

void Transaction::commit()
{
    auto &connection = *std::exchange(connection_, nullptr);
    auto const result = connection.query("COMMIT");
    if (result.command_tag() != "COMMIT") {
        ServerError error;
        error.sqlstate = "25P02";
        error.severity = "ERROR";
        error.message = "a statement failed before, so the transaction was rolled back";
        error.statement = "COMMIT";
        throw StatementFailed{std::move(error)};
    }
}

bool behind_pooler(Connection &connection)
{
    auto const own = std::to_string(connection.backend_pid());
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (connection.query("SELECT pg_catalog.pg_backend_pid()").value() != own) {
            return true;
        }
    }
    return false;
}

} // namespace schemadiff::postgres
