#include <engine/elaborate/settle.hpp>

#include <engine/diff/claims.hpp>
#include <engine/elaborate/closure.hpp>
#include <engine/elaborate/follow.hpp>
#include <engine/elaborate/follow_text.hpp>
#include <engine/elaborate/not_stored.hpp>
#include <engine/elaborate/partitions_left_alone.hpp>
#include <engine/elaborate/texts.hpp>
#include <engine/elaborate/types.hpp>
#include <engine/kinds/registry.hpp>
#include <parser/grammar/same_expression.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/base/hash.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/satellite.hpp>
#include <schemadiff/model/server_need.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <unordered_map>
#include <unordered_set>

namespace schemadiff::elaborate
{

namespace
{

std::string hash(std::string const &text)
{
    Hash hash;
    hash.add(text);
    return hash.hex();
}

class Settling
{
public:
    Settling(Catalog const &current, Catalog const &desired, Claims const &claims,
             std::vector<execute::ExpressionPair> const &known, Workshop &workshop,
             std::set<std::string> const &as_wished)
        : current_{current}, desired_{desired}, claims_{claims}, workshop_{workshop}, as_wished_{
                                                                                          as_wished}
    {
        for (auto const &pair : known) {
            known_.insert(key(pair.subject, pair.field, pair.source_hash, pair.printed_hash));
        }
    }

    Settled run()
    {
        refuse_bootstrap_superuser();
        Settled result;
        result.renames = plan::declared_renames(current_, desired_);
        result.before = plan::renamed(current_, result.renames, followed_text);
        result.before =
            followed_in_scratch(std::move(result.before), current_, result.renames, workshop_);
        result.before = with_extensions_followed(std::move(result.before), desired_, claims_);
        leave_partitions_alone(result, claims_);
        auto completed = diff::completed(desired_, claims_, result.before);
        for (auto const &[kind, count] : completed.left_alone) {
            result.left_alone[kind] += count;
        }
        take(completed.catalog);
        leave_out_empty_privileges(completed.catalog);
        leave_out_what_is_not_stored(completed.catalog, result.before);
        Types types(completed.catalog);
        compare_offline(result.before, types);
        compare_with_server(result);
        take_texts_of_renamed(result.before, types);
        result.after = given_back();
        result.after.take_server_of(current_);

        auto more = plan::renames_by_content(result.before, result.after);
        result.before = plan::renamed(result.before, more, followed_text);
        result.renames.insert(result.renames.end(), more.begin(), more.end());
        take_places(result);
        result.pairs = std::move(pairs_);
        return result;
    }

private:
    // Whoever made the server stands above all that a desired state could say.
    void refuse_bootstrap_superuser() const
    {
        auto const &name = current_.bootstrap_superuser;
        auto const *role = name.empty() ? nullptr : desired_.find(id_of<Role>({name}));
        if (role != nullptr) {
            throw Failure({Severity::error,
                           codes::server_refuses,
                           role->at,
                           fmt::format("{} is the bootstrap superuser of the server, who is never "
                                       "managed",
                                       described(role->id)),
                           {"Take it out of 'roles'."}});
        }
    }

    // The order in which the indexes of a partitioned table were made is never declared.
    static void take_places(Settled &result)
    {
        auto objects = result.after.objects();
        bool is_changed = false;
        for (ObjectPtr &object : objects) {
            auto const *live =
                object->body.holds<Index>() ? result.before.find(object->id) : nullptr;
            if (live != nullptr && live->position != object->position) {
                auto copy = std::make_shared<Object>(*object);
                copy->position = live->position;
                object = std::move(copy);
                is_changed = true;
            }
        }
        if (is_changed) {
            result.after = with_objects(result.after, std::move(objects));
        }
    }

    static std::string key(std::string const &subject, std::string const &field,
                           std::string const &source, std::string const &printed)
    {
        return subject + '\n' + field + '\n' + source + '\n' + printed;
    }

