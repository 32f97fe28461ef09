#include <engine/kinds/type_rebuild.hpp>

#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/model/multirange.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace schemadiff::kinds
{

namespace
{

constexpr std::string_view ending = "__before";

Qualified name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

// What goes into the step itself: types that rest on one another, with their parts, and columns.
KindSet in_the_step()
{
    return kind_set<CompositeType, CompositeAttribute, Domain, DomainCheck, RangeType, Column>();
}

bool rests_on_types(Kind kind)
{
    return kind == kind_of<CompositeType> || kind == kind_of<Domain> || kind == kind_of<RangeType>;
}

bool needs(Object const &object, ObjectId const &id, Catalog const &catalog)
{
    auto const needed = dependencies(object, catalog);
    return std::find(needed.begin(), needed.end(), id) != needed.end();
}

// The types of one step, those that rest on others after them.
class Group
{
public:
    explicit Group(Context const &context) : context_{context} {}

    void add(ObjectId const &type)
    {
        if (!seen_.insert(type).second) {
            return;
        }
        for (ObjectId const &dependant : context_.dependants(type)) {
            if (rests_on_types(dependant.kind()) && stays(dependant, type)) {
                add(dependant);
            }
        }
        members.insert(members.begin(), type);
    }

    // What no longer rests on the type afterwards has let go of it before.
    void only_what_rests_on_it_in(Context const &after) { after_ = &after; }

    [[nodiscard]] bool contains(ObjectId const &id) const { return seen_.contains(id); }

    std::vector<ObjectId> members;

private:
    bool stays(ObjectId const &dependant, ObjectId const &type) const
    {
        if (after_ == nullptr) {
            return true;
        }
        auto const *object = after_->catalog.find(dependant);
        return object != nullptr && needs(*object, type, after_->catalog);
    }

    Context const &context_;
    Context const *after_ = nullptr;
    std::set<ObjectId> seen_;
};

class Rebuild
{
public:
    Rebuild(Object const &before, Object const &after, Context const &before_context,
            Context const &after_context)
        : before_{before}, after_{after}, from_{before_context}, to_{after_context},
          group_{before_context}
    {
        group_.only_what_rests_on_it_in(after_context);
        group_.add(before.id);
        by_cast_ = changes_values();
    }

    Side run()
    {
        for (ObjectId const &member : group_.members) {
            put_aside(member);
        }
        for (ObjectId const &member : group_.members) {
            create(member);
            make_way(member);
        }
        std::map<ObjectId, std::vector<Sql>> by_table;
        // A column of a domain depends on the domain's collation too: it goes with the domain.
        for (auto member = group_.members.rbegin(); member != group_.members.rend(); ++member) {
            convert_columns(*member, by_table);
        }
        if (by_cast_ && !by_table.empty()) {
            for (ObjectId const &member : group_.members) {
                make_cast(member);
            }
        }
        for (auto const &[table, parts] : by_table) {
            result_.statements.push_back(
                sql("ALTER TABLE {} {}", relation_name(table), join(parts, ", ")));
            result_.locks.push_back(exclusive_lock(relation_of(table, from_.catalog)));
        }
        result_.statements.insert(result_.statements.end(), cast_drops_.rbegin(),
                                  cast_drops_.rend());
        for (auto member = group_.members.rbegin(); member != group_.members.rend(); ++member) {
            drop(*member);
        }
        if (!by_table.empty()) {
            tell_of_rewrite();
        }
        return std::move(result_);
    }

private:
    void add(Sql statement) { result_.statements.push_back(std::move(statement)); }

    Object const &object_before(ObjectId const &member) const
    {
        return member == before_.id ? before_ : *from_.catalog.find(member);
    }

    static Sql word_of(ObjectId const &member)
    {
        return member.kind() == kind_of<Collation> ? sql("COLLATION")
               : member.kind() == kind_of<Domain>  ? sql("DOMAIN")
                                                   : sql("TYPE");
    }

    // Whether the text of an old value is not the text of the new one, while PostgreSQL can cast
    // it: attributes come and go, or a domain has a type below it that numbers are rounded to.
    bool changes_values() const
    {
        if (before_.id.kind() == kind_of<CompositeType>) {
            return !composite_type::same_layout(before_.id, from_.catalog, to_.catalog);
        }
        auto const *domain = before_.body.get_if<Domain>();
        return domain != nullptr &&
               casts_directly(domain->type.text, after_.as<Domain>().type.text);
    }

    void put_aside(ObjectId const &member)
    {
        add(sql("ALTER {} {} RENAME TO {}", word_of(member), name(member),
                Ident{aside(member.name())}));
        if (member.kind() == kind_of<RangeType>) {
            put_range_aside(object_before(member));
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

    // The subtype as it is called at that moment: members are put aside in their order.
    Sql bound_type(RangeType const &body) const
    {
        for (ObjectId const &member : group_.members) {
            auto const printed = sql("{}", name(member));
            if (printed.text() == body.subtype.text) {
                return sql("{}", Qualified{member.schema(), aside(member.name())});
            }
        }
        return sql("{}", Verbatim{body.subtype});
    }

    void create(ObjectId const &member)
    {
        bool const is_subject = member == before_.id;
        Object const &object = is_subject ? after_ : object_before(member);
        auto const &catalog = is_subject ? to_.catalog : from_.catalog;
        if (member.kind() == kind_of<CompositeType>) {
            add(composite_type::definition(member, catalog));
        } else if (member.kind() == kind_of<Domain>) {
            create_domain(object, is_subject);
        } else {
            auto side = rules_of(member.kind()).create(object, is_subject ? to_ : from_);
            for (Sql &statement : side.statements) {
                add(std::move(statement));
            }
        }
        auto const &owner = object_before(member).owner;
        if (owner) {
            add(sql("ALTER {} {} OWNER TO {}", word_of(member), name(member), Ident{*owner}));
        }
    }

    // With the checks that stay: to be added later they would have to be validated, which
    // PostgreSQL refuses where arrays or composite values hold the domain.
    void create_domain(Object const &domain, bool is_subject)
    {
        Domain body = domain.as<Domain>();
        auto const *later = to_.catalog.find(domain.id);
        // A default that changes is set by a step of its own, and the old one may not fit any more.
        if (!is_subject && later->as<Domain>().default_value != body.default_value) {
            body.default_value.reset();
        }
        std::vector<Sql> parts{domain::definition(domain.id, body)};
        std::vector<Sql> unchecked;
        for (auto const &check : to_.catalog.below(kind_of<DomainCheck>, domain.id)) {
            auto const *old_check = from_.catalog.find(check->id);
            bool const comes_along =
                old_check != nullptr && (is_subject || same_content(*old_check, *check));
            if (!comes_along || calls_ours(*check)) {
                continue;
            }
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
            if (function == nullptr) {
                continue;
            }
            for (ObjectId const &type : dependencies(*function, to_.catalog)) {
                if (group_.contains(type)) {
                    return true;
                }
            }
        }
        return false;
    }

    void make_way(ObjectId const &member)
    {
        result_.makes_way.push_back({member, ~in_the_step()});
        if (member.kind() == kind_of<CompositeType>) {
            for (auto const *attribute : composite_type::attributes(member, from_.catalog)) {
                result_.makes_way.push_back({attribute->id, ~in_the_step()});
            }
        }
    }

    // A cast from the old type to the new one, so that values in arrays, domains and composite
    // values find their way too.
    void make_cast(ObjectId const &member)
    {
        Qualified const type = name(member);
        std::string const old_name = aside(member.name());
        Qualified const old_type{member.schema(), old_name};
        if (member.kind() != kind_of<CompositeType>) {
            return;
        }
        std::string const function = aside(old_name);
        Qualified const convert{member.schema(), function};
        add(sql("CREATE FUNCTION {}({}) RETURNS {} LANGUAGE sql STRICT AS {}", convert, old_type,
                type, DollarQuoted{converted(member).text()}));
        add(sql("CREATE CAST ({} AS {}) WITH FUNCTION {}({})", old_type, type, convert, old_type));
        cast_drops_.push_back(sql("DROP FUNCTION {}({})", convert, old_type));
        cast_drops_.push_back(sql("DROP CAST ({} AS {})", old_type, type));
    }

    Sql converted(ObjectId const &member) const
    {
        auto const &catalog = member == before_.id ? to_.catalog : from_.catalog;
        std::vector<Sql> parts;
        for (auto const *attribute : composite_type::attributes(member, catalog)) {
            auto const *old_one = from_.catalog.find(attribute->id);
            auto const &type = attribute->as<CompositeAttribute>().type;
            if (old_one == nullptr) {
                parts.push_back(sql("NULL::{}", Verbatim{type}));
                continue;
            }
            auto const value = sql("($1).{}", Ident{attribute->id.name()});
            auto const &old_type = old_one->as<CompositeAttribute>().type;
            bool const direct = old_type == type || casts_directly(old_type.text, type.text);
            parts.push_back(direct ? sql("{}::{}", value, Verbatim{type})
                                   : sql("{}::text::{}", value, Verbatim{type}));
        }
        return sql("SELECT ROW({})::{}", join(parts, ", "), name(member));
    }

    void convert_columns(ObjectId const &member, std::map<ObjectId, std::vector<Sql>> &by_table)
    {
        for (ObjectId const &dependant : from_.dependants(member)) {
            auto const *column =
                dependant.kind() == kind_of<Column> ? from_.catalog.find(dependant) : nullptr;
            if (column == nullptr || converted_.contains(dependant)) {
                continue;
            }
            if (column->as<Column>().generated) {
                remake_generated(*column);
                continue;
            }
            auto const *later = to_.catalog.find(dependant);
            if (later == nullptr || !needs(*later, member, to_.catalog)) {
                continue; // it has let go of the type before
            }
            converted_.insert(dependant);
            auto const table = dependant.up(kind_of<Table>);
            if (is_made_anew(table)) {
                continue; // it is not there meanwhile
            }
            if (is_partition_key(dependant, from_.catalog)) {
                result_.makes_way.push_back({.of = table, .kinds = {}, .itself = true});
                continue;
            }
            // What a parent passes on changes with it, and cannot be changed alone.
            if (changes_with_parent(dependant) &&
                !has_parent_of_the_other_sort(dependant, from_.catalog)) {
                result_.locks.push_back(exclusive_lock(table));
            } else {
                by_table[table].push_back(converted(*column, member));
                part_from_the_other_sort(result_, table, from_);
            }
            result_.makes_way.push_back(
                {dependant,
                 kind_set<ColumnDefault, View, MaterializedView, Rule, Statistics, Policy, Trigger,
                          Function, Column, ForeignKey, PublishedTable>()});
        }
    }

    bool is_made_anew(ObjectId const &table) const
    {
        auto const *before = from_.catalog.find(table);
        auto const *after = to_.catalog.find(table);
        auto const differs = [&](auto const &field) {
            return field.on_change == OnChange::replace &&
                   before->as<Table>().*field.member != after->as<Table>().*field.member;
        };
        return before != nullptr && after != nullptr &&
               std::apply([&](auto const &...field) { return (differs(field) || ...); },
                          Table::fields);
    }

    bool changes_with_parent(ObjectId const &column) const
    {
        auto const parents = parents_of(column, from_.catalog);
        return is_of_parent(column, from_.catalog) && is_of_parent(column, to_.catalog) &&
               std::none_of(parents.begin(), parents.end(), [&](Parent const &parent) {
                   return is_partition_key(parent.table.child(kind_of<Column>, column.name()),
                                           from_.catalog);
               });
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

    Sql converted(Object const &column, ObjectId const &member) const
    {
        auto const &body = column.as<Column>();
        Ident const column_name{column.id.name()};
        auto const collation =
            body.collation ? sql(" COLLATE {}", unless_catalog(*body.collation)) : sql("");
        auto const change =
            sql("ALTER COLUMN {} TYPE {}{}", column_name, Verbatim{body.type}, collation);
        // A foreign table takes no USING, and needs none.
        if (member.kind() == kind_of<Collation> || is_foreign(column.id, from_.catalog)) {
            return change;
        }
        bool const is_array = body.type.text.ends_with("[]");
        if (by_cast_ && member.kind() != kind_of<RangeType>) {
            return sql("{} USING {}::{}", change, column_name, Verbatim{body.type});
        }
        return is_array ? sql("{} USING {}::text[]::{}", change, column_name, Verbatim{body.type})
                        : sql("{} USING {}::text::{}", change, column_name, Verbatim{body.type});
    }

    void drop(ObjectId const &member)
    {
        add(sql("DROP {} {}", word_of(member), Qualified{member.schema(), aside(member.name())}));
    }

    void tell_of_rewrite()
    {
        result_.rewrites_table = true;
        result_.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("every table with a column of {} is written again under an exclusive lock",
                         described(before_.id))});
    }

    Object const &before_;
    Object const &after_;
    Context const &from_;
    Context const &to_;
    Group group_;
    bool by_cast_ = false;
    Side result_;
    std::set<ObjectId> converted_;
    std::vector<Sql> cast_drops_;
};

} // namespace

Side rebuilt(Object const &before, Object const &after, Context const &before_context,
             Context const &after_context)
{
    return Rebuild(before, after, before_context, after_context).run();
}

std::vector<ObjectId> columns_using(ObjectId const &type, Context const &context)
{
    Group group(context);
    group.add(type);
    std::set<ObjectId> columns;
    for (ObjectId const &member : group.members) {
        for (ObjectId const &dependant : context.dependants(member)) {
            if (dependant.kind() == kind_of<Column>) {
                columns.insert(dependant);
            }
        }
    }
    return {columns.begin(), columns.end()};
}

bool casts_directly(std::string_view from, std::string_view to)
{
    static constexpr std::array numbers = std::to_array<std::string_view>(
        {"smallint", "integer", "bigint", "numeric", "real", "double precision"});
    static constexpr std::array texts =
        std::to_array<std::string_view>({"character varying", "text", "character", "name"});
    static constexpr std::array times = std::to_array<std::string_view>(
        {"date", "timestamp without time zone", "timestamp with time zone"});
    auto const base = [](std::string_view type) {
        auto const open = type.find('(');
        auto const close = type.find(')');
        return open == std::string_view::npos
                   ? std::string(type)
                   : std::string(type.substr(0, open)).append(type.substr(close + 1));
    };
    auto const both_in = [&](auto const &family) {
        auto const has = [&](std::string_view type) {
            return std::find(family.begin(), family.end(), base(type)) != family.end();
        };
        return has(from) && has(to);
    };
    return both_in(numbers) || both_in(texts) || both_in(times) || base(from) == base(to);
}

bool is_renamed_multirange(TypeName const &before, TypeName const &after,
                           Context const &before_context, Context const &after_context)
{
    for (auto const &range : before_context.catalog.of_kind(kind_of<RangeType>)) {
        auto const *later = after_context.catalog.find(range->id);
        auto const type = sql("{}", Qualified{range->id.schema(), multirange_name(*range)});
        if (later == nullptr || !before.text.starts_with(type.text())) {
            continue;
        }
        auto const new_type = sql("{}", Qualified{later->id.schema(), multirange_name(*later)});
        return after.text == new_type.text() + before.text.substr(type.text().size());
    }
    return false;
}

std::string aside(std::string_view name)
{
    std::size_t end = std::min(name.size(), 63 - ending.size());
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return std::string(name.substr(0, end)).append(ending);
}

Side renamed_type(Sql const &word, ObjectId const &before, ObjectId const &after)
{
    Side result;
    if (before.schema() != after.schema()) {
        result.statements.push_back(
            sql("ALTER {} {} SET SCHEMA {}", word, name(before), Ident{after.schema()}));
    }
    if (before.name() != after.name()) {
        result.statements.push_back(sql("ALTER {} {} RENAME TO {}", word,
                                        Qualified{after.schema(), before.name()},
                                        Ident{after.name()}));
    }
    return result;
}

Qualified unless_catalog(QualifiedName const &name)
{
    return {name.schema == "pg_catalog" ? std::string_view{} : std::string_view(name.schema),
            name.name};
}

void add_collation(std::vector<ObjectId> &ids, std::optional<QualifiedName> const &collation,
                   Catalog const &catalog)
{
    if (collation) {
        auto const id = id_of<Collation>({collation->schema, collation->name});
        if (catalog.contains(id)) {
            ids.push_back(id);
        }
    }
}

} // namespace schemadiff::kinds
