#include <engine/prove/rows.hpp>

#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/catalog.hpp>
#include <schemadiff/sql/sql.hpp>

#include <algorithm>

namespace schemadiff::prove
{

namespace
{

// With the names of the tables below, whose rows are read with those of the table. What has a
// foreign table among them has its rows elsewhere.
constexpr std::string_view columns_query = R"sql(
WITH RECURSIVE below AS (
    SELECT c.oid AS top, c.oid AS relation FROM pg_catalog.pg_class c
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    UNION
    SELECT b.top, i.inhrelid FROM below b
    JOIN pg_catalog.pg_inherits i ON i.inhparent = b.relation
), tops AS (
    SELECT b.top, pg_catalog.array_agg(n.nspname::text ORDER BY f.oid) AS schemas,
           pg_catalog.array_agg(f.relname::text ORDER BY f.oid) AS tables
    FROM below b JOIN pg_catalog.pg_class f ON f.oid = b.relation
    JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace
    GROUP BY b.top HAVING NOT pg_catalog.bool_or(f.relkind = 'f')
)
SELECT n.nspname, c.relname, a.attname, t.schemas, t.tables FROM tops t
JOIN pg_catalog.pg_class c ON c.oid = t.top
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND
      a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY n.nspname, c.relname, a.attnum)sql";

// The words of the plan for what does not come back.
std::vector<std::string> losses(Plan const &plan)
{
    std::vector<std::string> sentences;
    for (PlannedStep const &step : plan.steps) {
        for (PlannedSide const *side : {&step.up, step.down ? &*step.down : nullptr}) {
            for (Hazard const &hazard : side == nullptr ? std::vector<Hazard>{} : side->hazards) {
                bool const is_loss = hazard.what == HazardClass::delete_data ||
                                     hazard.what == HazardClass::rewrite_table ||
                                     hazard.what == HazardClass::not_reversible;
                bool const is_kept =
                    std::any_of(plan.keeps.begin(), plan.keeps.end(), [&](PlannedKeep const &keep) {
                        return hazard.sentence.find(keep.subject) != std::string::npos;
                    });
                if (is_loss && !is_kept) {
                    sentences.push_back(hazard.sentence);
                }
            }
        }
    }
    return sentences;
}

bool names_any(std::vector<std::string> const &sentences, std::string const &name)
{
    return std::any_of(sentences.begin(), sentences.end(), [&](std::string const &sentence) {
        return sentence.find(name) != std::string::npos;
    });
}

} // namespace

Rows::Rows(postgres::Connection &connection, Plan const &plan)
{
    auto const lost = losses(plan);
    std::map<QualifiedName, std::vector<Sql>> tables;
    auto const rows = connection.query(columns_query);
    for (auto const &row : rows) {
        QualifiedName const name{std::string(row.text("nspname")), std::string(row.text("relname"))};
        auto const column = row.text("attname");
        auto const schemas = row.list("schemas");
        auto const names = row.list("tables");
        bool is_lost = false;
        for (std::size_t index = 0; !lost.empty() && index < names.size(); ++index) {
            auto const table = id_of<Table>({schemas[index], names[index]});
            is_lost = is_lost || names_any(lost, described(table)) ||
                      names_any(lost, described(table.child(kind_of<Column>, column)));
        }
        if (!is_lost) {
            tables[name].push_back(sql("t.{}", Ident{column}));
        }
    }
    for (auto const &[name, columns] : tables) {
        query_ += query_.empty() ? "" : "\nUNION ALL\n";
        query_ += sql("SELECT {} AS name, pg_catalog.md5(coalesce(pg_catalog.string_agg("
                      "r.text, ';' ORDER BY r.text), '')) AS digest "
                      "FROM (SELECT ROW({})::text AS text FROM {} t) r",
                      Literal{quoted_name(name.schema, name.name)}, join(columns, ", "),
                      Qualified{name.schema, name.name})
                      .text();
    }
    before_ = digests(connection);
}

std::map<std::string, std::string> Rows::digests(postgres::Connection &connection) const
{
    std::map<std::string, std::string> digests;
    if (query_.empty()) {
        return digests;
    }
    try {
        auto const rows = connection.query(query_);
        for (auto const &row : rows) {
            digests.emplace(row.text("name"), row.text("digest"));
        }
    } catch (postgres::StatementFailed const &) {
        // The output function of some type may refuse.
        digests.clear();
    }
    return digests;
}

std::vector<std::string> Rows::changed(postgres::Connection &connection) const
{
    std::vector<std::string> names;
    auto const now = digests(connection);
    for (auto const &[name, digest] : now) {
        auto const found = before_.find(name);
        if (found != before_.end() && found->second != digest) {
            names.push_back(name);
        }
    }
    return names;
}

} // namespace schemadiff::prove
