#include <engine/kinds/converted_columns.hpp>

#include <engine/kinds/column.hpp>
#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/rebuilt_parts.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_casts.hpp>
#include <engine/kinds/type_names.hpp>
#include <schemadiff/model/multirange.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

ConvertedColumns::ConvertedColumns(std::vector<ObjectId> const &types, TypeChange const &change,
                                   Side &side)
    : types_{types}, change_{change}, from_{change.from()}, to_{change.to()},
      values_{types, from_, to_}, side_{side}
{
}

void ConvertedColumns::convert(ObjectId const &type)
{
    for (ObjectId const &dependant : from_.dependants(type)) {
        if (dependant.kind() != kind_of<Column>) {
            continue;
        }
        auto const &column = *from_.catalog.find(dependant);
        auto const *later = to_.catalog.find(dependant);
        if (later == nullptr) {
            let_views_go(column);
        }
        if (column.as<Column>().generated) {
            remake_generated(column);
        } else if (later != nullptr && !is_away(dependant) &&
                   column.as<Column>().type == later->as<Column>().type) {
            convert_column(column, *later);
        } else if (change_.is_left_later(dependant)) {
            convert_column(column, column);
        }
    }
    for (ObjectId const &dependant : to_.dependants(type)) {
        if (dependant.kind() == kind_of<Column> && change_.is_entered_before(dependant)) {
            auto const &later = *to_.catalog.find(dependant);
            convert_column(later, later);
        }
    }
    for (auto const *context : {&from_, &to_}) {
        for (ObjectId const &dependant : context->dependants(type)) {
            if (dependant.kind() == kind_of<Column> && change_.carries(dependant)) {
                convert_column(*from_.catalog.find(dependant), *to_.catalog.find(dependant));
            }
        }
    }
}

void ConvertedColumns::convert_column(Object const &column, Object const &later)
{
    auto const table = column.id.up(kind_of<Table>);
    if (is_partition_key(column.id, from_.catalog)) {
        side_.makes_way.push_back({.of = table, .kinds = {}, .itself = true});
        return;
    }
    if (!columns_.insert(column.id).second) {
        return;
    }
    // What a parent passes on changes with it, and cannot be changed alone.
    bool const can_assign = can_be_assigned(column, later);
    if (changes_with_parent(column.id) &&
        (can_assign || !has_parent_of_the_other_sort(column.id, from_.catalog))) {
        side_.locks.push_back(exclusive_lock(table));
    } else if (can_assign && is_shared_with_the_other_sort(column.id, from_.catalog)) {
        by_table_[table].push_back(change_of_type(later));
        are_assigned_ = true;
    } else {
        by_table_[table].push_back(converted(column, later));
        part_from_the_other_sort(side_, table, from_);
    }
    side_.makes_way.push_back(
        {column.id, kind_set<ColumnDefault, View, MaterializedView, Rule, Statistics, Policy,
                             Trigger, Function, Column, ForeignKey, PublishedTable>()});
    column::let_index_comments_go(side_, column.id, from_);
    let_parts_go_that_differ(side_, column.id, from_);
    column::let_references_go(side_, column.id, from_);
    part_from_several_parents(side_, column.id, from_.catalog);
}

bool ConvertedColumns::changes_with_parent(ObjectId const &column) const
{
    if (has_several_parents(column, from_.catalog)) {
        return false;
    }
    auto const parents = parents_of(column, from_.catalog);
    return is_of_parent(column, from_.catalog) && is_of_parent(column, to_.catalog) &&
           std::none_of(parents.begin(), parents.end(), [&](Parent const &parent) {
               return is_away(parent.table) || is_away(parent.link) ||
                      is_partition_key(parent.table.child(kind_of<Column>, column.name()),
                                       from_.catalog);
           });
}

// Whether casts between the types, which are made for the time being, are enough, so that no
// USING is needed: a foreign table takes none, and neither do those that share a column with
// one. Of domains that is so where what is below them is cast.
bool ConvertedColumns::can_be_assigned(Object const &column, Object const &later) const
{
    auto const has_its_base = [&](ObjectId const &type) {
        return type.kind() != kind_of<Domain> ||
               casts_by_itself(from_.catalog.find(type)->as<Domain>().type.text,
                               to_.catalog.find(type)->as<Domain>().type.text);
    };
    return column.as<Column>().type == later.as<Column>().type &&
           std::all_of(types_.begin(), types_.end(), has_its_base);
}

Sql ConvertedColumns::change_of_type(Object const &later)
{
    auto const &body = later.as<Column>();
    auto const collation =
        body.collation ? sql(" COLLATE {}", unless_catalog(*body.collation)) : sql("");
    return sql("ALTER COLUMN {} TYPE {}{}", Ident{later.id.name()}, Verbatim{body.type}, collation);
}

