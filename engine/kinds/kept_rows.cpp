#include <engine/kinds/kept_rows.hpp>

#include <engine/kinds/column.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/hash.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/sql/journal_names.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

// A value that is kept, and how its type is written.
struct Value {
    Column const &body;

    // format_type() writes the schema of all that is not in pg_catalog.
    [[nodiscard]] bool is_built_in() const { return body.type.text.find('.') == std::string::npos; }
    [[nodiscard]] bool is_array() const { return body.type.text.ends_with("[]"); }

    // Casts that users have made concern a type and not arrays of it, so that an array around the
    // value makes both ways those of the type's own input and output, and NULL is NULL.
    [[nodiscard]] Sql kept(Sql const &value) const
    {
        if (is_built_in()) {
            return body.collation ? sql("({} COLLATE pg_catalog.\"C\")", value) : value;
        }
        return is_array() ? sql("({})::pg_catalog.text", value)
                          : sql("(ARRAY[{}])::pg_catalog.text", value);
    }
    [[nodiscard]] Sql restored(Sql const &kept) const
    {
        if (is_built_in()) {
            return kept;
        }
        return is_array() ? sql("({})::{}", kept, Verbatim{body.type})
                          : sql("(({})::{}[])[1]", kept, Verbatim{body.type});
    }
};

// The copy of one object, its entry in the list, and the statements that every copy needs.
class Copy
{
public:
    Copy(ObjectId const &id, KeptIn const &where)
        : id_{id}, schema_{where.schema}, for_files_{where.for_files},
          name_{fmt::format("{}_{}", kept_table, hash_of(described(id)).substr(0, 16))}
    {
    }

    [[nodiscard]] std::string const &name() const { return name_; }
    [[nodiscard]] Qualified table() const { return {schema_, name_}; }
    [[nodiscard]] Qualified list() const { return {schema_, kept_table}; }
    [[nodiscard]] std::string said() const
    {
        return fmt::format("they are kept in {}{} until schemadiff purge deletes them",
                           quoted_name(schema_, name_),
                           for_files_ ? ", and after the run in a CSV file," : "");
    }

    // A sequence whose position is kept too: by its name, which is an expression of type text.
    void add_sequence(std::string key, Sql name) { sequences_.emplace_back(std::move(key), name); }

    // `rows` is a query; nobody may write between it and the removal. Row security would hide rows.
    void keep(Side &side, Sql const &only, Sql const &rows, Context const &before,
              Context const &after) const
    {
        auto const table = id_.kind() == kind_of<Table> ? id_ : id_.up(kind_of<Table>);
        auto const security = table.as(kind_of<RowSecurity>);
        auto const is_forced = [&](Catalog const &catalog) {
            auto const *one = catalog.find(security);
            return one != nullptr && one->as<RowSecurity>().state != "enabled";
        };
        bool const has_security =
            before.catalog.contains(security) || after.catalog.contains(security);
        bool const lifts =
            is_forced(before.catalog) && (id_.kind() == kind_of<Table> || is_forced(after.catalog));
        std::vector<Sql> all{
            sql("LOCK TABLE {}{} IN ACCESS EXCLUSIVE MODE", only, relation_name(table))};
        if (lifts) {
            all.push_back(sql("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", relation_name(table)));
        }
        if (has_security) {
            all.push_back(sql("SET LOCAL row_security TO off"));
        }
        all.push_back(sql("CREATE TABLE {} AS {}", this->table(), rows));
        all.push_back(sql("REVOKE ALL ON TABLE {} FROM PUBLIC", this->table()));
        all.push_back(entry(table));
        if (has_security) {
            all.push_back(sql("SET LOCAL row_security TO on"));
        }
        if (lifts && id_.kind() != kind_of<Table>) {
            all.push_back(sql("ALTER TABLE {} FORCE ROW LEVEL SECURITY", relation_name(table)));
        }
        side.statements.insert(side.statements.begin(), all.begin(), all.end());
        side.scans_table = true;
        for (Hazard &hazard : side.hazards) {
            if (hazard.what == HazardClass::delete_data) {
                hazard.sentence += "; " + said();
            }
        }
        // Whoever uses a table that goes has stopped to do so before.
        if (id_.kind() == kind_of<Column>) {
            side.hazards.push_back(
                {HazardClass::long_lock,
                 fmt::format("readers and writers of {} wait while the values of {} are copied",
                             described(table), described(id_))});
        }
    }

