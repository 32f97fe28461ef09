#include <engine/introspect/introspect.hpp>

#include <engine/introspect/known_server.hpp>
#include <engine/introspect/queries.hpp>
#include <engine/introspect/server_names.hpp>
#include <engine/introspect/snapshot.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/sql/sql.hpp>

#include <algorithm>
#include <future>
#include <map>

namespace schemadiff::introspect
{

namespace
{

// Its number is fixed: BOOTSTRAP_SUPERUSERID.
constexpr long long bootstrap_superuser = 10;

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

// Relations that we do not manage, or not whole: every query leaves them out. Asked for once, and
// written as numbers into the others, because a server plans each condition again in each query.
struct Unmanaged {
    std::string members;   // of extensions
    std::string row_types; // composite types; typed tables are managed with their type only
    std::string heirs;     // tables that inherit, through whatever others, from one of these
};

constexpr std::string_view unmanaged_query = R"sql(
WITH RECURSIVE member AS (
    SELECT e.classid, e.objid FROM pg_catalog.pg_depend e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.deptype = 'e'
), row_type AS (
    SELECT o.oid FROM pg_catalog.pg_class k JOIN pg_catalog.pg_type o ON o.oid = k.reloftype
    JOIN pg_catalog.pg_namespace n ON n.oid = o.typnamespace
    WHERE k.reloftype <> 0
        AND (NOT {managed} OR EXISTS (SELECT FROM member m
            WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = o.oid))
), heir AS (
    SELECT i.inhrelid FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND NOT c.relispartition
    JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
    JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
    WHERE p.relkind NOT IN ('r', 'f') OR p.reloftype IN (SELECT r.oid FROM row_type r) OR NOT {managed}
        OR p.oid IN (SELECT m.objid FROM member m WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
    UNION SELECT i.inhrelid FROM heir h JOIN pg_catalog.pg_inherits i ON i.inhparent = h.inhrelid
)
SELECT ARRAY(SELECT m.objid FROM member m WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass) AS members,
       ARRAY(SELECT r.oid FROM row_type r) AS row_types, ARRAY(SELECT h.inhrelid FROM heir h) AS heirs
)sql";

Unmanaged unmanaged(postgres::Connection &connection, std::string const &managed)
{
    auto const answer =
        connection.query(kinds::for_server(unmanaged_query, connection.server_version(), managed));
    auto const numbers = [&](char const *column) {
        return sql("{}::pg_catalog.oid[]", Literal{std::string(answer[0].text(column))}).text();
    };
    return {numbers("members"), numbers("row_types"), numbers("heirs")};
}

// Tables that we manage whole; the others are named as uncovered.
std::string plain_table(Scope const &scope, Unmanaged const &unmanaged)
{
    std::string text = "(c.relkind IN ('r', 'p', 'f') AND c.reloftype <> ALL (";
    text.append(unmanaged.row_types)
        .append(") AND c.oid <> ALL (")
        .append(unmanaged.heirs)
        .append(") AND c.oid <> ALL (")
        .append(unmanaged.members);
    text += ')';
    if (scope.bookkeeping != "schemadiff") {
        text += sql(" AND NOT (n.nspname = {} AND c.relname LIKE 'schemadiff\\_%')",
                    Literal{scope.bookkeeping})
                    .text();
    }
    return text += ')';
}

std::string replaced(std::string text, std::string const &what, std::string const &by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

// What a query takes of the server's time over many tables, in milliseconds for ten thousand: the
// sessions get equal shares.
int cost_of(Kind kind)
{
    static std::map<Kind, int> const costs{
        {kind_of<Column>, 500},     {kind_of<ColumnDefault>, 350}, {kind_of<Index>, 450},
        {kind_of<Check>, 400},      {kind_of<Policy>, 230},        {kind_of<ForeignKey>, 130},
        {kind_of<PrimaryKey>, 120}, {kind_of<Unique>, 100},        {kind_of<Trigger>, 100},
        {kind_of<Grant>, 100},      {kind_of<Sequence>, 90},       {kind_of<Table>, 70},
    };
    auto const found = costs.find(kind);
    return found == costs.end() ? 10 : found->second;
}

// All statements of one reading, shared out to the sessions of a snapshot.
class Reading
{
public:
    Reading(postgres::Connection &connection, Snapshot &snapshot, Scope const &scope)
        : snapshot_{snapshot}, version_{connection.server_version()}, managed_{managed(scope)},
          unmanaged_{unmanaged(connection, managed_)}, plain_table_{plain_table(scope, unmanaged_)},
          shares_(snapshot.sessions())
    {
    }

    // The number by which its answer is taken.
    std::size_t add(std::string_view query, int cost = 10)
    {
        auto const share = std::min_element(
            shares_.begin(), shares_.end(),
            [](Share const &one, Share const &other) { return one.cost < other.cost; });
        auto text =
            replaced(kinds::for_server(query, version_, managed_), "{plain_table}", plain_table_);
        text = replaced(std::move(text), "{other_row_types}", unmanaged_.row_types);
        share->statements.push_back(
            replaced(std::move(text), "{uncovered_heirs}", unmanaged_.heirs));
        share->numbers.push_back(answers_.size());
        share->cost += cost;
        answers_.emplace_back();
        return answers_.size() - 1;
    }
    void begin()
    {
        for (std::size_t session = 0; session < shares_.size(); ++session) {
            auto answers = snapshot_.begin(session, std::move(shares_[session].statements));
            for (std::size_t at = 0; at < answers.size(); ++at) {
                answers_[shares_[session].numbers[at]] = std::move(answers[at]);
            }
        }
    }
    // Waits for it. Each once: what was read from an answer need not be kept beside it.
    postgres::Result take(std::size_t number) { return answers_[number].get(); }

private:
    struct Share {
        std::vector<std::string> statements;
        std::vector<std::size_t> numbers;
        int cost = 0;
    };

    Snapshot &snapshot_;
    int version_;
    std::string managed_;
    Unmanaged unmanaged_;
    std::string plain_table_;
    std::vector<Share> shares_;
    std::vector<std::future<postgres::Result>> answers_;
};

Catalog read(postgres::Connection &connection, Snapshot &snapshot, Scope const &scope)
{
    auto const version = connection.server_version();
    Reading reading(connection, snapshot, scope);
    auto const relations = reading.add(queries::relations);
    auto const other_columns = reading.add(queries::other_columns, 100);
    auto const roles = reading.add(queries::roles);
    auto const default_tablespace = reading.add(queries::default_tablespace);
    auto const collations = reading.add(queries::collations);
    auto const operator_classes = reading.add(queries::operator_classes);
    auto const key_options = reading.add(queries::key_options, 80);
    auto const types = reading.add(queries::types);
    auto const members = reading.add(queries::members);
    // Names of columns are what most others need.
    auto const columns =
        reading.add(kinds::rules_of(kind_of<Column>).catalog_query, cost_of(kind_of<Column>));
    std::vector<std::pair<kinds::Rules const *, std::size_t>> kind_queries;
    // Comments and grants look for what they are about, whose kind may come after theirs.
    for (bool const satellites : {false, true}) {
        for (kinds::Rules const *rules : kinds::all_rules()) {
            bool const is_asked = scope.kinds.empty() || scope.kinds.contains(rules->kind);
            if (is_asked && !facts(rules->kind).is_shared && !rules->catalog_query.empty() &&
                rules->kind != kind_of<Column> &&
                (facts(rules->kind).home == Home::satellite) == satellites) {
                kind_queries.emplace_back(rules,
                                          reading.add(rules->catalog_query, cost_of(rules->kind)));
            }
        }
    }
    auto const dependencies = reading.add(queries::dependencies, 400);
    auto const uncovered = reading.add(queries::uncovered, 120);
    reading.begin();

    ServerNames names(version);
    names.add_relations(reading.take(relations));
    names.add_columns(reading.take(other_columns));
    names.add_roles(reading.take(roles));
    names.add_collations(reading.take(collations));
    names.add_operator_classes(reading.take(operator_classes));
    names.add_key_options(reading.take(key_options));
    names.add_types(reading.take(types));
    names.add_members(reading.take(members));
    auto const add_objects = [&](kinds::Rules const &rules, postgres::Result const &rows) {
        for (postgres::ResultRow const &row : rows) {
            rules.from_row(row, names, names);
        }
    };
    {
        auto const rows = reading.take(columns);
        names.add_columns(rows);
        add_objects(kinds::rules_of(kind_of<Column>), rows);
    }
    for (auto const &[rules, number] : kind_queries) {
        add_objects(*rules, reading.take(number));
    }
    names.add_dependencies(reading.take(dependencies));

    Catalog catalog(names.take_objects());
    catalog.server_version = version;
    catalog.bootstrap_superuser = names.role(bootstrap_superuser);
    catalog.default_tablespace = reading.take(default_tablespace)[0].text("spcname");
    auto const not_covered = reading.take(uncovered);
    for (postgres::ResultRow const &row : not_covered) {
        catalog.uncovered.push_back({std::string(row.text("kind")), std::string(row.text("name"))});
    }
    return catalog;
}

} // namespace

Catalog introspect(postgres::Connection &connection, Scope const &scope,
                   postgres::Address const *second_at)
{
    refuse_old_server(connection.server_version());
    Snapshot snapshot(connection, second_at);
    auto catalog = read(connection, snapshot, scope);
    snapshot.finish();
    return catalog;
}

std::vector<ObjectPtr> shared_objects(postgres::Connection &connection)
{
    refuse_old_server(connection.server_version());
    Snapshot snapshot(connection, nullptr);
    std::vector<kinds::Rules const *> shared;
    std::vector<std::string> queries;
    for (kinds::Rules const *rules : kinds::all_rules()) {
        if (facts(rules->kind).is_shared) {
            shared.push_back(rules);
            queries.push_back(
                kinds::for_server(rules->catalog_query, connection.server_version(), ""));
        }
    }
    auto answers = snapshot.begin(0, std::move(queries));
    ServerNames names(connection.server_version());
    for (std::size_t at = 0; at < shared.size(); ++at) {
        auto const rows = answers[at].get();
        for (postgres::ResultRow const &row : rows) {
            shared[at]->from_row(row, names, names);
        }
    }
    snapshot.finish();
    return names.take_objects();
}

} // namespace schemadiff::introspect
