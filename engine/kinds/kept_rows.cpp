#include <engine/kinds/kept_copy.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

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
    KeptCopy copy{object.id, where};
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
        copy.add_sequences(*column, before, after);
        if (column->as<Column>().generated) {
            continue;
        }
        auto const name = sql("{}", Ident{column->id.name()});
        KeptValue const value{column->as<Column>()};
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
                  copy.order(order_of_rows(object.id, before.catalog))),
              before, after);
    result.down.statements.push_back(
        sql("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} AS k",
            relation_name(object.id), join(names, ", "), join(restored, ", "), copy.table()));
    copy.end(result.down);
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
