#include <engine/kinds/kept_copy.hpp>

#include <schemadiff/base/hash.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/sql/journal_names.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds
{

namespace
{

// format_type() writes the schema of all that is not in pg_catalog.
bool is_built_in(Column const &body)
{
    return body.type.text.find('.') == std::string::npos;
}

bool is_array(Column const &body)
{
    return body.type.text.ends_with("[]");
}

} // namespace

// Casts that users have made concern a type and not arrays of it, so that an array around the value
// makes both ways those of the type's own input and output, and NULL is NULL.
Sql KeptValue::kept(Sql const &value) const
{
    if (is_built_in(body)) {
        return body.collation ? sql("({} COLLATE pg_catalog.\"C\")", value) : value;
    }
    return is_array(body) ? sql("({})::pg_catalog.text", value)
                          : sql("(ARRAY[{}])::pg_catalog.text", value);
}

Sql KeptValue::restored(Sql const &kept) const
{
    if (is_built_in(body)) {
        return kept;
    }
    return is_array(body) ? sql("({})::{}", kept, Verbatim{body.type})
                          : sql("(({})::{}[])[1]", kept, Verbatim{body.type});
}

KeptCopy::KeptCopy(ObjectId const &id, KeptIn const &where)
    : id_{id}, schema_{where.schema}, for_files_{where.for_files},
      name_{fmt::format("{}_{}", kept_table, hash_of(described(id)).substr(0, 16))}
{
}

Qualified KeptCopy::table() const
{
    return {schema_, name_};
}

Qualified KeptCopy::list() const
{
    return {schema_, kept_table};
}

std::string KeptCopy::said() const
{
    return fmt::format("are kept in {}{} until schemadiff purge deletes them",
                       quoted_name(schema_, name_),
                       for_files_ ? ", and after the run in a CSV file," : "");
}

void KeptCopy::add_sequences(Object const &column, Context const &before, Context const &after)
{
    if (!column.as<Column>().identity.empty()) {
        auto const table = quoted_name(column.id.part(0), column.id.part(1));
        add_sequence(std::string(column.id.name()), sql("pg_catalog.pg_get_serial_sequence({}, {})",
                                                        Literal{table}, Literal{column.id.name()}));
    }
    for (ObjectPtr const &link : before.catalog.of_kind(kind_of<SequenceOwner>)) {
        bool const is_owner =
            ObjectId{kind_of<Column>, link->as<SequenceOwner>().column} == column.id;
        if (is_owner && !after.catalog.contains(link->id.as(kind_of<Sequence>))) {
            auto const name = quoted_name(link->id.schema(), link->id.name());
            add_sequence(name, sql("{}", Literal{name}));
        }
    }
}

void KeptCopy::keep(Side &side, Sql const &only, Sql const &rows, Context const &before,
                    Context const &after) const
{
    auto const table = id_.kind() == kind_of<Table> ? id_ : id_.up(kind_of<Table>);
    auto const security = table.as(kind_of<RowSecurity>);
    auto const is_forced = [&](Catalog const &catalog) {
        auto const *one = catalog.find(security);
        return one != nullptr && one->as<RowSecurity>().state != "enabled";
    };
    bool const has_security = before.catalog.contains(security) || after.catalog.contains(security);
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
            hazard.sentence += "; they " + said();
        } else if (hazard.what == HazardClass::not_reversible) {
            hazard.sentence += "; the values of before " + said();
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

void KeptCopy::end(Side &side) const
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

Sql KeptCopy::order(std::vector<std::string> const &columns) const
{
    std::vector<Sql> all;
    for (std::string const &column : columns) {
        all.push_back(sql("t.{}", Ident{column}));
    }
    return all.empty() || !for_files_ ? sql("") : sql(" ORDER BY {}", join(all, ", "));
}

// The run that is under way is the newest.
Sql KeptCopy::entry(ObjectId const &relation) const
{
    std::vector<Sql> positions;
    for (auto const &[key, name] : sequences_) {
        positions.push_back(sql("{}, pg_catalog.pg_sequence_last_value({}::pg_catalog.regclass)",
                                Literal{key}, name));
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

} // namespace schemadiff::kinds