Sql ConvertedColumns::converted(Object const &column, Object const &later) const
{
    // A foreign table takes no USING, and needs none.
    return !has_another_type(column, later) || is_foreign(column.id, from_.catalog)
               ? change_of_type(later)
               : sql("{} USING {}", change_of_type(later),
                     values_.converted(sql("{}", Ident{column.id.name()}),
                                       {column, column.as<Column>().type},
                                       {later, later.as<Column>().type}));
}

// A column may be here because of its collation alone.
bool ConvertedColumns::has_another_type(Object const &column, Object const &later) const
{
    auto const needed = dependencies(column, from_.catalog);
    return column.as<Column>().type != later.as<Column>().type ||
           std::any_of(needed.begin(), needed.end(), [&](ObjectId const &id) {
               return id.kind() != kind_of<Collation> && is_ours(id);
           });
}

// A view over a column that goes has the old type as well, and may want the new one: it cannot
// be altered from the one to the other.
void ConvertedColumns::let_views_go(Object const &column)
{
    for (ObjectId const &view : from_.dependants(column.id)) {
        if (view.kind() == kind_of<View> || view.kind() == kind_of<MaterializedView>) {
            side_.makes_way.push_back({.of = view, .kinds = {}, .itself = true});
        }
    }
}

// It is computed again, so it can go and come back: it makes way for a column that it reads.
void ConvertedColumns::remake_generated(Object const &column)
{
    for (ObjectId const &needed : dependencies(column, from_.catalog)) {
        if (needed.kind() == kind_of<Column>) {
            side_.makes_way.push_back({needed, kind_set<Column>()});
        }
    }
}

void ConvertedColumns::finish()
{
    if (are_assigned_ || (values_.need_casts() && !by_table_.empty())) {
        for (ObjectId const &type : types_) {
            make_cast(type);
        }
    }
    for (auto const &[table, parts] : by_table_) {
        side_.statements.push_back(
            sql("ALTER TABLE {} {}", relation_name(table), join(parts, ", ")));
        side_.locks.push_back(exclusive_lock(relation_of(table, from_.catalog)));
    }
    for (ObjectId const &column : columns_) {
        column::validate_checks_below(side_, column, from_);
        column::set_index_statistics_again(side_, column, from_);
    }
    side_.statements.insert(side_.statements.end(), cast_drops_.rbegin(), cast_drops_.rend());
}

// A cast from the old type to the new one, so that values in arrays, domains and composite
// values find their way too, and so that an assignment does.
void ConvertedColumns::make_cast(ObjectId const &type)
{
    if (values_.need_casts() && type.kind() == kind_of<CompositeType>) {
        cast_by_function(type);
    } else if (are_assigned_ && kind_set<Enum, RangeType, CompositeType>().test(
                                    static_cast<std::size_t>(type.kind()))) {
        cast_by_text(type.schema(), type.name());
        if (type.kind() == kind_of<RangeType> && has_multiranges(from_.server_version)) {
            cast_by_text(type.schema(), multirange_name(*from_.catalog.find(type)));
        }
    }
}

void ConvertedColumns::cast_by_text(std::string_view schema, std::string_view type)
{
    std::string const old_name = aside(type);
    auto const ends = sql("{} AS {}", Qualified{schema, old_name}, Qualified{schema, type});
    side_.statements.push_back(sql("CREATE CAST ({}) WITH INOUT AS ASSIGNMENT", ends));
    cast_drops_.push_back(sql("DROP CAST ({})", ends));
}

void ConvertedColumns::cast_by_function(ObjectId const &type)
{
    std::string const old_name = aside(type.name());
    Qualified const old_type{type.schema(), old_name};
    Qualified const new_type{type.schema(), type.name()};
    std::string const function = aside(old_name);
    Qualified const convert{type.schema(), function};
    side_.statements.push_back(sql("CREATE FUNCTION {}({}) RETURNS {} LANGUAGE sql STRICT AS {}",
                                   convert, old_type, new_type,
                                   DollarQuoted{values_.cast_of(type).text()}));
    side_.statements.push_back(sql("CREATE CAST ({} AS {}) WITH FUNCTION {}({}) AS ASSIGNMENT",
                                   old_type, new_type, convert, old_type));
    cast_drops_.push_back(sql("DROP FUNCTION {}({})", convert, old_type));
    cast_drops_.push_back(sql("DROP CAST ({} AS {})", old_type, new_type));
}

bool ConvertedColumns::is_away(ObjectId const &id) const
{
    return from_.is_away && from_.is_away(id);
}

bool ConvertedColumns::is_ours(ObjectId const &id) const
{
    return std::find(types_.begin(), types_.end(), id) != types_.end();
}

} // namespace schemadiff::kinds