    void end(Side &side) const
    {
        for (auto const &[key, name] : sequences_) {
            auto const position = sql("(sequences ->> {})::pg_catalog.int8", Literal{key});
            side.statements.push_back(sql("SELECT pg_catalog.setval({}::pg_catalog.regclass, {}) "
                                          "FROM {} WHERE name = {} AND {} IS NOT NULL",
                                          name, position, list(), Literal{name_}, position));
        }
        side.statements.push_back(sql("DROP TABLE {}", table()));
        side.statements.push_back(sql("DELETE FROM {} WHERE name = {}", list(), Literal{name_}));
    }

private:
    // The run that is under way is the newest.
    [[nodiscard]] Sql entry(ObjectId const &relation) const
    {
        std::vector<Sql> positions;
        for (auto const &[key, name] : sequences_) {
            positions.push_back(
                sql("{}, pg_catalog.pg_sequence_last_value({}::pg_catalog.regclass)", Literal{key},
                    name));
        }
        auto const copy = quoted_name(schema_, name_);
        return sql("INSERT INTO {} (name, run_id, subject, relation, row_count, bytes, sequences) "
                   "SELECT {}, (SELECT pg_catalog.max(id) FROM {}), {}, {}, pg_catalog.count(*), "
                   "pg_catalog.pg_table_size({}::pg_catalog.regclass), "
                   "pg_catalog.jsonb_build_object({}) FROM {}",
                   list(), Literal{name_}, Qualified{schema_, run_table}, Literal{described(id_)},
                   Literal{quoted_name(relation.part(0), relation.part(1))}, Literal{copy},
                   join(positions, ", "), table());
    }

    ObjectId id_;
    std::string_view schema_;
    bool for_files_ = false;
    std::string name_;
    std::vector<std::pair<std::string, Sql>> sequences_;
};

// Sequences of identity columns, and those that go because the column owns them.
void add_sequences(Copy &copy, Object const &column, Context const &before, Context const &after)
{
    if (!column.as<Column>().identity.empty()) {
        auto const table = quoted_name(column.id.part(0), column.id.part(1));
        copy.add_sequence(std::string(column.id.name()),
                          sql("pg_catalog.pg_get_serial_sequence({}, {})", Literal{table},
                              Literal{column.id.name()}));
    }
    for (ObjectPtr const &link : before.catalog.of_kind(kind_of<SequenceOwner>)) {
        bool const is_owner =
            ObjectId{kind_of<Column>, link->as<SequenceOwner>().column} == column.id;
        if (is_owner && !after.catalog.contains(link->id.as(kind_of<Sequence>))) {
            auto const name = quoted_name(link->id.schema(), link->id.name());
            copy.add_sequence(name, sql("{}", Literal{name}));
        }
    }
}

// The rows of partitions are kept with these.
Keeping kept_by_partitions(Step const &drop)
{
    Keeping result{{}, drop.up, *drop.down, {}};
    for (Hazard &hazard : result.up.hazards) {
        if (hazard.what == HazardClass::delete_data) {
            hazard.sentence += "; they are kept with its partitions";
        }
    }
    return result;
}

// " ORDER BY t.created_at, t.id", or nothing: of rows that go into a file.
Sql order_of_file(std::vector<std::string> const &columns, KeptIn const &where)
{
    std::vector<Sql> all;
    for (std::string const &column : columns) {
        all.push_back(sql("t.{}", Ident{column}));
    }
    return all.empty() || !where.for_files ? sql("") : sql(" ORDER BY {}", join(all, ", "));
}

// The time at which a row was made, where there is one, and the primary key.
std::vector<std::string> order_of_rows(ObjectId const &table, Catalog const &catalog)
{
    std::vector<std::string> order;
    auto const *made = catalog.find(table.child(kind_of<Column>, "created_at"));
    if (made != nullptr) {
        auto const &type = made->as<Column>().type.text;
        if (type == "date" || type.starts_with("timestamp")) {
            order.emplace_back("created_at");
        }
    }
    for (ObjectPtr const &key : catalog.below(kind_of<PrimaryKey>, table)) {
        auto const &columns = key->as<PrimaryKey>().columns;
        order.insert(order.end(), columns.begin(), columns.end());
    }
    return order;
}

