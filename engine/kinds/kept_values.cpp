// Values of columns that are dropped, and of those whose new type does not hold all that the old
// one does: kept with the key of their rows.
#include <engine/kinds/kept_copy.hpp>

#include <engine/kinds/column.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

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

Columns key_of_rows(ObjectId const &table, Context const &before, Context const &after)
{
    auto key = lasting_key<PrimaryKey>(table, before, after);
    return key.empty() ? lasting_key<Unique>(table, before, after) : key;
}

// What a row has that is not as it was kept, or has come since.
struct OtherRows {
    Sql type;         // of what it has
    Sql is_unchanged; // whether what it has is what the kept value became; "" where it always is
    Sql value;        // what it gets
};

// The copy of one column's values.
class KeptColumn
{
public:
    KeptColumn(Object const &column, Columns key, KeptIn const &where)
        : copy_{column.id, where}, column_{column}, key_{std::move(key)}
    {
        for (std::size_t at = 0; at < key_.size(); ++at) {
            key_names_.push_back(sql("key_{}", Number{static_cast<long long>(at + 1)}));
        }
    }

    KeptCopy &copy() { return copy_; }
    [[nodiscard]] KeptCopy const &copy() const { return copy_; }

    Keeping keep(Side up, Context const &before, Context const &after) const
    {
        auto const table = column_.id.up(kind_of<Table>);
        Keeping result{copy_.name(), std::move(up), {}, {table.as(kind_of<RowSecurity>)}};
        std::vector<Sql> kept;
        std::vector<std::string> order;
        auto const value = [](Object const &column) {
            return KeptValue{column.as<Column>()}.kept(sql("t.{}", Ident{column.id.name()}));
        };
        for (std::size_t at = 0; at < key_.size(); ++at) {
            order.emplace_back(key_[at]->id.name());
            kept.push_back(sql("{} AS {}", value(*key_[at]), key_names_[at]));
            result.rests_on.push_back(key_[at]->id);
        }
        kept.push_back(sql("{} AS value", value(column_)));
        copy_.keep(result.up, sql(""),
                   sql("SELECT {} FROM {} AS t{}", join(kept, ", "), relation_name(table),
                       copy_.order(order)),
                   before, after);
        return result;
    }

    [[nodiscard]] Sql value() const
    {
        return KeptValue{column_.as<Column>()}.restored(sql("k.value"));
    }

    // What stands for the column in OtherRows.
    [[nodiscard]] Sql parameter() const { return parameter(key_.size()); }

    // Values go back by ALTER TYPE: an UPDATE would fire triggers, miss rows that row security
    // hides, and need a replica identity.
    [[nodiscard]] std::vector<Sql> put_back(OtherRows const &others) const
    {
        auto const &body = column_.as<Column>();
        std::vector<Sql> types;
        std::vector<Sql> arguments;
        std::vector<Sql> conditions;
        for (std::size_t at = 0; at < key_.size(); ++at) {
            auto const &one = key_[at]->as<Column>();
            types.push_back(sql("{}", Verbatim{one.type}));
            arguments.push_back(sql("{}", Ident{key_[at]->id.name()}));
            conditions.push_back(
                sql("k.{} = {}", key_names_[at], KeptValue{one}.kept(parameter(at))));
        }
        types.push_back(others.type);
        arguments.push_back(sql("{}", Ident{column_.id.name()}));
        auto const of_row = join(conditions, " AND ");
        auto const is_unchanged =
            others.is_unchanged.empty() ? sql("") : sql(" AND {}", others.is_unchanged);
        auto const body_text =
            sql("SELECT CASE WHEN EXISTS (SELECT FROM {} AS k WHERE {}{}) THEN (SELECT {} FROM {} "
                "AS k WHERE {}) ELSE {} END",
                copy_.table(), of_row, is_unchanged, value(), copy_.table(), of_row, others.value);
        return {sql("CREATE INDEX ON {} ({})", copy_.table(), join(key_names_, ", ")),
                sql("ANALYZE {}", copy_.table()),
                sql("CREATE FUNCTION {}({}) RETURNS {} LANGUAGE sql STABLE AS {}", copy_.table(),
                    join(types, ", "), Verbatim{body.type}, DollarQuoted{body_text.text()}),
                sql("{} TYPE {}{} USING {}({})", column::column_of(column_.id), Verbatim{body.type},
                    column::collate(body), copy_.table(), join(arguments, ", ")),
                sql("DROP FUNCTION {}({})", copy_.table(), join(types, ", "))};
    }

private:
    static Sql parameter(std::size_t at)
    {
        return sql("${}", Number{static_cast<long long>(at + 1)});
    }

