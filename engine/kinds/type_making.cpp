#include <engine/kinds/type_making.hpp>

#include <engine/kinds/access.hpp>
#include <engine/kinds/cast_probe.hpp>
#include <engine/kinds/column.hpp>
#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/enum.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/rebuilt_parts.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_casts.hpp>
#include <engine/kinds/type_group.hpp>
#include <engine/kinds/type_losses.hpp>
#include <engine/kinds/type_names.hpp>
#include <engine/kinds/type_values.hpp>
#include <schemadiff/model/multirange.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

Qualified name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

// What goes into the step itself: types that rest on one another, with their parts, and columns.
KindSet in_the_step()
{
    return kind_set<CompositeType, CompositeAttribute, Domain, DomainCheck, RangeType, Column>();
}

class MakingAnew
{
public:
    // `before` is that side of the plan, in whichever direction this goes.
    MakingAnew(std::vector<ObjectId> const &types, Context const &from, Context const &to,
               Catalog const &before)
        : types_{types}, from_{from}, to_{to}, before_{before}, values_{types, from, to}
    {
    }

    MadeAnew run()
    {
        auto const old_types = in_order_of_making({types_.begin(), types_.end()}, from_.catalog);
        for (ObjectId const &type : old_types) {
            put_aside(type);
        }
        for (ObjectId const &type : types_) {
            create(type);
            make_way(type);
        }
        // A column of a domain depends on the domain's collation too: it goes with the domain.
        for (auto type = old_types.rbegin(); type != old_types.rend(); ++type) {
            convert_columns(*type);
        }
        if (are_assigned_ || (values_.need_casts() && !by_table_.empty())) {
            for (ObjectId const &type : types_) {
                make_cast(type);
            }
        }
        for (auto const &[table, parts] : by_table_) {
            add(sql("ALTER TABLE {} {}", relation_name(table), join(parts, ", ")));
            result_.locks.push_back(exclusive_lock(relation_of(table, from_.catalog)));
        }
        for (ObjectId const &column : converted_) {
            column::validate_checks_below(result_, column, from_);
            column::set_index_statistics_again(result_, column, from_);
        }
        result_.statements.insert(result_.statements.end(), cast_drops_.rbegin(),
                                  cast_drops_.rend());
        for (auto type = old_types.rbegin(); type != old_types.rend(); ++type) {
            drop(*type);
        }
        tell_of_values();
        return {std::move(result_), std::move(converted_)};
    }

private:
    void add(Sql statement) { result_.statements.push_back(std::move(statement)); }

    static Sql word_of(ObjectId const &type)
    {
        return type.kind() == kind_of<Collation> ? sql("COLLATION")
               : type.kind() == kind_of<Domain>  ? sql("DOMAIN")
                                                 : sql("TYPE");
    }

    void put_aside(ObjectId const &type)
    {
        add(sql("ALTER {} {} RENAME TO {}", word_of(type), name(type), Ident{aside(type.name())}));
        if (type.kind() == kind_of<RangeType>) {
            put_range_aside(*from_.catalog.find(type));
        } else if (type.kind() == kind_of<Enum>) {
            for (auto const &label :
                 enumeration::renamed_labels(*from_.catalog.find(type), *to_.catalog.find(type))) {
                add(sql("ALTER TYPE {} RENAME VALUE {} TO {}",
                        Qualified{type.schema(), aside(type.name())}, Literal{label.before},
                        Literal{label.after}));
            }
        }
    }

