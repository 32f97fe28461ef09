#include <engine/introspect/introspect.hpp>

#include <engine/introspect/queries.hpp>
#include <engine/introspect/server_names.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/sql/sql.hpp>

namespace schemadiff::introspect
{

namespace
{

// The condition on pg_namespace n that every query shares.
std::string managed(Scope const &scope)
{
    Sql condition = sql("n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
    if (scope.bookkeeping == "schemadiff") {
        condition = sql("{} AND n.nspname <> 'schemadiff'", condition);
    }
    if (!scope.schemas.empty()) {
        std::vector<Sql> names;
        for (std::string const &name : scope.schemas) {
            names.push_back(sql("{}", Literal{name}));
        }
        condition = sql("{} AND n.nspname IN ({})", condition, join(names, ", "));
    }
    return sql("({})", condition).text();
}

// Tables that we manage whole; the others are named as uncovered.
std::string plain_table(Scope const &scope)
{
    Sql condition = sql("c.relkind IN ('r', 'p') AND c.reloftype = 0 AND (c.relispartition "
                        "OR c.oid <> ALL (ARRAY(SELECT inhrelid FROM pg_catalog.pg_inherits))) "
                        "AND c.oid <> ALL (ARRAY(SELECT e.objid FROM pg_catalog.pg_depend e "
                        "WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass "
                        "AND e.deptype = 'e' "
                        "AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass))");
    if (scope.bookkeeping != "schemadiff") {
        condition = sql("{} AND NOT (n.nspname = {} AND c.relname LIKE 'schemadiff\\_%')",
                        condition, Literal{scope.bookkeeping});
    }
    return sql("({})", condition).text();
}

std::string replaced(std::string text, std::string const &what, std::string const &by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

// All statements of one reading, each with what is done with its answer.
class Reading
{
public:
    Reading(int server_version, Scope const &scope)
        : version_{server_version}, managed_{managed(scope)}, plain_table_{plain_table(scope)}
    {
    }

    std::size_t add(std::string_view query)
    {
        statements_.push_back(
            replaced(kinds::for_server(query, version_, managed_), "{plain_table}", plain_table_));
        return statements_.size() - 1;
    }
    [[nodiscard]] std::vector<std::string> const &statements() const { return statements_; }

private:
    int version_;
    std::string managed_;
    std::string plain_table_;
    std::vector<std::string> statements_;
};

Catalog read(postgres::Connection &connection, Scope const &scope)
{
    int const version = connection.server_version();
    Reading reading(version, scope);
    auto const relations = reading.add(queries::relations);
    auto const other_columns = reading.add(queries::other_columns);
    auto const roles = reading.add(queries::roles);
    auto const collations = reading.add(queries::collations);
    auto const operator_classes = reading.add(queries::operator_classes);
    auto const key_options = reading.add(queries::key_options);
    auto const types = reading.add(queries::types);
    auto const members = reading.add(queries::members);
    std::vector<std::pair<kinds::Rules const *, std::size_t>> kind_queries;
    for (kinds::Rules const *rules : kinds::all_rules()) {
        if (!rules->catalog_query.empty()) {
            kind_queries.emplace_back(rules, reading.add(rules->catalog_query));
        }
    }
    auto const dependencies = reading.add(queries::dependencies);
    auto const uncovered = reading.add(queries::uncovered);

    auto const results = connection.queries(reading.statements());

    ServerNames names(version);
    names.add_relations(results[relations]);
    names.add_columns(results[other_columns]);
    for (auto const &[rules, at] : kind_queries) {
        if (rules->kind == kind_of<Column>) {
            names.add_columns(results[at]);
        }
    }
    names.add_roles(results[roles]);
    names.add_collations(results[collations]);
    names.add_operator_classes(results[operator_classes]);
    names.add_key_options(results[key_options]);
    names.add_types(results[types]);
    names.add_members(results[members]);
    // Comments and grants look for what they are about, whose kind may come after theirs.
    for (bool const satellites : {false, true}) {
        for (auto const &[rules, at] : kind_queries) {
            if ((facts(rules->kind).home == Home::satellite) != satellites) {
                continue;
            }
            for (std::size_t index = 0; index < results[at].size(); ++index) {
                rules->from_row(results[at][index], names, names);
            }
        }
    }
    names.add_dependencies(results[dependencies]);

    Catalog catalog(names.take_objects());
    catalog.server_version = version;
    for (std::size_t index = 0; index < results[uncovered].size(); ++index) {
        auto const &row = results[uncovered][index];
        catalog.uncovered.push_back({std::string(row.text("kind")), std::string(row.text("name"))});
    }
    return catalog;
}

} // namespace

Catalog introspect(postgres::Connection &connection, Scope const &scope)
{
    // One statement string is one transaction behind any pooler; SET LOCAL dies with it.
    postgres::Transaction transaction(connection,
                                      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    connection.execute("SELECT pg_catalog.set_config('search_path', '', true), "
                       "pg_catalog.set_config('extra_float_digits', '3', true), "
                       "pg_catalog.set_config('TimeZone', 'UTC', true), "
                       "pg_catalog.set_config('IntervalStyle', 'postgres', true), "
                       "pg_catalog.set_config('DateStyle', 'ISO, MDY', true)");
    auto catalog = read(connection, scope);
    transaction.commit();
    return catalog;
}

} // namespace schemadiff::introspect