    void take(Catalog const &catalog) { after_ = catalog.objects(); }

    // Default privileges that give and take nothing do not exist.
    void leave_out_empty_privileges(Catalog const &catalog)
    {
        std::erase_if(after_, [&](ObjectPtr const &object) {
            return object->id.kind() == kind_of<DefaultPrivileges> &&
                   catalog.below(kind_of<DefaultGrant>, object->id).empty();
        });
    }

    static void leave_out_no_defaults(std::vector<ObjectPtr> &objects, Catalog const &catalog)
    {
        std::erase_if(objects, [&](ObjectPtr const &object) {
            return object->id.kind() == kind_of<ColumnDefault> && is_no_default(*object, catalog);
        });
    }

    // As it is there, because it cannot be changed.
    void take_not_null_constraint(std::size_t at, Catalog const &before)
    {
        auto const *live = before.find(after_[at]->id);
        Column const none;
        auto const &there = live == nullptr ? none : live->as<Column>();
        auto const &wanted = after_[at]->as<Column>();
        if (there.not_null_name != wanted.not_null_name ||
            there.not_null_no_inherit != wanted.not_null_no_inherit ||
            there.not_null_not_valid != wanted.not_null_not_valid) {
            auto &body = own(at).as<Column>();
            body.not_null_name = there.not_null_name;
            body.not_null_no_inherit = there.not_null_no_inherit;
            body.not_null_not_valid = there.not_null_not_valid;
        }
    }

    // PostgreSQL keeps nothing where the database's own tablespace is named.
    bool is_in_default_tablespace(Object const &object) const
    {
        return tablespace_of(object) == current_.default_tablespace;
    }

    // The current state may be a file, too.
    void leave_out_what_is_not_stored(Catalog const &catalog, Catalog &before)
    {
        leave_out_no_defaults(after_, catalog);
        auto objects = before.objects();
        leave_out_no_defaults(objects, before);
        for (ObjectPtr &object : objects) {
            if (is_in_default_tablespace(*object)) {
                auto copy = std::make_shared<Object>(*object);
                leave_out_tablespace(*copy);
                object = std::move(copy);
            }
        }
        before = with_objects(before, std::move(objects));
        for (std::size_t at = 0; at < after_.size(); ++at) {
            if (keeps_mark_of_not_null_only(*after_[at], catalog, current_.server_version)) {
                take_not_null_constraint(at, before);
            }
            if (is_in_default_tablespace(*after_[at])) {
                leave_out_tablespace(own(at));
            }
            if (gives_maintain_with_all(*after_[at], current_.server_version)) {
                leave_out_maintain(own(at));
            }
            auto const *live =
                after_[at]->id.kind() == kind_of<Table> ? before.find(after_[at]->id) : nullptr;
            if (live == nullptr) {
                continue;
            }
            auto options = without_toast(*after_[at], catalog, *live, before);
            if (options != after_[at]->as<Table>().options) {
                own(at).as<Table>().options = std::move(options);
            }
        }
    }

    Catalog given_back() { return Catalog(std::move(after_)); }

    // An own copy of an object of the desired side, to be changed.
    Object &own(std::size_t at)
    {
        if (!owned_.contains(at)) {
            auto copy = std::make_shared<Object>(*after_[at]);
            owned_.emplace(at, copy);
            after_[at] = copy;
        }
        return *owned_.at(at);
    }

    bool means_the_same(Object const &object, std::string const &field, std::string const &wanted,
                        std::string const &live, Types &types)
    {
        if (known_.contains(key(described(object.id), field, hash(wanted), hash(live)))) {
            return true;
        }
        auto const sameness =
            object.id.kind() == kind_of<ColumnDefault>
                ? grammar::same_default(wanted, live, column_type(object.id, types),
                                        types.of(object.id))
            : object.id.kind() == kind_of<View> || object.id.kind() == kind_of<MaterializedView>
                ? grammar::same_expression('(' + wanted + ')', '(' + live + ')')
            : object.id.kind() == kind_of<Domain>
                ? grammar::same_default(wanted, live, object.as<Domain>().type.text,
                                        types.of(object.id))
                : grammar::same_expression(wanted, live, types.of(relation_of(object)));
        return sameness == grammar::Sameness::equal;
    }