    // The functions that make values of a range type come with it and keep their names.
    void put_range_aside(Object const &range)
    {
        auto const &body = range.as<RangeType>();
        std::string_view const schema = range.id.schema();
        std::string const old_name = aside(range.id.name());
        auto const rename = [&](Sql const &what, std::string_view from, std::string_view to) {
            add(sql("ALTER FUNCTION {}({}) RENAME TO {}", Qualified{schema, from}, what,
                    Ident{to}));
        };
        Sql const bound = bound_type(body);
        rename(sql("{}, {}", bound, bound), range.id.name(), old_name);
        rename(sql("{}, {}, text", bound, bound), range.id.name(), old_name);
        if (!has_multiranges(from_.server_version)) {
            return;
        }
        auto const multirange = multirange_name(range);
        auto const old_multirange = aside(multirange);
        add(sql("ALTER TYPE {} RENAME TO {}", Qualified{schema, multirange},
                Ident{old_multirange}));
        Qualified const old_range{schema, old_name};
        rename(sql(""), multirange, old_multirange);
        rename(sql("{}", old_range), multirange, old_multirange);
        rename(sql("VARIADIC {}[]", old_range), multirange, old_multirange);
    }

    // The subtype as it is called at that moment: types are put aside in their order.
    Sql bound_type(RangeType const &body) const
    {
        for (ObjectId const &type : types_) {
            auto const printed = sql("{}", name(type));
            if (printed.text() == body.subtype.text) {
                return sql("{}", Qualified{type.schema(), aside(type.name())});
            }
        }
        return sql("{}", Verbatim{body.subtype});
    }

    void create(ObjectId const &type)
    {
        Object const &object = *to_.catalog.find(type);
        if (type.kind() == kind_of<CompositeType>) {
            add(composite_type::definition(type, to_.catalog));
        } else if (type.kind() == kind_of<Domain>) {
            create_domain(object);
        } else {
            auto side = rules_of(type.kind()).create(object, to_);
            for (Sql &statement : side.statements) {
                add(std::move(statement));
            }
        }
        // What default privileges have given to a new type is taken back before its grants come.
        auto const &after = &before_ == &from_.catalog ? to_.catalog : from_.catalog;
        for (Sql &statement : access_statements(object, to_.catalog,
                                                {before_, after, to_.role, to_.server_version})) {
            add(std::move(statement));
        }
        // Another owner is given to it by a later step, which is undone before this one.
        auto const &owner = before_.find(type)->owner;
        if (owner) {
            add(sql("ALTER {} {} OWNER TO {}", word_of(type), name(type), Ident{*owner}));
        }
    }

    // With its checks: to be added later they would have to be validated, which PostgreSQL refuses
    // where arrays or composite values hold the domain.
    void create_domain(Object const &domain)
    {
        std::vector<Sql> parts{domain::definition(domain.id, domain.as<Domain>())};
        std::vector<Sql> unchecked;
        for (auto const &check : to_.catalog.below(kind_of<DomainCheck>, domain.id)) {
            if (calls_ours(*check)) {
                continue;
            }
            result_.makes.push_back(check->id);
            result_.makes_way.push_back({check->id, kind_set<Comment>()});
            if (check->as<DomainCheck>().not_valid) {
                unchecked.push_back(domain::add_check(*check));
            } else {
                parts.push_back(domain::check_clause(*check));
            }
        }
        add(join(parts, " "));
        for (Sql &statement : unchecked) {
            add(std::move(statement));
        }
    }

    // A function with such an argument makes way, and the check that calls it with it.
    bool calls_ours(Object const &check) const
    {
        for (ObjectId const &needed : dependencies(check, to_.catalog)) {
            auto const *function =
                needed.kind() == kind_of<Function> ? to_.catalog.find(needed) : nullptr;
            auto const of_function = function == nullptr ? std::vector<ObjectId>{}
                                                         : dependencies(*function, to_.catalog);
            if (std::any_of(of_function.begin(), of_function.end(),
                            [&](ObjectId const &id) { return is_ours(id); })) {
                return true;
            }
        }
        return false;
    }

    bool is_ours(ObjectId const &id) const
    {
        return std::find(types_.begin(), types_.end(), id) != types_.end();
    }

    void make_way(ObjectId const &type)
    {
        result_.makes_way.push_back({type, ~in_the_step()});
        if (type.kind() == kind_of<CompositeType>) {
            for (auto const *attribute : composite_type::attributes(type, from_.catalog)) {
                result_.makes_way.push_back({attribute->id, ~in_the_step()});
            }
        }
    }

