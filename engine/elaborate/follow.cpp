#include <engine/elaborate/follow.hpp>

#include <engine/elaborate/closure.hpp>
#include <engine/elaborate/follow_text.hpp>
#include <engine/elaborate/texts.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <set>

namespace schemadiff::elaborate
{

namespace
{

// One of them, or something that stands below one: whoever names a table names its schema.
bool names_any(Object const &object, std::set<ObjectId> const &ids)
{
    auto const is_named = [&](ObjectId const &reference) {
        return ids.contains(reference) ||
               std::any_of(ids.begin(), ids.end(), [&](ObjectId const &id) {
                   return holds(id.kind(), reference.kind()) && reference.is_below(id);
               });
    };
    return std::any_of(object.references.begin(), object.references.end(), is_named);
}

// A member of the extension, or a grant on one, under its new name.
void follow_member(ObjectPtr &object, ObjectId const &extension, plan::Rename const &move)
{
    auto const subject = subject_of(object->id);
    if (!facts(subject.kind()).comes_with_parent || whole_of(subject) != extension) {
        return;
    }
    auto copy = std::make_shared<Object>(*object);
    copy->id = plan::moved(object->id, move);
    if (auto const follow = kinds::rules_of(copy->id.kind()).follow) {
        follow(*copy, move.before, move.after);
    }
    object = std::move(copy);
}

Catalog with_members_followed(Catalog const &before, ObjectId const &extension,
                              plan::Rename const &move)
{
    // What else an object names in the old schema stays there, and looks the same.
    auto const is_mixed = [&](Object const &object) {
        return std::any_of(
            object.references.begin(), object.references.end(), [&](ObjectId const &reference) {
                return reference.parts().size() > 1 && has_schema(reference) &&
                       reference.schema() == move.before.name() && !is_near(reference, object.id);
            });
    };
    auto objects = before.objects();
    for (ObjectPtr &object : objects) {
        follow_member(object, extension, move);
        auto const &references = object->references;
        if (std::find(references.begin(), references.end(), extension) == references.end() ||
            is_mixed(*object)) {
            continue;
        }
        auto copy = std::make_shared<Object>(*object);
        if (auto const follow = kinds::rules_of(copy->id.kind()).follow) {
            follow(*copy, move.before, move.after);
        }
        for (auto const &[field, expression] : texts_of(*copy)) {
            expression->text = followed_text(expression->text, *copy, move);
        }
        object = std::move(copy);
    }
    return with_objects(before, std::move(objects));
}

// A sequence comes along with its table where it is known to belong to that, a column of a typed
// table with the attribute.
bool comes_along_in(Catalog const &catalog, ObjectId const &id)
{
    return catalog.contains(id.as(kind_of<SequenceOwner>)) ||
           (id.kind() == kind_of<Column> &&
            catalog.contains(id.up(kind_of<Table>).as(kind_of<RowType>)));
}

} // namespace

Catalog with_objects(Catalog const &like, std::vector<ObjectPtr> objects)
{
    Catalog catalog(std::move(objects));
    catalog.take_server_of(like);
    catalog.uncovered = like.uncovered;
    return catalog;
}

Catalog followed_in_scratch(Catalog before, Catalog const &current,
                            std::vector<plan::Rename> const &renames, Workshop &workshop)
{
    if (renames.empty()) {
        return before;
    }
    std::set<ObjectId> before_names;
    std::set<ObjectId> after_names;
    for (plan::Rename const &rename : renames) {
        before_names.insert(rename.before);
        after_names.insert(rename.after);
    }
    std::set<ObjectId> readers;
    for (auto const &object : current.objects()) {
        if (names_any(*object, before_names)) {
            readers.insert(object->id);
        }
    }
    auto *place = readers.empty() ? nullptr : workshop.place();
    if (place == nullptr) {
        return before;
    }
    auto const part = closure(current, readers);
    Built scratch(*place, part);
    std::vector<Sql> statements;
    auto now = part;
    for (plan::Rename const &rename : renames) {
        bool const comes_along = rename.comes_along && comes_along_in(now, rename.before);
        if (now.contains(rename.before) && !comes_along) {
            // What moves needs its new schema there, which nothing else may have asked for.
            if (rename.before.schema() != rename.after.schema() &&
                rename.before.kind() != kind_of<Schema>) {
                statements.push_back(
                    sql("CREATE SCHEMA IF NOT EXISTS {}", Ident{rename.after.schema()}));
            }
            auto const &rules = kinds::rules_of(rename.before.kind());
            auto const rule =
                rules.rename_with_others != nullptr ? rules.rename_with_others : rules.rename;
            auto const side = rule(rename.before, rename.after);
            statements.insert(statements.end(), side.statements.begin(), side.statements.end());
        }
        now = plan::renamed(now, {rename}, {});
    }
    if (!scratch.failures().empty() || !scratch.run_together(statements)) {
        return before;
    }
    auto const renamed = scratch.read();
    auto objects = before.objects();
    for (ObjectPtr &object : objects) {
        auto const *there = renamed.find(object->id);
        if (there != nullptr && names_any(*object, after_names)) {
            auto copy = std::make_shared<Object>(*object);
            for (auto const &[field, expression] : texts_of(*copy)) {
                expression->text = text_at(*there, field).value_or(expression->text);
            }
            object = std::move(copy);
        }
    }
    return with_objects(before, std::move(objects));
}

Catalog with_extensions_followed(Catalog before, Catalog const &desired, Claims const &claims)
{
    if (claims.unmanaged_kinds.contains(std::string(Extension::word))) {
        return before;
    }
    // Kept, since `before` is made anew for each that moves.
    auto const there = before.of_kind(kind_of<Extension>);
    std::vector<ObjectPtr> const extensions(there.begin(), there.end());
    for (ObjectPtr const &extension : extensions) {
        auto const *wanted = desired.find(extension->id);
        auto const &from = extension->as<Extension>().schema;
        auto const to = wanted == nullptr ? std::nullopt : wanted->as<Extension>().schema;
        if (from && to && *from != *to) {
            before = with_members_followed(before, extension->id,
                                           {id_of<Schema>({*from}), id_of<Schema>({*to}), {}});
        }
    }
    return before;
}

} // namespace schemadiff::elaborate
