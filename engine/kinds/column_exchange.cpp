// Another type of a column that others go on using: a second column is filled beside it, with a
// trigger that keeps both in step, gets indexes of its own, and takes the place of the old one in a
// moment. It stands behind the other columns then, since PostgreSQL has no other place for it.
#include <engine/kinds/backfill.hpp>
#include <engine/kinds/cast_probe.hpp>
#include <engine/kinds/column_exchange.hpp>
#include <engine/kinds/free_names.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/append.hpp>
#include <schemadiff/base/object_name.hpp>
#include <schemadiff/model/identity.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::column
{

namespace
{

// What is done in one direction: what the users of the table do not notice, the moment in which the
// columns change places, and what can wait until that is over.
struct Way {
    std::vector<Side> before;
    Side change;
    std::vector<Side> after;
};

// One direction of the change; `here` is the side that it leads away from.
class Exchange
{
public:
    // Of the columns before and after the plan, `old_column` is the one whose type is left.
    Exchange(Object const &old_column, Object const &new_column, Context const &here,
             Context const &there, Object const &before, Context const &start, FreeNames &names)
        : old_{old_column}, new_{new_column}, here_{here}, there_{there}, before_{before},
          start_{start}, names_{names}, table_{table_of(old_column.id)}, trigger_{old_column.id,
                                                                                  names}
    {
    }

    Way way() const
    {
        Way way;
        way.before.push_back(expanded());
        way.before.push_back(filled());
        if (before_.as<Column>().not_null) {
            way.before.push_back(known_not_null());
        }
        for (ObjectId const &id : carried(has_index)) {
            for (Side &side : built_beside(*here_.catalog.find(id))) {
                way.before.push_back(std::move(side));
            }
        }
        way.before.push_back(analyzed());
        way.change = exchanged(way.after);
        return way;
    }

    // What is left where the change was given up before the columns changed places.
    Side without_the_new() const
    {
        Side result;
        result.statements = trigger_.dropped_if_there();
        result.statements.push_back(alter_table(sql("DROP COLUMN IF EXISTS {}", twin())));
        result.locks.push_back(exclusive_lock(table_));
        result.takes_remains_away = true;
        return result;
    }

private:
    bool is_away(ObjectId const &id) const { return here_.is_away && here_.is_away(id); }

    // Dependants of the column of some kind that are not dropped and made by steps of their own.
    template <class F>
    std::vector<ObjectId> carried(F const &is_meant) const
    {
        auto ids = here_.dependants(old_.id);
        std::erase_if(ids, [&](ObjectId const &id) {
            return is_satellite(id) || is_away(id) || !is_meant(id);
        });
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        return ids;
    }

    ObjectId twin_id() const { return names_.beside(old_.id, "new"); }
    Sql twin() const { return sql("{}", Ident{twin_id().name()}); }

    Sql not_null_check() const
    {
        auto const stem = object_name(table_.name(), old_.id.name(), "is");
        auto const id = names_.beside(table_.child(kind_of<Check>, stem), "not_null");
        return sql("{}", Ident{id.name()});
    }

    Sql value_of(Sql const &column) const
    {
        return converted(column, old_, here_.catalog, new_, there_.catalog);
    }

    Sql alter_table(Sql const &what) const
    {
        return sql("ALTER TABLE {} {}", relation_name(table_), what);
    }

    Side expanded() const
    {
        auto body = new_.as<Column>();
        body.not_null_not_valid = false;
        auto result = side(
            alter_table(sql("ADD COLUMN {} {}{}", twin(), Verbatim{body.type}, collate(body))));
        append(result.statements, settings(twin_id(), body));
        auto const assignment =
            sql("NEW.{} := {}", twin(), value_of(sql("NEW.{}", Ident{old_.id.name()})));
        append(result.statements, trigger_.made(FillingTrigger::On::insert_or_update, assignment));
        if (before_.as<Column>().not_null) {
            result.statements.push_back(alter_table(sql(
                "ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", not_null_check(), twin())));
        }
        result.locks.push_back(exclusive_lock(table_));
        return result;
    }

    Side filled() const
    {
        Ident const column{old_.id.name()};
        auto result =
            backfill(table_, sql("{} = {}", twin(), value_of(sql("{}", column))),
                     sql("{} IS NULL AND {} IS NOT NULL", twin(), column), here_.server_version);
        add_hazards_of_values(result, old_, new_.as<Column>().type.text);
        result.probe = rows_without_cast(old_, new_, here_, there_);
        return result;
    }

    Side known_not_null() const
    {
        auto result = side(alter_table(sql("VALIDATE CONSTRAINT {}", not_null_check())));
        result.locks.push_back({table_, Lock::share_update_exclusive});
        result.transaction = Transaction::own;
        result.scans_table = true;
        return result;
    }

    // Without, queries of the first minutes would be planned for a column of which nothing is
    // known.
    Side analyzed() const
    {
        auto result = side(sql("ANALYZE {} ({})", relation_name(table_), twin()));
        result.locks.push_back({table_, Lock::share_update_exclusive});
        result.transaction = Transaction::own;
        return result;
    }

    std::vector<Side> built_beside(Object index) const
    {
        auto const &known = rules_of(index.id.kind());
        index.id = names_.beside(index.id, "new");
        known.follow(index, old_.id, twin_id());
        auto parts = known.online(index, here_);
        // A constraint takes its index over when the columns change places.
        if (index.id.kind() != kind_of<Index>) {
            parts.resize(1);
        }
        std::vector<Side> sides;
        for (Step &part : parts) {
            // It has the values of one that is there already.
            part.up.hazards.clear();
            part.up.probe.reset();
            sides.push_back(std::move(part.up));
        }
        return sides;
    }

    Side exchanged(std::vector<Side> &after) const
    {
        Side result;
        auto &statements = result.statements;
        statements = trigger_.dropped();
        result.locks.push_back(exclusive_lock(table_));
        auto const foreign_keys =
            carried([](ObjectId const &id) { return id.kind() == kind_of<ForeignKey>; });
        for (ObjectId const &id : foreign_keys) {
            auto dropped = rules_of(id.kind()).drop(*here_.catalog.find(id), here_);
            append(statements, std::move(dropped.statements));
            for (LockClaim &claim : dropped.locks) {
                if (claim.relation != table_) {
                    result.locks.push_back(std::move(claim));
                }
            }
        }
        for (ObjectId const &id :
             carried([](ObjectId const &one) { return one.kind() == kind_of<SequenceOwner>; })) {
            statements.push_back(sql("ALTER SEQUENCE {} OWNED BY {}.{}",
                                     Qualified{id.schema(), id.name()}, relation_name(table_),
                                     twin()));
        }
        append(statements, in_place_of_the_old());
        for (ObjectId const &id : carried(has_index)) {
            append(statements, taken_over(id));
        }
        for (ObjectId const &id :
             carried([](ObjectId const &one) { return one.kind() == kind_of<Check>; })) {
            append(statements, made_again(id, after));
        }
        for (ObjectId const &id : foreign_keys) {
            append(statements, made_again(id, after));
        }
        for (ObjectId const &id :
             carried([](ObjectId const &one) { return one.kind() == kind_of<ColumnDefault>; })) {
            append(statements,
                   rules_of(id.kind()).create(*here_.catalog.find(id), here_).statements);
        }
        append(statements, what_hangs_on(old_.id));
        append(statements, what_hangs_on(old_.id.as(kind_of<IdentitySequence>)));
        auto taken_along = carried([](ObjectId const &) { return true; });
        taken_along.push_back(old_.id);
        for (ObjectId const &id : taken_along) {
            result.makes_way.push_back({id, {}});
            for (ObjectId &one : satellites_of(id)) {
                result.makes_way.push_back({std::move(one), {}});
            }
        }
        return result;
    }

    // The values go with the old column, and so do its indexes and constraints. SET NOT NULL reads
    // no row, since a check says the same of them.
    std::vector<Sql> in_place_of_the_old() const
    {
        Ident const column{old_.id.name()};
        auto const dropped = alter_table(sql("DROP COLUMN {}", column));
        auto const renamed = alter_table(sql("RENAME COLUMN {} TO {}", twin(), column));
        if (!before_.as<Column>().not_null) {
            return {dropped, renamed};
        }
        auto const not_null = alter_table(sql("ALTER COLUMN {} SET NOT NULL", column));
        auto const without_check = alter_table(sql("DROP CONSTRAINT {}", not_null_check()));
        if (before_.as<Column>().identity.empty()) {
            return {dropped, renamed, not_null, without_check};
        }
        // A sequence of an identity cannot be given away: the new one goes on where it was.
        auto held = new_;
        held.as<Column>().identity = before_.as<Column>().identity;
        held.as<Column>().identity_options = before_.as<Column>().identity_options;
        auto const number = alter_table(
            sql("ALTER COLUMN {} ADD {}", column, identity_clause(held.id, held.as<Column>())));
        auto const sequence = sql("{}", Qualified{sequence_name(held.id, held.as<Column>())});
        auto const body =
            sql("DECLARE last bigint; called boolean; BEGIN "
                "SELECT last_value, is_called INTO last, called FROM {}; {}; {}; {}; "
                "{}; PERFORM pg_catalog.setval({}, last, called); END",
                sequence, dropped, renamed, not_null, number, Literal{sequence.text()});
        return {sql("DO {}", DollarQuoted{body.text()}), without_check};
    }

    std::vector<Sql> taken_over(ObjectId const &id) const
    {
        auto const &index = *here_.catalog.find(id);
        auto const aside = names_.beside(id, "new");
        std::vector<Sql> statements = rules_of(kind_of<Index>)
                                          .rename(table_.child(kind_of<Index>, aside.name()),
                                                  table_.child(kind_of<Index>, id.name()))
                                          .statements;
        if (id.kind() != kind_of<Index>) {
            auto parts = rules_of(id.kind()).online(index, here_);
            append(statements, std::move(parts.back().up.statements));
        }
        append(statements, what_hangs_on(id));
        return statements;
    }

    // As NOT VALID, if its old one was valid: what it says of the rows is looked at later.
    std::vector<Sql> made_again(ObjectId const &id, std::vector<Side> &after) const
    {
        auto const &constraint = *here_.catalog.find(id);
        auto const &known = rules_of(id.kind());
        auto parts = known.online(constraint, here_);
        std::vector<Sql> statements = parts.empty() ? known.create(constraint, here_).statements
                                                    : std::move(parts.front().up.statements);
        for (std::size_t part = 1; part < parts.size(); ++part) {
            parts[part].up.hazards.clear();
            parts[part].up.probe.reset();
            after.push_back(std::move(parts[part].up));
        }
        append(statements, what_hangs_on(id));
        return statements;
    }

    // Comments, grants and labels.
    std::vector<ObjectId> satellites_of(ObjectId const &id) const
    {
        auto ids = here_.dependants(id);
        std::erase_if(ids, [&](ObjectId const &one) {
            return !is_satellite(one) || subject_of(one) != id || is_away(one) ||
                   !there_.catalog.contains(one);
        });
        return ids;
    }

    std::vector<Sql> what_hangs_on(ObjectId const &id) const
    {
        std::vector<Sql> statements;
        for (ObjectId const &one : satellites_of(id)) {
            append(statements,
                   rules_of(one.kind()).create(*start_.catalog.find(one), start_).statements);
        }
        return statements;
    }

    Object const &old_;
    Object const &new_;
    Context const &here_;
    Context const &there_;
    // What is true of NOT NULL, of the identity and of comments whenever the columns change places:
    // the plan changes them after that, and back before it.
    Object const &before_;
    Context const &start_;
    FreeNames &names_;
    ObjectId table_;
    FillingTrigger trigger_; // keeps both columns in step
};

Step one_way(Side up, Side down)
{
    Step step;
    step.up = std::move(up);
    step.down = std::move(down);
    return step;
}

// Each direction has its parts around the moment in which the columns change places. What only the
// way back needs is a part without statements going up.
std::vector<Step> around_the_change(Way up, Way down)
{
    std::vector<Step> parts;
    for (Side &side : up.before) {
        parts.push_back(one_way(std::move(side), {}));
    }
    for (auto side = down.after.rbegin(); side != down.after.rend(); ++side) {
        parts.push_back(one_way({}, std::move(*side)));
    }
    parts.push_back(one_way(std::move(up.change), std::move(down.change)));
    parts.back().is_the_change = true;
    for (auto side = down.before.rbegin(); side != down.before.rend(); ++side) {
        parts.push_back(one_way({}, std::move(*side)));
    }
    for (Side &side : up.after) {
        parts.push_back(one_way(std::move(side), {}));
    }
    return parts;
}

bool is_last(ObjectId const &column, Catalog const &catalog)
{
    auto const columns = catalog.below(kind_of<Column>, table_of(column));
    auto const place = catalog.find(column)->position;
    return std::none_of(columns.begin(), columns.end(),
                        [&](ObjectPtr const &one) { return one->position > place; });
}

} // namespace

std::vector<Step> exchange_column(Object const &before, Object const &after,
                                  FieldNames const &fields, Step const &plain,
                                  Context const &before_context, Context const &after_context)
{
    bool const numbers_otherwise =
        contains(fields, "identity") || contains(fields, "identity_options");
    bool const is_known_who_is_away = before_context.is_away && after_context.is_away;
    if (!plain.up.rewrites_table || !plain.down || numbers_otherwise || !is_known_who_is_away) {
        return {};
    }
    bool const is_possible =
        !says_more_of_not_null(before.as<Column>()) &&
        !needs_new_column(after, before, after_context, before_context) &&
        can_be_exchanged(before, before_context, after_context) &&
        (!plain.down->rewrites_table || can_be_exchanged(after, after_context, before_context));
    if (!is_possible) {
        return {};
    }
    FreeNames names(before_context.catalog, after_context.catalog);
    Exchange const up(before, after, before_context, after_context, before, before_context, names);
    Exchange const down(after, before, after_context, before_context, before, before_context,
                        names);
    auto way_up = up.way();
    if (!is_last(before.id, before_context.catalog)) {
        way_up.change.hazards.push_back(
            {HazardClass::lose_dependency,
             fmt::format("{} stands behind the other columns from then on: programs that name no "
                         "columns, as INSERT without a list, find them in another order",
                         described(before.id))});
    }
    auto parts = around_the_change(
        std::move(way_up), plain.down->rewrites_table ? down.way() : Way{{}, *plain.down, {}});
    parts.front().down = up.without_the_new();
    return parts;
}

} // namespace schemadiff::kinds::column
