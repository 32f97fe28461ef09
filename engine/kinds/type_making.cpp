#include <engine/kinds/type_making.hpp>

#include <engine/kinds/access.hpp>
#include <engine/kinds/cast_probe.hpp>
#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/converted_columns.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/enum.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_group.hpp>
#include <engine/kinds/type_losses.hpp>
#include <engine/kinds/type_names.hpp>
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
        : types_{types}, from_{from}, to_{to}, before_{before}
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
            columns_.convert(*type);
        }
        columns_.finish();
        for (auto type = old_types.rbegin(); type != old_types.rend(); ++type) {
            drop(*type);
        }
        tell_of_values();
        return {std::move(result_), columns_.columns()};
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
            if (columns_.has_statements() && type.kind() == kind_of<Collation>) {
                result_.scans_table = true;
                result_.hazards.push_back(
                    {HazardClass::long_lock,
                     fmt::format("indexes over columns with {} are built anew, and nobody uses "
                                 "their tables meanwhile",
                                 described(type))});
            } else if (columns_.has_statements()) {
                result_.rewrites_table = true;
                result_.hazards.push_back(
                    {HazardClass::rewrite_table,
                     fmt::format("every table with a column of {} is written again under an "
                                 "exclusive lock",
                                 described(type))});
            }
            tell_of_lost_labels(type);
            if (columns_.has_statements() && may_refuse_values(type, from_.catalog, to_.catalog)) {
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
            std::vector<ObjectId> columns(columns_.columns().begin(), columns_.columns().end());
            std::erase_if(columns,
                          [&](ObjectId const &id) { return columns_.changes_with_parent(id); });
            result_.probe = rows_with_labels(type, lost, columns, from_.catalog);
        }
    }

    std::vector<ObjectId> const &types_;
    Context const &from_;
    Context const &to_;
    Catalog const &before_;
    TypeChange change_{from_, to_};
    Side result_;
    ConvertedColumns columns_{types_, change_, result_};
};

} // namespace

MadeAnew made_anew(std::vector<ObjectId> const &types, Context const &from, Context const &to,
                   Catalog const &before)
{
    return MakingAnew(types, from, to, before).run();
}

} // namespace schemadiff::kinds
