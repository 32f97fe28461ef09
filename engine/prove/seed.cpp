#include <engine/prove/seed.hpp>

#include <engine/prove/sample_values.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/sql/sql.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace schemadiff::prove
{

namespace
{

constexpr int rows_per_table = 3;
// A plan may touch ten thousand, and what it does to many it does to some of them.
constexpr std::size_t most_tables = 200;

// Partitions get their rows from the table at the top. What has a foreign table below has its rows
// elsewhere.
constexpr std::string_view tables_query =
    "SELECT c.oid::bigint AS oid, n.nspname, c.relname FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND "
    "      n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND "
    "      NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND "
    "                  d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND "
    "                  d.deptype = 'e') AND "
    "      NOT EXISTS (WITH RECURSIVE below AS (SELECT c.oid AS relation UNION "
    "                  SELECT i.inhrelid FROM pg_catalog.pg_inherits i "
    "                  JOIN below b ON b.relation = i.inhparent) "
    "                  SELECT FROM below b JOIN pg_catalog.pg_class f ON f.oid = b.relation "
    "                  WHERE f.relkind = 'f') "
    "ORDER BY n.nspname, c.relname";

// Hints: what the column's checks, its domain's and the bounds of its partitions name is more
// likely to be allowed than anything else.
constexpr std::string_view columns_query = R"sql(
SELECT a.attrelid::bigint AS relation, a.attnum, a.attname, a.atttypid::bigint AS type,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name, a.attnotnull,
       a.attgenerated <> '' OR a.attidentity <> '' AS is_of_server, a.atthasdef,
       ARRAY(SELECT m[1] FROM pg_catalog.pg_constraint k,
                    pg_catalog.regexp_matches(pg_catalog.pg_get_constraintdef(k.oid),
                                              '''([^'']*)''', 'g') m
             WHERE k.contype = 'c' AND (k.contypid = a.atttypid OR
                   k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey))
             UNION ALL
             SELECT coalesce(m[1], m[2]) FROM pg_catalog.pg_inherits i
             JOIN pg_catalog.pg_class p ON p.oid = i.inhrelid AND p.relispartition,
                  pg_catalog.regexp_matches(pg_catalog.pg_get_expr(p.relpartbound, p.oid),
                                            '''([^'']*)''|\m(\d+)\M', 'g') m
             WHERE i.inhparent = a.attrelid AND a.attnum = ANY (t.partattrs::smallint[])
       ) AS hints
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
LEFT JOIN pg_catalog.pg_partitioned_table t ON t.partrelid = c.oid
WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped AND NOT c.relispartition
ORDER BY a.attrelid, a.attnum)sql";

constexpr std::string_view keys_query =
    "SELECT conrelid::bigint AS relation, confrelid::bigint AS referred, conkey, confkey "
    "FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid >= 16384";

struct Column {
    std::string number;
    std::string name;
    long long type = 0;
    std::string type_name;
    bool not_null = false;
    bool is_of_server = false; // generated, or an identity
    bool has_default = false;
    std::vector<std::string> hints;
};

struct Key {
    long long referred = 0;
    std::vector<std::string> columns; // numbers
    std::vector<std::string> referred_columns;
};

struct Table {
    long long oid = 0;
    std::string schema;
    std::string name;
    std::vector<Column> columns{};
    std::vector<Key> keys{};
    int rows = 0;

    [[nodiscard]] Qualified qualified() const { return {schema, name}; }
    [[nodiscard]] Column const *column(std::string const &number) const
    {
        auto const found =
            std::find_if(columns.begin(), columns.end(),
                         [&](Column const &column) { return column.number == number; });
        return found == columns.end() ? nullptr : &*found;
    }
};

// What is tried for a row, one after the other.
struct Trial {
    bool takes_hints = true;
    bool says_defaults = false; // a value where the server would take the default
    bool leaves_nulls = false;
};
constexpr Trial trials[] = {{}, {.takes_hints = false}, {.says_defaults = true},
                            {.leaves_nulls = true}};

class Seeding
{
public:
    explicit Seeding(postgres::Connection &connection)
        : connection_{connection}, values_{connection}
    {
    }

    Seeded run()
    {
        read();
        Seeded seeded;
        seeded.tables = all_tables_;
        try {
            postgres::Transaction transaction{connection_};
            // Defaults and checks may call anything.
            connection_.execute("SET LOCAL search_path = ''; SET LOCAL TimeZone = 'UTC'; "
                                "SET LOCAL statement_timeout = '1s'; "
                                "SET LOCAL session_replication_role = replica");
            for (Table *table : in_order()) {
                fill(*table);
                if (table->rows == 0) {
                    seeded.reasons.push_back(
                        fmt::format("{} ({})", quoted_name(table->schema, table->name), reason_));
                }
            }
            transaction.commit();
        } catch (postgres::StatementFailed const &failed) {
            seeded.reasons = {"all (" + failed.error().message + ")"};
            return seeded;
        }
        seeded.with_rows = static_cast<std::size_t>(std::count_if(
            tables_.begin(), tables_.end(), [](Table const &table) { return table.rows > 0; }));
        return seeded;
    }

private:
    void read()
    {
        auto const tables = connection_.query(tables_query);
        all_tables_ = tables.size();
        tables_.reserve(std::min(all_tables_, most_tables));
        for (auto const &row : tables) {
            if (tables_.size() < most_tables) {
                tables_.push_back({.oid = row.number("oid"),
                                   .schema = std::string(row.text("nspname")),
                                   .name = std::string(row.text("relname"))});
                by_oid_.emplace(tables_.back().oid, &tables_.back());
            }
        }
        if (tables_.empty()) {
            return;
        }
        auto const columns = connection_.query(columns_query);
        for (auto const &row : columns) {
            if (auto const found = by_oid_.find(row.number("relation")); found != by_oid_.end()) {
                found->second->columns.push_back({.number = std::string(row.text("attnum")),
                                                  .name = std::string(row.text("attname")),
                                                  .type = row.number("type"),
                                                  .type_name = std::string(row.text("type_name")),
                                                  .not_null = row.boolean("attnotnull"),
                                                  .is_of_server = row.boolean("is_of_server"),
                                                  .has_default = row.boolean("atthasdef"),
                                                  .hints = row.list("hints")});
            }
        }
        auto const keys = connection_.query(keys_query);
        for (auto const &row : keys) {
            if (auto const found = by_oid_.find(row.number("relation")); found != by_oid_.end()) {
                found->second->keys.push_back(
                    {row.number("referred"), row.list("conkey"), row.list("confkey")});
            }
        }
    }

    // Those first that others refer to. In a circle one has to begin, without a value there.
    std::vector<Table *> in_order()
    {
        std::vector<Table *> order;
        std::set<long long> done;
        std::vector<Table *> left;
        for (Table &table : tables_) {
            left.push_back(&table);
        }
        while (!left.empty()) {
            auto const is_ready = [&](Table const *table) {
                return std::all_of(table->keys.begin(), table->keys.end(), [&](Key const &key) {
                    return key.referred == table->oid || done.contains(key.referred) ||
                           !by_oid_.contains(key.referred);
                });
            };
            auto const rest = std::stable_partition(left.begin(), left.end(), is_ready);
            auto const end = rest == left.begin() ? left.begin() + 1 : rest;
            for (auto table = left.begin(); table != end; ++table) {
                done.insert((*table)->oid);
                order.push_back(*table);
            }
            left.erase(left.begin(), end);
        }
        return order;
    }

    void fill(Table &table)
    {
        reason_.clear();
        // All at once where all is well.
        std::string together;
        for (int number = 1; number <= rows_per_table; ++number) {
            if (auto const statement = insertion(table, number, {})) {
                together.append(statement->text()).append(";\n");
            }
        }
        if (!together.empty() && insert(together)) {
            table.rows = rows_per_table;
            return;
        }
        for (int number = 1; number <= rows_per_table; ++number) {
            for (Trial const &trial : trials) {
                auto const statement = insertion(table, number, trial);
                if (statement && insert(statement->text())) {
                    ++table.rows;
                    break;
                }
            }
        }
    }

    bool insert(std::string const &statements)
    {
        connection_.execute("SAVEPOINT row");
        try {
            connection_.execute(statements);
        } catch (postgres::StatementFailed const &failed) {
            reason_ = failed.error().message;
            connection_.execute("ROLLBACK TO row");
            return false;
        }
        connection_.execute("RELEASE row");
        return true;
    }

    // Nothing where a value is not known that has to be there.
    std::optional<Sql> insertion(Table const &table, int number, Trial const &trial)
    {
        std::vector<std::string> columns;
        std::vector<Sql> values;
        for (Column const &column : table.columns) {
            if (column.is_of_server) {
                continue;
            }
            if (auto const *key = key_of(table, column)) {
                if (auto value = referred(table, *key, column, number)) {
                    columns.push_back(column.name);
                    values.push_back(std::move(*value));
                } else if (column.not_null) {
                    reason_ = "nothing to refer to";
                    return std::nullopt;
                } else if (column.has_default) {
                    columns.push_back(column.name);
                    values.push_back(sql("NULL"));
                }
                continue;
            }
            if ((column.has_default && !trial.says_defaults) ||
                (trial.leaves_nulls && !column.not_null)) {
                continue;
            }
            auto const text = trial.takes_hints && !column.hints.empty()
                                  ? std::optional{hint(column, number)}
                                  : values_.text(column.type, number);
            if (text) {
                columns.push_back(column.name);
                values.push_back(sql("{}::{}", Literal{*text},
                                     Verbatim{TypeName{column.type_name}}));
            } else if (column.not_null && !column.has_default) {
                reason_ = fmt::format("no value of {} is known", column.type_name);
                return std::nullopt;
            }
        }
        return columns.empty() ? sql("INSERT INTO {} DEFAULT VALUES", table.qualified())
                               : sql("INSERT INTO {} ({}) VALUES ({})", table.qualified(),
                                     names(columns), join(values, ", "));
    }

    static std::string hint(Column const &column, int number)
    {
        return column.hints[static_cast<std::size_t>(number - 1) % column.hints.size()];
    }

    static Key const *key_of(Table const &table, Column const &column)
    {
        for (Key const &key : table.keys) {
            if (std::find(key.columns.begin(), key.columns.end(), column.number) !=
                key.columns.end()) {
                return &key;
            }
        }
        return nullptr;
    }

    // The columns of a key have their values from the same row.
    std::optional<Sql> referred(Table const &table, Key const &key, Column const &column,
                                int number) const
    {
        auto const found = by_oid_.find(key.referred);
        if (key.referred == table.oid || found == by_oid_.end() || found->second->rows == 0) {
            return std::nullopt;
        }
        Table const &other = *found->second;
        std::vector<std::string> all;
        std::string own;
        for (std::size_t index = 0; index < key.columns.size(); ++index) {
            auto const *referred_column = other.column(key.referred_columns.at(index));
            if (referred_column == nullptr) {
                return std::nullopt;
            }
            all.push_back(referred_column->name);
            if (key.columns[index] == column.number) {
                own = referred_column->name;
            }
        }
        return sql("(SELECT {} FROM {} ORDER BY {} OFFSET {} LIMIT 1)", Ident{own},
                   other.qualified(), names(all), Number{(number - 1) % other.rows});
    }

    postgres::Connection &connection_;
    SampleValues values_;
    std::vector<Table> tables_;
    std::map<long long, Table *> by_oid_;
    std::size_t all_tables_ = 0;
    std::string reason_; // of the last failure
};

} // namespace

Seeded seed(postgres::Connection &connection)
{
    return Seeding(connection).run();
}

std::string sentence(Seeded const &seeded)
{
    constexpr std::size_t most_reasons = 3;
    auto text = fmt::format("rows: {} of {} tables seeded", seeded.with_rows, seeded.tables);
    auto const shown = std::min(seeded.reasons.size(), most_reasons);
    if (shown > 0) {
        auto const end = seeded.reasons.begin() + static_cast<std::ptrdiff_t>(shown);
        text += fmt::format("; none for {}", fmt::join(seeded.reasons.begin(), end, ", "));
        if (seeded.reasons.size() > shown) {
            text += fmt::format(" and {} more", seeded.reasons.size() - shown);
        }
    }
    return text;
}

} // namespace schemadiff::prove
