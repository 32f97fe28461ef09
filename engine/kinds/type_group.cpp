#include <engine/kinds/type_group.hpp>

#include <engine/kinds/column.hpp>
#include <engine/kinds/registry.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

bool is_away(Context const &context, ObjectId const &id)
{
    return context.is_away && context.is_away(id);
}

std::vector<ObjectId> types_below(ObjectId const &type, Catalog const &catalog)
{
    auto const *object = catalog.find(type);
    auto ids = object == nullptr ? std::vector<ObjectId>{} : dependencies(*object, catalog);
    std::erase_if(ids,
                  [&](ObjectId const &id) { return id == type || !can_be_made_anew(id.kind()); });
    return ids;
}

bool has(std::vector<ObjectId> const &ids, ObjectId const &id)
{
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// The types that one change ties together, from one of them.
class Exploring
{
public:
    Exploring(TypeChange const &up, TypeChange const &down) : up_{up}, down_{down} {}

    std::set<ObjectId> run(ObjectId const &type)
    {
        add(type);
        while (!queue_.empty()) {
            auto const next = queue_.back();
            queue_.pop_back();
            for (auto const *change : {&up_, &down_}) {
                for (ObjectId const &below : types_below(next, change->from().catalog)) {
                    add(below);
                }
                for (ObjectId const &above : change->from().dependants(next)) {
                    add(above);
                    add_both_types(above, *change);
                }
                for (ObjectId const &above : change->to().dependants(next)) {
                    add_both_types(above, *change);
                }
            }
        }
        return std::move(seen_);
    }

private:
    // A column goes from the one to the other.
    void add_both_types(ObjectId const &column, TypeChange const &change)
    {
        if (column.kind() == kind_of<Column> && change.carries(column)) {
            for (auto const *catalog : {&change.from().catalog, &change.to().catalog}) {
                for (ObjectId const &type : types_below(column, *catalog)) {
                    add(type);
                }
            }
        }
    }

    void add(ObjectId const &type)
    {
        if (can_be_made_anew(type.kind()) && !seen_.contains(type) &&
            (up_.makes_anew(type) || down_.makes_anew(type))) {
            seen_.insert(type);
            queue_.push_back(type);
        }
    }

    TypeChange const &up_;
    TypeChange const &down_;
    std::set<ObjectId> seen_;
    std::vector<ObjectId> queue_;
};

std::vector<ObjectId> made_anew(std::set<ObjectId> types, TypeChange const &change)
{
    std::erase_if(types, [&](ObjectId const &type) { return !change.makes_anew(type); });
    return in_order_of_making(types, change.to().catalog);
}

} // namespace

bool can_be_made_anew(Kind kind)
{
    return kind == kind_of<Collation> || kind == kind_of<Enum> || kind == kind_of<CompositeType> ||
           kind == kind_of<Domain> || kind == kind_of<RangeType>;
}

bool TypeChange::changes(ObjectId const &type) const
{
    auto const *before = from_.catalog.find(type);
    auto const *after = to_.catalog.find(type);
    auto const rule = rules_of(type.kind()).is_made_anew;
    return rule != nullptr && before != nullptr && after != nullptr && !is_away(from_, type) &&
           rule(*before, *after, from_, to_);
}

bool TypeChange::makes_anew(ObjectId const &type) const
{
    auto const [found, is_new] = known_.emplace(type, false);
    if (!is_new) {
        return found->second;
    }
    if (changes(type)) {
        return known_[type] = true;
    }
    // What no longer rests on a type afterwards has let go of it before.
    auto const stays = types_below(type, to_.catalog);
    auto const before = types_below(type, from_.catalog);
    return known_[type] = !is_away(from_, type) &&
                          std::any_of(before.begin(), before.end(), [&](ObjectId const &below) {
                              return has(stays, below) && makes_anew(below);
                          });
}

bool TypeChange::carries(ObjectId const &column) const
{
    auto const *before = from_.catalog.find(column);
    auto const *after = to_.catalog.find(column);
    if (before == nullptr || after == nullptr || is_away(from_, column) ||
        before->as<Column>().type == after->as<Column>().type ||
        column::needs_new_column(*before, *after, from_, to_) ||
        column::needs_new_column(*after, *before, to_, from_)) {
        return false;
    }
    TypeChange const back{to_, from_};
    auto const makes_old = makes_anew_below(column, from_.catalog);
    auto const makes_new = makes_anew_below(column, to_.catalog);
    auto const makes_old_back = back.makes_anew_below(column, from_.catalog);
    auto const makes_new_back = back.makes_anew_below(column, to_.catalog);
    return (makes_old && makes_new) ||
           ((makes_old || makes_new) && makes_old_back && makes_new_back) ||
           (makes_old && makes_new_back);
}

bool TypeChange::makes_anew_below(ObjectId const &id, Catalog const &catalog) const
{
    auto const types = types_below(id, catalog);
    return std::any_of(types.begin(), types.end(),
                       [&](ObjectId const &type) { return makes_anew(type); });
}

// Whether the type of a column here is made anew, and the one there, which is not here, rests on
// one that is.
bool TypeChange::only_one_rests(ObjectId const &column, Catalog const &here,
                                Catalog const &there) const
{
    if (!here.contains(column) || !there.contains(column) || is_away(from_, column) ||
        !makes_anew_below(column, here)) {
        return false;
    }
    auto types = types_below(column, there);
    std::erase_if(types, [&](ObjectId const &type) { return here.contains(type); });
    for (std::size_t at = 0; at < types.size(); ++at) {
        if (makes_anew_below(types[at], there)) {
            return true;
        }
        for (ObjectId const &below : types_below(types[at], there)) {
            if (!here.contains(below)) {
                types.push_back(below);
            }
        }
    }
    return false;
}

bool TypeChange::is_left_later(ObjectId const &column) const
{
    return only_one_rests(column, from_.catalog, to_.catalog);
}

bool TypeChange::is_entered_before(ObjectId const &column) const
{
    return only_one_rests(column, to_.catalog, from_.catalog);
}

bool TypeGroup::goes_up(ObjectId const &type) const
{
    return has(going_up, type);
}

bool TypeGroup::goes_down(ObjectId const &type) const
{
    return has(going_down, type);
}

std::optional<TypeGroup> group_of(ObjectId const &type, Context const &before, Context const &after)
{
    TypeChange const up{before, after};
    TypeChange const down{after, before};
    auto const types = Exploring(up, down).run(type);
    auto const leader = std::find_if(types.begin(), types.end(), [&](ObjectId const &one) {
        return up.changes(one) || down.changes(one);
    });
    if (leader == types.end()) {
        return std::nullopt;
    }
    return TypeGroup{*leader, made_anew(types, up), made_anew(types, down)};
}

std::vector<ObjectId> in_order_of_making(std::set<ObjectId> const &types, Catalog const &catalog)
{
    std::vector<ObjectId> order;
    std::set<ObjectId> seen;
    auto const add = [&](auto const &self, ObjectId const &type) -> void {
        if (!types.contains(type) || !seen.insert(type).second) {
            return;
        }
        for (ObjectId const &below : types_below(type, catalog)) {
            self(self, below);
        }
        order.push_back(type);
    };
    for (ObjectId const &type : types) {
        add(add, type);
    }
    return order;
}

} // namespace schemadiff::kinds