    // A cast from the old type to the new one, so that values in arrays, domains and composite
    // values find their way too, and so that an assignment does.
    void make_cast(ObjectId const &type)
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

    void cast_by_text(std::string_view schema, std::string_view type)
    {
        std::string const old_name = aside(type);
        auto const ends = sql("{} AS {}", Qualified{schema, old_name}, Qualified{schema, type});
        add(sql("CREATE CAST ({}) WITH INOUT AS ASSIGNMENT", ends));
        cast_drops_.push_back(sql("DROP CAST ({})", ends));
    }

    void cast_by_function(ObjectId const &type)
    {
        std::string const old_name = aside(type.name());
        Qualified const old_type{type.schema(), old_name};
        std::string const function = aside(old_name);
        Qualified const convert{type.schema(), function};
        add(sql("CREATE FUNCTION {}({}) RETURNS {} LANGUAGE sql STRICT AS {}", convert, old_type,
                name(type), DollarQuoted{values_.cast_of(type).text()}));
        add(sql("CREATE CAST ({} AS {}) WITH FUNCTION {}({}) AS ASSIGNMENT", old_type, name(type),
                convert, old_type));
        cast_drops_.push_back(sql("DROP FUNCTION {}({})", convert, old_type));
        cast_drops_.push_back(sql("DROP CAST ({} AS {})", old_type, name(type)));
    }

    void convert_columns(ObjectId const &type)
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

    bool is_away(ObjectId const &id) const { return from_.is_away && from_.is_away(id); }

    void convert_column(Object const &column, Object const &later)
    {
        auto const table = column.id.up(kind_of<Table>);
        if (is_partition_key(column.id, from_.catalog)) {
            result_.makes_way.push_back({.of = table, .kinds = {}, .itself = true});
            return;
        }
        if (!converted_.insert(column.id).second) {
            return;
        }
        // What a parent passes on changes with it, and cannot be changed alone.
        bool const can_assign = can_be_assigned(column, later);
        if (changes_with_parent(column.id) &&
            (can_assign || !has_parent_of_the_other_sort(column.id, from_.catalog))) {
            result_.locks.push_back(exclusive_lock(table));
        } else if (can_assign && is_shared_with_the_other_sort(column.id, from_.catalog)) {
            by_table_[table].push_back(change_of_type(later));
            are_assigned_ = true;
        } else {
            by_table_[table].push_back(converted(column, later));
            part_from_the_other_sort(result_, table, from_);
        }
        result_.makes_way.push_back(
            {column.id, kind_set<ColumnDefault, View, MaterializedView, Rule, Statistics, Policy,
                                 Trigger, Function, Column, ForeignKey, PublishedTable>()});
        column::let_index_comments_go(result_, column.id, from_);
        let_parts_go_that_differ(result_, column.id, from_);
        column::let_references_go(result_, column.id, from_);
        part_from_several_parents(result_, column.id, from_.catalog);
    }

    bool changes_with_parent(ObjectId const &column) const
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

    // A view over a column that goes has the old type as well, and may want the new one: it cannot
    // be altered from the one to the other.
    void let_views_go(Object const &column)
    {
        for (ObjectId const &view : from_.dependants(column.id)) {
            if (view.kind() == kind_of<View> || view.kind() == kind_of<MaterializedView>) {
                result_.makes_way.push_back({.of = view, .kinds = {}, .itself = true});
            }
        }
    }

    // It is computed again, so it can go and come back: it makes way for a column that it reads.
    void remake_generated(Object const &column)
    {
        for (ObjectId const &needed : dependencies(column, from_.catalog)) {
            if (needed.kind() == kind_of<Column>) {
                result_.makes_way.push_back({needed, kind_set<Column>()});
            }
        }
    }

