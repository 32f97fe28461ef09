// Indexes, foreign keys and what a table says about its indexes.
#include <support/random_maker.hpp>

#include <algorithm>

namespace schemadiff::tests
{

namespace
{

// Whether the method has an operator class of its own for this type.
bool can_index(std::string const &method, std::string const &type)
{
    return method == "gin"    ? type == "jsonb" || type == "text[]"
           : method == "hash" ? !type.starts_with("bit") && !type.ends_with("[]")
                              : method == "btree";
}

} // namespace

IndexKey RandomMaker::index_key(RandomTable const &table, Index const &body, Chance &chance) const
{
    auto columns = table.columns;
    if (options_.buildable) {
        std::erase_if(columns, [&](auto const &one) {
            return !can_index(body.method, one->template as<Column>().type.text);
        });
    }
    auto const &column = *chance.one_of(columns);
    bool const is_text = column.as<Column>().type.text == "text";
    IndexKey key;
    bool const has_text = !options_.buildable || has_fixed_text(column.as<Column>());
    if (chance.percent(25) && !(options_.buildable && body.method == "gin")) {
        auto const text = sql_name(column.id.name());
        key.expression = Expression{chance.one_of<std::string>(
            {"lower((" + text + ")::text)", "((" + text + ")::text || 'x'::text)",
             "COALESCE((" + text + ")::text, ''::text)", "(" + text + " IS NULL)"})};
        if (!has_text) {
            key.expression = Expression{"(" + text + " IS NULL)"};
        }
    } else {
        key.column = column.id.name();
    }
    if (is_text && !key.expression) {
        if (chance.percent(20)) {
            key.collation = QualifiedName{"pg_catalog", "C"};
        }
        if (chance.percent(20) && body.method == "btree") {
            key.operator_class = QualifiedName{"pg_catalog", "text_pattern_ops"};
        }
    }
    if (body.method == "btree") {
        key.descending = chance.percent(20);
        key.nulls_first = chance.percent(20) != key.descending;
    }
    if (body.method == "gist" && chance.percent(50)) {
        key.operator_class = QualifiedName{"public", "gist_trgm_ops"};
        key.operator_class_options.emplace("siglen", "32");
    }
    return key;
}

void RandomMaker::add_index(RandomTable &table, int number)
{
    auto const key = "index " + std::to_string(number) + table.id.path();
    auto const name = name_in(table.id.up(kind_of<Schema>), key);
    Chance chance = chance_of(key);
    if (!chance.percent(40)) {
        return;
    }
    Index body;
    body.method =
        chance.percent(75) ? "btree" : chance.one_of<std::string>({"gin", "gist", "hash"});
    bool const fits = std::any_of(table.columns.begin(), table.columns.end(), [&](auto const &one) {
        return can_index(body.method, one->template as<Column>().type.text);
    });
    if (options_.buildable && !fits) {
        body.method = "btree";
    }
    for (int count = body.method == "hash" ? 1 : chance.between(1, 3); count > 0; --count) {
        body.keys.push_back(index_key(table, body, chance));
    }
    if (body.method == "btree") {
        body.unique = chance.percent(25);
        body.nulls_not_distinct = body.unique && chance.percent(20);
        if (chance.percent(20)) {
            body.include = {std::string{table.columns.front()->id.name()}};
        }
    }
    if (chance.percent(25)) {
        body.where = Expression{"(" + sql_name(table.columns.front()->id.name()) +
                                (chance.percent(50) ? " IS NOT NULL)" : " IS NULL)")};
    }
    if (chance.percent(15) && !(options_.buildable && body.method == "gin")) {
        body.options.emplace("fillfactor", "90");
    }
    std::vector<ObjectId> references;
    for (auto const &column : table.columns) {
        references.push_back(column->id);
    }
    bool const is_expression = std::any_of(body.keys.begin(), body.keys.end(),
                                           [](IndexKey const &one) { return one.column.empty(); });
    // PostgreSQL clusters by whole indexes that have an order, and identifies rows by what is
    // never null.
    if (!options_.buildable || (body.method == "btree" && !body.where)) {
        table.indexes.push_back(name);
    }
    bool const is_never_null =
        std::all_of(body.keys.begin(), body.keys.end(), [&](IndexKey const &one) {
            return std::any_of(table.columns.begin(), table.columns.end(), [&](auto const &column) {
                return column->id.name() == one.column && column->template as<Column>().not_null;
            });
        });
    if (body.unique && !body.where && !is_expression && (!options_.buildable || is_never_null)) {
        table.unique_indexes.push_back(name);
    }
    add(table.id.child(kind_of<Index>, name), std::move(body), chance,
        is_expression ? references : std::vector<ObjectId>{});
}

void RandomMaker::add_marks(RandomTable &table)
{
    Chance chance = chance_of("marks of " + table.id.path());
    if (chance.percent(25)) {
        add(table.id.as(kind_of<RowSecurity>),
            RowSecurity{chance.one_of<std::string>({"enabled", "forced", "force_only"})}, chance);
    }
    if (chance.percent(20)) {
        add(table.id.as(kind_of<ReplicaIdentity>),
            ReplicaIdentity{chance.one_of<std::string>({"full", "nothing"}), ""}, chance);
    } else if (!table.unique_indexes.empty() && chance.percent(40)) {
        add(table.id.as(kind_of<ReplicaIdentity>),
            ReplicaIdentity{"index", chance.one_of(table.unique_indexes)}, chance);
    }
    if (!table.indexes.empty() && chance.percent(20)) {
        add(table.id.as(kind_of<ClusterMark>), ClusterMark{chance.one_of(table.indexes)}, chance);
    }
}

void RandomMaker::add_foreign_key(RandomTable &table, int number)
{
    auto const key = "foreign key " + std::to_string(number) + table.id.path();
    auto const name = name_in(table.id.up(kind_of<Schema>), key);
    Chance chance = chance_of(key);
    auto const &referred = chance.one_of(tables_);
    // What survives a crash cannot refer to what does not.
    bool const outlives = options_.buildable && referred.unlogged && !table.unlogged;
    if (referred.keys.empty() || !chance.percent(70) || outlives) {
        return;
    }
    auto const &columns = chance.one_of(referred.keys).columns;
    auto const type_of = [](RandomTable const &of, std::string const &column) {
        auto const found = std::find_if(of.columns.begin(), of.columns.end(),
                                        [&](auto const &one) { return one->id.name() == column; });
        return (*found)->template as<Column>().type;
    };
    ForeignKey body;
    for (std::string const &column : columns) {
        auto const type = type_of(referred, column);
        auto const own =
            std::find_if(table.columns.begin(), table.columns.end(), [&](auto const &one) {
                auto const &names = body.columns;
                return one->template as<Column>().type == type &&
                       !one->template as<Column>().generated &&
                       std::find(names.begin(), names.end(), one->id.name()) == names.end();
            });
        if (own == table.columns.end()) {
            return;
        }
        body.columns.emplace_back((*own)->id.name());
    }
    body.references = {std::string{referred.id.part(0)}, std::string{referred.id.part(1)}};
    body.referred_columns = columns;
    body.match = chance.percent(85) ? "simple" : "full";
    body.on_update = chance.one_of<std::string>({"no action", "no action", "cascade", "restrict"});
    body.on_delete =
        chance.one_of<std::string>({"no action", "cascade", "restrict", "set null", "set default"});
    if (body.on_delete.starts_with("set") && chance.percent(30)) {
        body.set_columns = {body.columns.front()};
    }
    body.deferrable = chance.percent(20);
    body.initially_deferred = body.deferrable && chance.percent(50);
    body.not_valid = chance.percent(15);
    add(table.id.child(kind_of<ForeignKey>, name), std::move(body), chance);
}

} // namespace schemadiff::tests
