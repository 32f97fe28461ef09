#include "relation_sizes.hpp"

namespace schemadiff::execute
{

namespace
{

// Children of both sorts count with their parents: what is done to these is done to all. Before
// PostgreSQL 14 a relation without an estimate has 0 rows.
Sql query_for(std::vector<Sql> const &asked)
{
    return sql(R"sql(
WITH RECURSIVE asked (place, schema, name) AS (VALUES {}),
family (place, relation) AS (
    SELECT asked.place, c.oid
    FROM asked
    JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
    WHERE c.relkind IN ('r', 'p', 'm')
    UNION ALL
    SELECT family.place, i.inhrelid
    FROM family JOIN pg_catalog.pg_inherits i ON i.inhparent = family.relation
)
SELECT family.place, pg_catalog.sum(size.bytes)::bigint AS bytes,
       CASE WHEN pg_catalog.sum(size.bytes) > 0 AND pg_catalog.max(c.reltuples) <= 0 THEN -1
            ELSE pg_catalog.sum(greatest(c.reltuples, 0))::bigint END AS rows
FROM family
JOIN pg_catalog.pg_class c ON c.oid = family.relation
CROSS JOIN LATERAL (SELECT coalesce(pg_catalog.pg_relation_size(c.oid), 0) AS bytes) size
GROUP BY family.place)sql",
               join(asked, ", "));
}

} // namespace

std::map<ObjectId, RelationSize> relation_sizes(postgres::Connection &connection,
                                                std::vector<ObjectId> const &relations)
{
    std::map<ObjectId, RelationSize> sizes;
    std::vector<Sql> asked;
    for (ObjectId const &id : relations) {
        asked.push_back(sql("({}, {}, {})", Number{static_cast<long long>(asked.size())},
                            Literal{id.part(0)}, Literal{id.part(1)}));
    }
    if (asked.empty()) {
        return sizes;
    }
    try {
        postgres::Transaction const transaction{connection, "BEGIN READ ONLY"};
        connection.execute("SET LOCAL lock_timeout = '1s'");
        auto const rows = connection.query(query_for(asked));
        for (std::size_t index = 0; index < rows.size(); ++index) {
            auto const &row = rows[index];
            sizes.emplace(relations.at(static_cast<std::size_t>(row.number("place"))),
                          RelationSize{row.number("bytes"), row.number("rows")});
        }
    } catch (postgres::StatementFailed const &failed) {
        if (!failed.error().is("55P03")) {
            throw;
        }
    }
    return sizes;
}

} // namespace schemadiff::execute