    // The relation whose columns its texts can name alone.
    static ObjectId relation_of(Object const &object)
    {
        auto const *statistics = object.body.get_if<Statistics>();
        return statistics == nullptr
                   ? object.id
                   : id_of<Table>({statistics->table.schema, statistics->table.name});
    }

    static std::string column_type(ObjectId const &id, Types &types)
    {
        auto const &columns = types.of(id).types;
        auto const found = columns.find(id.name());
        return found == columns.end() ? "" : found->second;
    }

    // A check of a domain that gets another type below it is parsed again, and printed as that type
    // asks: only the server knows.
    bool rests_on_changed_type(ObjectId const &id, Catalog const &before) const
    {
        auto const *old_one =
            id.kind() == kind_of<DomainCheck> ? before.find(id.up(kind_of<Domain>)) : nullptr;
        auto const *new_one = old_one == nullptr ? nullptr : desired_.find(id.up(kind_of<Domain>));
        return new_one != nullptr && old_one->as<Domain>().type != new_one->as<Domain>().type;
    }

    // Ways one to three.
    void compare_offline(Catalog const &before, Types &types)
    {
        auto next = before.objects().begin(); // both are sorted
        for (std::size_t at = 0; at < after_.size(); ++at) {
            while (next != before.objects().end() && (*next)->id < after_[at]->id) {
                ++next;
            }
            bool const is_there = next != before.objects().end() && (*next)->id == after_[at]->id;
            auto const *live = is_there ? next->get() : nullptr;
            if (live == nullptr || live == after_[at].get() ||
                live->body.kind() != after_[at]->body.kind() || same_content(*live, *after_[at])) {
                continue;
            }
            settle_types(at, *live);
            Object live_copy = *live;
            auto const live_texts = texts_of(live_copy);
            auto &object = own(at);
            for (auto const &[field, expression] : texts_of(object)) {
                auto const other =
                    std::find_if(live_texts.begin(), live_texts.end(),
                                 [&](auto const &one) { return one.first == field; });
                if (other == live_texts.end() || other->second->text == expression->text) {
                    continue;
                }
                if (!rests_on_changed_type(object.id, before) &&
                    means_the_same(object, field, expression->text, other->second->text, types)) {
                    accept(object, field, *expression, other->second->text);
                    add_references(object, live->references);
                } else {
                    open_.insert(object.id);
                }
            }
            take_columns(object, *live);
            if (differs_in_collation(object, *live)) {
                open_.insert(object.id);
            }
            take_contents(object, *live);
        }
    }

    // A materialized view that is declared without its rows may be refreshed by whom it concerns.
    static void take_contents(Object &object, Object const &live)
    {
        auto *view = object.body.get_if<MaterializedView>();
        if (view != nullptr && live.as<MaterializedView>().with_data) {
            view->with_data = true;
        }
    }

    // The collation of an expression may be that of a column in it, and one that is said may be
    // the usual one: that only a server can tell.
    static bool differs_in_collation(Object const &object, Object const &live)
    {
        auto const *wanted = object.body.get_if<Index>();
        auto const *there = live.body.get_if<Index>();
        return wanted != nullptr && there != nullptr &&
               !std::equal(
                   wanted->keys.begin(), wanted->keys.end(), there->keys.begin(), there->keys.end(),
                   [](IndexKey const &a, IndexKey const &b) { return a.collation == b.collation; });
    }

