#include "expressions.hpp"

#include "journal.hpp"
#include "journal_tables.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace schemadiff::execute
{

namespace
{

constexpr std::size_t pairs_in_a_statement = 1000;

Sql values(std::span<ExpressionPair const> pairs)
{
    std::vector<Sql> rows;
    rows.reserve(pairs.size());
    for (ExpressionPair const &pair : pairs) {
        rows.push_back(sql("({}, {}, {}, {}, {})", Literal{pair.subject}, Literal{pair.field},
                           Literal{pair.source_hash}, Literal{pair.printed_hash},
                           Number{pair.server_version}));
    }
    return join(rows, ", ");
}

} // namespace

std::vector<ExpressionPair> known_pairs(postgres::Connection &connection,
                                        std::string const &journal_schema)
{
    if (!Journal{connection, journal_schema}.is_there()) {
        return {};
    }
    auto const rows = connection.query(
        sql("SELECT subject, field, source_hash, printed_hash, server_version FROM {} "
            "ORDER BY subject COLLATE \"C\", field COLLATE \"C\"",
            Qualified{journal_schema, expression_table}));
    std::vector<ExpressionPair> pairs;
    pairs.reserve(rows.size());
    for (auto const &row : rows) {
        pairs.push_back({.subject = std::string(row.text("subject")),
                         .field = std::string(row.text("field")),
                         .source_hash = std::string(row.text("source_hash")),
                         .printed_hash = std::string(row.text("printed_hash")),
                         .server_version = static_cast<int>(row.number("server_version"))});
    }
    return pairs;
}

void remember_pairs(postgres::Connection &connection, std::string const &journal_schema,
                    std::span<ExpressionPair const> pairs)
{
    if (pairs.empty() || !Journal{connection, journal_schema}.is_there()) {
        return;
    }
    // One statement must not set a row twice.
    std::map<std::pair<std::string_view, std::string_view>, ExpressionPair const *> last;
    for (ExpressionPair const &pair : pairs) {
        last[{pair.subject, pair.field}] = &pair;
    }
    std::vector<ExpressionPair> unique;
    unique.reserve(last.size());
    for (auto const &[key, pair] : last) {
        unique.push_back(*pair);
    }

    std::vector<std::string> statements;
    for (std::span<ExpressionPair const> rest = unique; !rest.empty();) {
        auto const some = rest.first(std::min(rest.size(), pairs_in_a_statement));
        statements.push_back(
            sql("INSERT INTO {} (subject, field, source_hash, printed_hash, server_version) "
                "VALUES {} ON CONFLICT (subject, field) DO UPDATE SET "
                "source_hash = EXCLUDED.source_hash, printed_hash = EXCLUDED.printed_hash, "
                "server_version = EXCLUDED.server_version, recorded_at = EXCLUDED.recorded_at",
                Qualified{journal_schema, expression_table}, values(some))
                .text());
        rest = rest.subspan(some.size());
    }
    connection.queries(statements);
}

} // namespace schemadiff::execute