    KeptCopy copy_;
    Object const &column_;
    Columns key_;
    std::vector<Sql> key_names_;
};

// A cast that a column takes without words has to be said in an expression.
Sql said_in_full(Sql converted, Sql const &value, Object const &column)
{
    return converted == value ? sql("({})::{}", value, Verbatim{column.as<Column>().type})
                              : std::move(converted);
}

bool loses_values(Step const &change)
{
    auto const has = [](Side const &side, HazardClass what) {
        return std::any_of(side.hazards.begin(), side.hazards.end(),
                           [&](Hazard const &hazard) { return hazard.what == what; });
    };
    return has(change.up, HazardClass::not_reversible) ||
           (change.down && has(*change.down, HazardClass::delete_data));
}

} // namespace

std::optional<Keeping> keeping_column(Object const &object, Step const &drop, KeptIn const &where,
                                      Context const &before, Context const &after)
{
    auto const table = object.id.up(kind_of<Table>);
    auto const &body = object.as<Column>();
    auto key = key_of_rows(table, before, after);
    if (body.generated || key.empty() || is_of_several_tables(table, before)) {
        return std::nullopt;
    }
    KeptColumn kept{object, std::move(key), where};
    kept.copy().add_sequences(object, before, after);
    auto result = kept.keep(drop.up, before, after);

    // NOT NULL comes when the values are there.
    Object open = object;
    bool const closes = body.not_null && body.identity.empty();
    if (closes) {
        open.as<Column>().not_null = false;
        forget_not_null_constraint(open.as<Column>());
    }
    auto &down = result.down;
    down = rules_of(kind_of<Column>).create(open, before);
    // Rows that came later have what a new column has.
    auto const back = kept.put_back({sql("{}", Verbatim{body.type}), sql(""), kept.parameter()});
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
    kept.copy().end(down);
    return result;
}

std::optional<Keeping> keeping_values(Object const &from, Object const &to, Step const &change,
                                      KeptIn const &where, Context const &before,
                                      Context const &after)
{
    bool const is_change_of_type = from.id.kind() == kind_of<Column> && from.id == to.id &&
                                   change.up.aspect == "type" && change.down;
    // Where it has no statements, the step of another object does it.
    if (!is_change_of_type || change.up.statements.empty() || change.down->statements.empty() ||
        !loses_values(change)) {
        return std::nullopt;
    }
    auto const table = from.id.up(kind_of<Table>);
    auto const &old_body = from.as<Column>();
    auto const &new_body = to.as<Column>();
    auto key = key_of_rows(table, before, after);
    if (old_body.generated || new_body.generated || key.empty() ||
        is_of_several_tables(table, before) || is_of_several_tables(table, after)) {
        return std::nullopt;
    }
    KeptColumn const kept{from, std::move(key), where};
    auto result = kept.keep(change.up, before, after);

    auto const there = said_in_full(
        column::converted(kept.value(), from, before.catalog, to, after.catalog), kept.value(), to);
    auto const back = column::needs_new_column(to, from, after, before)
                          ? sql("NULL::{}", Verbatim{old_body.type})
                          : said_in_full(column::converted(kept.parameter(), to, after.catalog,
                                                           from, before.catalog),
                                         kept.parameter(), from);
    OtherRows const others{sql("{}", Verbatim{new_body.type}),
                           sql("({})::text IS NOT DISTINCT FROM {}::text", there, kept.parameter()),
                           back};
    // Its first statement is the change of the type.
    result.down = *change.down;
    auto &statements = result.down.statements;
    auto const values = kept.put_back(others);
    statements.erase(statements.begin());
    statements.insert(statements.begin(), values.begin(), values.end());
    for (Hazard &hazard : result.down.hazards) {
        if (hazard.what == HazardClass::delete_data) {
            hazard.sentence =
                fmt::format("values of {} that were written since the type changed "
                            "are lost: no cast leads from {} to {}",
                            described(from.id), new_body.type.text, old_body.type.text);
        }
    }
    result.down.probe.reset();
    result.down.rewrites_table = true;
    kept.copy().end(result.down);
    return result;
}

} // namespace schemadiff::kinds