    // A type that the user named without its schema is the live one of that name, since no type
    // of the desired state has it.
    void settle_types(std::size_t at, Object const &live)
    {
        auto const *wanted = after_[at]->body.get_if<Column>();
        auto const *there = live.body.get_if<Column>();
        if (wanted == nullptr || there == nullptr || wanted->type == there->type ||
            wanted->type.text.find('.') != std::string::npos) {
            return;
        }
        auto const point = there->type.text.find('.');
        if (point != std::string::npos && there->type.text.substr(point + 1) == wanted->type.text) {
            auto &object = own(at);
            object.as<Column>().type = there->type;
            object.references.insert(object.references.end(), live.references.begin(),
                                     live.references.end());
        }
    }

    // Columns of a view are read from a server, never written.
    static void take_columns(Object &object, Object const &live)
    {
        auto *view = object.body.get_if<View>();
        if (view != nullptr && view->query == live.as<View>().query) {
            view->columns = live.as<View>().columns;
        }
    }

    void accept(Object const &object, std::string const &field, Expression &wanted,
                std::string const &live)
    {
        pairs_.push_back({described(object.id), field, hash(wanted.text), hash(live), 0});
        wanted.text = live;
    }

    // Way four, for what is still open.
    void compare_with_server(Settled &result)
    {
        if (open_.empty()) {
            return;
        }
        auto *place = workshop_.place();
        if (place == nullptr) {
            leave_undecided(result);
            return;
        }
        // Asked for only where the first answer is no, as it is for every real change, and so
        // made at the same time.
        auto building_live = std::async(std::launch::async, [&] {
            return Built(*place, closure(result.before, open_)).read_built();
        });
        Built wanted(*place, closure(Catalog(after_), open_));
        wanted.refuse_failures();
        auto const as_wanted = wanted.read_built();
        std::optional<Catalog> as_live;
        for (std::size_t at = 0; at < after_.size(); ++at) {
            if (!open_.contains(after_[at]->id)) {
                continue;
            }
            auto const *live = result.before.find(after_[at]->id);
            auto const *printed = as_wanted.find(after_[at]->id);
            if (printed == nullptr) {
                undecided(result, at, *live);
                continue;
            }
            if (!as_live && differs(*printed, *live)) {
                as_live = building_live.get();
            }
            compare(at, *live, *printed, as_live ? as_live->find(live->id) : nullptr);
        }
    }

    // A new object that means the same as one that goes is that one under another name, and takes
    // its texts, so that this is seen.
    void take_texts_of_renamed(Catalog const &before, Types &types)
    {
        std::vector<RenameCandidate> open;
        std::set<ObjectId> ids;
        for (RenameCandidate const &one : rename_candidates(before, after_)) {
            auto const means = [&](std::string const &field, std::string const &wanted,
                                   std::string const &live) {
                return means_the_same(*after_[one.at], field, wanted, live, types);
            };
            if (!take_texts(one, means)) {
                open.push_back(one);
                ids.insert(after_[one.at]->id);
            }
        }
        auto *const place = open.empty() ? nullptr : workshop_.place();
        if (place == nullptr) {
            return;
        }
        auto const printed = Built(*place, closure(Catalog(after_), ids)).read_built();
        for (RenameCandidate const &one : open) {
            auto const *const there = printed.find(after_[one.at]->id);
            take_texts(one,
                       [&](std::string const &field, std::string const &, std::string const &live) {
                           return there != nullptr && text_at(*there, field) == live;
                       });
        }
    }

    // The server knows more of what a text stands on: that of `state = 'open'` on the enum.
    static void add_references(Object &object, std::vector<ObjectId> const &more)
    {
        auto &references = object.references;
        for (ObjectId const &id : more) {
            if (std::find(references.begin(), references.end(), id) == references.end()) {
                references.push_back(id);
            }
        }
    }