std::optional<Keeping> keeping_table(Object const &object, Step const &drop, KeptIn const &where,
                                     Context const &before, Context const &after)
{
    if (!object.as<Table>().server.empty()) {
        return std::nullopt;
    }
    if (!object.as<Table>().partition_by.empty()) {
        return kept_by_partitions(drop);
    }
    Copy copy{object.id, where};
    std::vector<Sql> names;
    std::vector<Sql> kept;
    std::vector<Sql> restored;
    auto const found = before.catalog.below(kind_of<Column>, object.id);
    std::vector<ObjectPtr> columns{found.begin(), found.end()};
    if (where.for_files) { // whose header is as the table is
        std::stable_sort(
            columns.begin(), columns.end(),
            [](ObjectPtr const &a, ObjectPtr const &b) { return a->position < b->position; });
    }
    for (ObjectPtr const &column : columns) {
        add_sequences(copy, *column, before, after);
        if (column->as<Column>().generated) {
            continue;
        }
        auto const name = sql("{}", Ident{column->id.name()});
        Value const value{column->as<Column>()};
        kept.push_back(sql("{} AS {}", value.kept(sql("t.{}", name)), name));
        restored.push_back(value.restored(sql("k.{}", name)));
        names.push_back(name);
    }
    if (names.empty()) {
        return std::nullopt;
    }
    Keeping result{copy.name(), drop.up, *drop.down, {object.id.as(kind_of<RowSecurity>)}};
    copy.keep(result.up, sql("ONLY "),
              sql("SELECT {} FROM ONLY {} AS t{}", join(kept, ", "), relation_name(object.id),
                  order_of_file(order_of_rows(object.id, before.catalog), where)),
              before, after);
    result.down.statements.push_back(
        sql("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} AS k",
            relation_name(object.id), join(names, ", "), join(restored, ", "), copy.table()));
    copy.end(result.down);
    return result;
}

using Columns = std::vector<ObjectPtr>;

// The columns of a key by which rows are known whatever the plan does.
std::optional<Columns> lasting(ObjectId const &key, std::vector<std::string> const &names,
                               Context const &before, Context const &after)
{
    Columns columns;
    for (std::string const &name : names) {
        auto const id = key.up(kind_of<Table>).child(kind_of<Column>, name);
        auto const old_one = before.catalog.shared(id);
        auto const new_one = after.catalog.shared(id);
        if (!old_one || !new_one || !new_one->as<Column>().not_null ||
            old_one->as<Column>().type != new_one->as<Column>().type ||
            old_one->as<Column>().collation != new_one->as<Column>().collation ||
            !old_one->as<Column>().not_null || old_one->as<Column>().not_null_not_valid) {
            return std::nullopt;
        }
        columns.push_back(old_one);
    }
    return columns;
}

template <class Key>
Columns lasting_key(ObjectId const &table, Context const &before, Context const &after)
{
    for (ObjectPtr const &key : before.catalog.below(kind_of<Key>, table)) {
        auto const *later = after.catalog.find(key->id);
        auto const &body = key->as<Key>();
        if (later == nullptr || later->as<Key>().columns != body.columns || body.deferrable ||
            body.without_overlaps) {
            continue;
        }
        if (auto columns = lasting(key->id, body.columns, before, after)) {
            return *std::move(columns);
        }
    }
    return {};
}

// Whether tables inherit from it or it from another one, so that no key tells all rows apart, or
// some of its rows are not here.
bool is_of_several_tables(ObjectId const &table, Context const &context)
{
    if (!parents_of(table, context.catalog).empty() || is_foreign(table, context.catalog)) {
        return true;
    }
    std::vector<ObjectId> below = children_of(table, context);
    bool const is_whole = below.empty() || is_partitioned(table, context.catalog);
    for (std::size_t index = 0; is_whole && index < below.size(); ++index) {
        if (is_foreign(below[index], context.catalog)) {
            return true;
        }
        auto more = children_of(below[index], context);
        below.insert(below.end(), more.begin(), more.end());
    }
    return !is_whole;
}

