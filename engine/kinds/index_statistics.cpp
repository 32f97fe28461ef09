#include <engine/kinds/index_statistics.hpp>

#include <engine/kinds/partition.hpp>

#include <map>
#include <string>

namespace schemadiff::kinds
{

namespace
{

constexpr std::string_view usual = "-1";

// A word that the reader has found to be a number.
Number number(std::string const &word)
{
    return Number{std::stoll(word)};
}

// By the position of the expression.
using Targets = std::map<std::string, std::string>;

Targets targets(Options const &options)
{
    return {options.begin(), options.end()};
}

Targets targets(ObjectId const &index, Catalog const &catalog)
{
    auto const *object = catalog.find(index);
    auto const *body = object == nullptr ? nullptr : object->body.get_if<Index>();
    return body == nullptr ? Targets{} : targets(body->statistics);
}

// Those that are others afterwards.
Targets changed(Targets const &before, Targets const &after)
{
    Targets changes = after;
    std::erase_if(changes, [&](auto const &one) {
        auto const old = before.find(one.first);
        return old != before.end() && old->second == one.second;
    });
    for (auto const &[position, target] : before) {
        if (!after.contains(position)) {
            changes.emplace(position, usual);
        }
    }
    return changes;
}

Targets with(Targets all, Targets const &changes)
{
    for (auto const &[position, target] : changes) {
        all[position] = target;
    }
    return all;
}

std::vector<Sql> statements_of(ObjectId const &id, Targets const &changes)
{
    std::vector<Sql> statements;
    for (auto const &[position, target] : changes) {
        statements.push_back(sql("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}",
                                 Qualified{id.schema(), id.name()}, number(position),
                                 number(target)));
    }
    return statements;
}

// Whether it is there before and after, and meanwhile as far as that is known.
bool stays(ObjectId const &id, Context const &context)
{
    return context.catalog.contains(id) && context.other != nullptr &&
           context.other->contains(id) && !(context.is_away && context.is_away(id));
}

// The index has to be there, though nothing else may be said of it.
void change(Side &side, ObjectId const &index, Targets const &changes)
{
    if (!changes.empty()) {
        auto const statements = statements_of(index, changes);
        side.statements.insert(side.statements.end(), statements.begin(), statements.end());
        side.makes_way.push_back({index, {}});
    }
}

// Gives the indexes that are attached to one, which has handed `changes` down to them, what they
// are to have.
void set_parts(Side &side, ObjectId const &index, Targets const &changes, Context const &context,
               Catalog const &wanted)
{
    std::map<ObjectId, Targets> handed_down{{index, changes}};
    for (ObjectId const &attachment : attachments_to(index, context.catalog)) {
        auto const part = attachment.as(kind_of<Index>);
        auto const whole = parent_index(part, context.catalog);
        auto const from = whole ? handed_down.find(*whole) : handed_down.end();
        if (from == handed_down.end() || !stays(attachment, context) || !stays(part, context)) {
            continue;
        }
        auto now = with(targets(part, context.catalog), from->second);
        std::erase_if(now, [](auto const &one) { return one.second == usual; });
        auto const own = changed(now, targets(part, wanted));
        change(side, part, own);
        handed_down.emplace(part, with(from->second, own));
    }
}

} // namespace

std::vector<Sql> index_statistics(ObjectId const &id, Options const &before, Options const &after)
{
    return statements_of(id, changed(targets(before), targets(after)));
}

void change_index_statistics(Side &side, Object const &from, Object const &to,
                             Context const &from_context, Context const &to_context)
{
    auto const changes =
        changed(targets(from.as<Index>().statistics), targets(to.as<Index>().statistics));
    side.statements = statements_of(to.id, changes);
    set_parts(side, to.id, changes, from_context, to_context.catalog);
    // The indexes alone are locked, which keeps no query of the tables waiting.
    side.locks.push_back({relation_of(to.id, to_context.catalog), Lock::share_update_exclusive});
    for (ObjectId const &attachment : attachments_to(to.id, from_context.catalog)) {
        if (stays(attachment, from_context)) {
            side.locks.push_back({attachment.up(kind_of<Table>), Lock::share_update_exclusive});
        }
    }
}

void set_index_statistics_again(Side &side, Object const &index, Context const &context)
{
    if (stays(index.id.as(kind_of<IndexPartition>), context)) {
        return;
    }
    // Those that it gets by the same plan: its own step may have come before.
    auto const *later = context.other == nullptr ? nullptr : context.other->find(index.id);
    auto const &lasting = later == nullptr ? index : *later;
    change(side, index.id, targets(lasting.as<Index>().statistics));
}

} // namespace schemadiff::kinds
