// Which columns can be exchanged for others of another type: column_exchange.cpp.
#include <engine/kinds/backfill.hpp>
#include <engine/kinds/column_exchange.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/row_type.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>

namespace schemadiff::kinds::column
{

bool has_index(ObjectId const &id)
{
    return id.kind() == kind_of<Index> || id.kind() == kind_of<PrimaryKey> ||
           id.kind() == kind_of<Unique>;
}

namespace
{

// A row of the table is a value elsewhere, whose columns have an order.
bool uses_rows_as_values(ObjectId const &id, ObjectId const &table)
{
    static auto const kinds = kind_set<Function, Aggregate, CompositeType, CompositeAttribute,
                                       Domain, RangeType, Operator, Cast>();
    bool const is_column_elsewhere = id.kind() == kind_of<Column> && table_of(id) != table;
    return is_column_elsewhere || kinds.test(static_cast<std::size_t>(id.kind()));
}

class Conditions
{
public:
    Conditions(Object const &column, Context const &here, Context const &there)
        : column_{column}, here_{here}, there_{there}, table_{table_of(column.id)}
    {
    }

    bool hold() const
    {
        auto const &hanging = here_.dependants(column_.id);
        auto const &on_table = here_.dependants(table_);
        return is_plain_table() && can_be_backfilled(table_, here_.catalog) && !is_published() &&
               std::none_of(on_table.begin(), on_table.end(),
                            [&](ObjectId const &id) { return uses_rows_as_values(id, table_); }) &&
               std::all_of(hanging.begin(), hanging.end(),
                           [&](ObjectId const &id) { return can_be_taken_along(id); });
    }

private:
    bool is_plain_table() const
    {
        auto const &catalog = here_.catalog;
        auto const &body = column_.as<Column>();
        return catalog.contains(table_) && !is_partitioned(table_, catalog) &&
               parents_of(table_, catalog).empty() && children_of(table_, here_).empty() &&
               !is_foreign(table_, catalog) && !row_type_of(table_, catalog) && !body.generated;
    }

    // Subscribers would be sent a column that they do not have.
    bool is_published() const
    {
        auto const &on_table = here_.dependants(table_);
        auto const publications = here_.catalog.of_kind(kind_of<Publication>);
        return std::any_of(
                   on_table.begin(), on_table.end(),
                   [](ObjectId const &id) { return id.kind() == kind_of<PublishedTable>; }) ||
               std::any_of(publications.begin(), publications.end(), [&](ObjectPtr const &one) {
                   auto const &body = one->as<Publication>();
                   return body.all_tables || std::find(body.schemas.begin(), body.schemas.end(),
                                                       table_.schema()) != body.schemas.end();
               });
    }

    bool is_away(ObjectId const &id) const { return here_.is_away && here_.is_away(id); }

    bool is_the_same(ObjectId const &id) const
    {
        auto const *one = here_.catalog.find(id);
        auto const *other = there_.catalog.find(id);
        return one != nullptr && other != nullptr && same_content(*one, *other);
    }

    bool can_be_taken_along(ObjectId const &id) const
    {
        if (is_satellite(id)) {
            return true;
        }
        if (is_away(id)) {
            // It comes and goes by itself, but nobody is to wait until an index is built again, or
            // values are computed.
            bool const is_made_anew = there_.catalog.contains(id);
            return !is_made_anew || !(has_index(id) || holds_computed_values(id));
        }
        if (!is_the_same(id)) {
            return false;
        }
        return has_index(id)                      ? index_can_be_taken_along(id)
               : id.kind() == kind_of<Check>      ? comes_later_or_looks_at_no_row(id)
               : id.kind() == kind_of<ForeignKey> ? comes_later_or_looks_at_no_row(id)
                                                  : id.kind() == kind_of<SequenceOwner> ||
                                                        id.kind() == kind_of<ColumnDefault> ||
                                                        id.kind() == kind_of<IdentitySequence>;
    }

    // Or something on top of it does, that makes way with it. Extended statistics would be missed
    // until the next ANALYZE, and take their columns in the order of the table.
    bool holds_computed_values(ObjectId const &id) const
    {
        static auto const kinds = kind_set<MaterializedView, Column, Statistics>();
        auto const &above = here_.dependants(id);
        return kinds.test(static_cast<std::size_t>(id.kind())) ||
               std::any_of(above.begin(), above.end(), [&](ObjectId const &one) {
                   return is_away(one) && holds_computed_values(one);
               });
    }

    bool comes_later_or_looks_at_no_row(ObjectId const &id) const
    {
        auto const &constraint = *here_.catalog.find(id);
        auto const &known = rules_of(id.kind());
        return !known.online(constraint, here_).empty() ||
               !known.create(constraint, here_).scans_table;
    }

    // What its text says of the column would have to be said of the new one, and what stands on the
    // index would be lost with it. Another column may be exchanged as well.
    bool index_can_be_taken_along(ObjectId const &id) const
    {
        auto const &index = *here_.catalog.find(id);
        auto const &standing = here_.dependants(id);
        auto const needed = dependencies(index, here_.catalog);
        return !may_name_column(index) && !rules_of(id.kind()).online(index, here_).empty() &&
               std::all_of(standing.begin(), standing.end(),
                           [&](ObjectId const &one) {
                               return is_satellite(one) || one.kind() == kind_of<ForeignKey>;
                           }) &&
               std::all_of(needed.begin(), needed.end(), [&](ObjectId const &one) {
                   return one.kind() != kind_of<Column> || one == column_.id || is_the_same(one);
               });
    }

    // In an expression or a condition.
    bool may_name_column(Object index) const
    {
        auto const quoted_name = quoted(Ident{column_.id.name()});
        bool found = false;
        for_each_expression(index, [&](std::string const &, Expression const &expression) {
            found = found || expression.text.find(column_.id.name()) != std::string::npos ||
                    expression.text.find(quoted_name) != std::string::npos;
        });
        return found;
    }

    Object const &column_;
    Context const &here_;
    Context const &there_;
    ObjectId table_;
};

} // namespace

bool can_be_exchanged(Object const &column, Context const &here, Context const &there)
{
    return Conditions(column, here, there).hold();
}

} // namespace schemadiff::kinds::column