// Values go back while the column is made, by ALTER TYPE: an UPDATE would fire triggers, miss rows
// that row security hides, and need a replica identity. Rows that came later have what a new
// column has.
std::vector<Sql> put_back(Copy const &copy, Object const &column, Columns const &key,
                          std::vector<Sql> const &key_names)
{
    auto const &body = column.as<Column>();
    std::vector<Sql> types;
    std::vector<Sql> arguments;
    std::vector<Sql> conditions;
    for (std::size_t at = 0; at < key.size(); ++at) {
        auto const parameter = sql("${}", Number{static_cast<long long>(at + 1)});
        types.push_back(sql("{}", Verbatim{key[at]->as<Column>().type}));
        arguments.push_back(sql("{}", Ident{key[at]->id.name()}));
        conditions.push_back(
            sql("k.{} = {}", key_names[at], Value{key[at]->as<Column>()}.kept(parameter)));
    }
    types.push_back(sql("{}", Verbatim{body.type}));
    arguments.push_back(sql("{}", Ident{column.id.name()}));
    auto const where = join(conditions, " AND ");
    auto const body_text =
        sql("SELECT CASE WHEN EXISTS (SELECT FROM {} AS k WHERE {}) THEN (SELECT {} FROM {} AS k "
            "WHERE {}) ELSE ${} END",
            copy.table(), where, Value{body}.restored(sql("k.value")), copy.table(), where,
            Number{static_cast<long long>(types.size())});
    return {sql("CREATE INDEX ON {} ({})", copy.table(), join(key_names, ", ")),
            sql("ANALYZE {}", copy.table()),
            sql("CREATE FUNCTION {}({}) RETURNS {} LANGUAGE sql STABLE AS {}", copy.table(),
                join(types, ", "), types.back(), DollarQuoted{body_text.text()}),
            sql("{} TYPE {}{} USING {}({})", column::column_of(column.id), Verbatim{body.type},
                column::collate(body), copy.table(), join(arguments, ", ")),
            sql("DROP FUNCTION {}({})", copy.table(), join(types, ", "))};
}

std::optional<Keeping> keeping_column(Object const &object, Step const &drop, KeptIn const &where,
                                      Context const &before, Context const &after)
{
    auto const table = object.id.up(kind_of<Table>);
    auto const &body = object.as<Column>();
    auto key = lasting_key<PrimaryKey>(table, before, after);
    if (key.empty()) {
        key = lasting_key<Unique>(table, before, after);
    }
    if (body.generated || key.empty() || is_of_several_tables(table, before)) {
        return std::nullopt;
    }
    Copy copy{object.id, where};
    add_sequences(copy, object, before, after);
    std::vector<Sql> key_names;
    std::vector<Sql> kept;
    std::vector<std::string> order;
    for (ObjectPtr const &column : key) {
        order.emplace_back(column->id.name());
        key_names.push_back(sql("key_{}", Number{static_cast<long long>(key_names.size() + 1)}));
        kept.push_back(sql("{} AS {}",
                           Value{column->as<Column>()}.kept(sql("t.{}", Ident{column->id.name()})),
                           key_names.back()));
    }
    kept.push_back(sql("{} AS value", Value{body}.kept(sql("t.{}", Ident{object.id.name()}))));

    Keeping result{copy.name(), drop.up, {}, {table.as(kind_of<RowSecurity>)}};
    for (ObjectPtr const &column : key) {
        result.rests_on.push_back(column->id);
    }
    copy.keep(result.up, sql(""),
              sql("SELECT {} FROM {} AS t{}", join(kept, ", "), relation_name(table),
                  order_of_file(order, where)),
              before, after);

    // NOT NULL comes when the values are there.
    Object open = object;
    bool const closes = body.not_null && body.identity.empty();
    if (closes) {
        open.as<Column>().not_null = false;
        forget_not_null_constraint(open.as<Column>());
    }
    auto &down = result.down;
    down = rules_of(kind_of<Column>).create(open, before);
    auto const back = put_back(copy, object, key, key_names);
    down.statements.insert(down.statements.begin() + 1, back.begin(), back.end());
    if (closes) {
        auto const closing = column::change_not_null(open, object, before, before).up;
        down.statements.insert(down.statements.end(), closing.statements.begin(),
                               closing.statements.end());
        down.hazards.insert(down.hazards.end(), closing.hazards.begin(), closing.hazards.end());
    }
    if (!down.rewrites_table) {
        down.rewrites_table = true;
        down.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("putting the values of {} back writes every row of its table again under "
                         "an exclusive lock",
                         described(object.id))});
    }
    copy.end(down);
    return result;
}

} // namespace

std::optional<ObjectId> holder_of_rows(ObjectId const &id)
{
    if (id.kind() == kind_of<Table>) {
        return id;
    }
    return id.kind() == kind_of<Column> ? std::optional{id.up(kind_of<Table>)} : std::nullopt;
}

std::optional<Keeping> keeping(Object const &object, Step const &drop, KeptIn const &where,
                               Context const &before, Context const &after)
{
    if (!drop.down || drop.up.statements.empty() || drop.down->statements.empty()) {
        return std::nullopt;
    }
    return object.id.kind() == kind_of<Table> ? keeping_table(object, drop, where, before, after)
                                              : keeping_column(object, drop, where, before, after);
}

} // namespace schemadiff::kinds