    // Whether casts between the types, which are made for the time being, are enough, so that no
    // USING is needed: a foreign table takes none, and neither do those that share a column with
    // one. Of domains that is so where what is below them is cast.
    bool can_be_assigned(Object const &column, Object const &later) const
    {
        auto const has_its_base = [&](ObjectId const &type) {
            return type.kind() != kind_of<Domain> || from_.catalog.find(type)->as<Domain>().type ==
                                                         to_.catalog.find(type)->as<Domain>().type;
        };
        return column.as<Column>().type == later.as<Column>().type &&
               std::all_of(types_.begin(), types_.end(), has_its_base);
    }

    static Sql change_of_type(Object const &later)
    {
        auto const &body = later.as<Column>();
        auto const collation =
            body.collation ? sql(" COLLATE {}", unless_catalog(*body.collation)) : sql("");
        return sql("ALTER COLUMN {} TYPE {}{}", Ident{later.id.name()}, Verbatim{body.type},
                   collation);
    }

    Sql converted(Object const &column, Object const &later) const
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
    bool has_another_type(Object const &column, Object const &later) const
    {
        auto const needed = dependencies(column, from_.catalog);
        return column.as<Column>().type != later.as<Column>().type ||
               std::any_of(needed.begin(), needed.end(), [&](ObjectId const &id) {
                   return id.kind() != kind_of<Collation> && is_ours(id);
               });
    }

    void drop(ObjectId const &type)
    {
        add(sql("DROP {} {}", word_of(type), Qualified{type.schema(), aside(type.name())}));
    }

    void tell_of_values()
    {
        for (ObjectId const &type : types_) {
            if (!change_.changes(type)) {
                continue;
            }
            // Under another collation values stay as they are; what sorts them is built anew.
            if (!by_table_.empty() && type.kind() == kind_of<Collation>) {
                result_.scans_table = true;
                result_.hazards.push_back(
                    {HazardClass::long_lock,
                     fmt::format("indexes over columns with {} are built anew, and nobody uses "
                                 "their tables meanwhile",
                                 described(type))});
            } else if (!by_table_.empty()) {
                result_.rewrites_table = true;
                result_.hazards.push_back(
                    {HazardClass::rewrite_table,
                     fmt::format("every table with a column of {} is written again under an "
                                 "exclusive lock",
                                 described(type))});
            }
            tell_of_lost_labels(type);
            if (!by_table_.empty() && may_refuse_values(type, from_.catalog, to_.catalog)) {
                result_.hazards.push_back({HazardClass::build_fails_on_data,
                                           fmt::format("a value that does not belong to {} as it "
                                                       "is then stops the change",
                                                       described(type))});
            }
        }
    }

    void tell_of_lost_labels(ObjectId const &type)
    {
        if (type.kind() != kind_of<Enum>) {
            return;
        }
        auto const lost = lost_labels(*from_.catalog.find(type), *to_.catalog.find(type));
        for (std::string const &label : lost) {
            result_.hazards.push_back({HazardClass::build_fails_on_data,
                                       fmt::format("a row that holds '{}' of {} stops the change",
                                                   label, described(type))});
        }
        if (!lost.empty()) {
            std::vector<ObjectId> columns(converted_.begin(), converted_.end());
            std::erase_if(columns, [&](ObjectId const &id) { return changes_with_parent(id); });
            result_.probe = rows_with_labels(type, lost, columns, from_.catalog);
        }
    }

    std::vector<ObjectId> const &types_;
    Context const &from_;
    Context const &to_;
    Catalog const &before_;
    TypeChange change_{from_, to_};
    TypeValues values_;
    Side result_;
    std::map<ObjectId, std::vector<Sql>> by_table_;
    std::set<ObjectId> converted_;
    bool are_assigned_ = false; // by a column that foreign and plain tables share
    std::vector<Sql> cast_drops_;
};

} // namespace

MadeAnew made_anew(std::vector<ObjectId> const &types, Context const &from, Context const &to,
                   Catalog const &before)
{
    return MakingAnew(types, from, to, before).run();
}

} // namespace schemadiff::kinds