    // True where all of them mean the same.
    template <class Means>
    bool take_texts(RenameCandidate const &one, Means const &means)
    {
        Object copy = *after_[one.at];
        auto const texts = texts_of(copy);
        auto const is_same = [&](auto const &text) {
            auto const live = text_at(*one.live, text.first);
            return live &&
                   (*live == text.second->text || means(text.first, text.second->text, *live));
        };
        if (!std::all_of(texts.begin(), texts.end(), is_same)) {
            return false;
        }
        auto &object = own(one.at);
        for (auto const &[field, expression] : texts_of(object)) {
            if (auto const live = text_at(*one.live, field); *live != expression->text) {
                accept(object, field, *expression, *live);
                add_references(object, one.live->references);
            }
        }
        return true;
    }

    static bool differs(Object const &printed, Object const &live)
    {
        Object a = printed;
        Object b = live;
        auto const one = texts_of(a);
        auto const two = texts_of(b);
        return !std::equal(
            one.begin(), one.end(), two.begin(), two.end(),
            [](auto const &x, auto const &y) { return x.second->text == y.second->text; });
    }

    // `printed` is what the server made of the wish, `live` what stands in the database, and
    // `again` what the server makes of that: printing is no fixed point.
    void compare(std::size_t at, Object const &live, Object const &printed, Object const *again)
    {
        auto &object = own(at);
        for (auto const &[field, expression] : texts_of(object)) {
            auto const there = text_at(live, field);
            auto const wanted = text_at(printed, field);
            if (!there || !wanted || *there == expression->text) {
                continue;
            }
            auto const there_again = again != nullptr ? text_at(*again, field) : std::nullopt;
            if (*wanted == *there ||
                (there_again && (*there_again == *wanted || *there_again == expression->text))) {
                accept(object, field, *expression, *there);
            }
        }
        if (auto *view = object.body.get_if<View>()) {
            view->columns = printed.as<View>().columns;
        }
        if (differs_in_collation(object, live) &&
            printed.as<Index>().keys == live.as<Index>().keys) {
            object.as<Index>().keys = live.as<Index>().keys;
        }
        object.references = printed.references;
    }

    void leave_undecided(Settled &result)
    {
        for (std::size_t at = 0; at < after_.size(); ++at) {
            if (open_.contains(after_[at]->id)) {
                undecided(result, at, *result.before.find(after_[at]->id));
            }
        }
    }

    // Shown, and compared as if it were equal: nothing is changed on a guess.
    void undecided(Settled &result, std::size_t at, Object const &live)
    {
        auto &object = own(at);
        if (as_wished_.contains(described(object.id))) {
            return;
        }
        for (auto const &[field, expression] : texts_of(object)) {
            auto const there = text_at(live, field);
            if (there && *there != expression->text) {
                result.undecided.push_back(
                    {described(object.id), field, *there, expression->text, object.at});
                expression->text = *there;
            }
        }
        take_columns(object, live);
    }

    Catalog const &current_;
    Catalog const &desired_;
    Claims const &claims_;
    Workshop &workshop_;
    std::set<std::string> const &as_wished_;
    std::unordered_set<std::string> known_;
    std::vector<ObjectPtr> after_;
    std::unordered_map<std::size_t, std::shared_ptr<Object>> owned_;
    std::set<ObjectId> open_;
    std::vector<execute::ExpressionPair> pairs_;
};

} // namespace

Settled settled(Catalog const &current, Catalog const &desired, Claims const &claims,
                std::vector<execute::ExpressionPair> const &known, Workshop &workshop,
                std::set<std::string> const &as_wished)
{
    auto result = Settling(current, desired, claims, known, workshop, as_wished).run();
    auto const tables = taking_partitions_along(result, claims);
    if (tables.empty()) {
        return result;
    }
    // Nothing goes unseen with its table.
    auto narrower = claims;
    for (ObjectId const &table : tables) {
        narrower.partitions_left_alone.erase(table);
    }
    return Settling(current, desired, narrower, known, workshop, as_wished).run();
}

} // namespace schemadiff::elaborate
