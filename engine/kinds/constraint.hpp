// What key.cpp, check.cpp and foreign_key.cpp share: all of them are constraints of tables.
#pragma once

#include <engine/kinds/rules.hpp>

#include <string>
#include <vector>

namespace schemadiff::kinds::constraint
{

template <class T>
ObjectId row_id(Row const &row, CatalogNames const &names)
{
    auto const relation = names.relation(row.number("conrelid"));
    return id_of<T>({relation.schema, relation.name, row.text("conname")});
}

ObjectId table_of(ObjectId const &id);
// A foreign key rests on the first unique index over the columns that it refers to
// (transformFkeyCheckAttrs). So one which goes has to be gone before the foreign key is made, and
// on the way back the other way round: for Rules::frees and Rules::takes of both.
enum class Goes : std::uint8_t { key, foreign_key };
std::string referred_slot(Goes goes, ObjectId const &table, std::vector<std::string> columns);
Sql deferral(bool deferrable, bool initially_deferred);
// The whole of what follows ADD, and of what stands inside CREATE TABLE. Keys of partitions are
// constraints of their own, so that a partitioned table says ONLY.
Side added(ObjectId const &id, Sql const &definition, Sql const &only = {});
Side drop(Object const &object, Context const &);
// A constraint that new rows must keep from its creation on, and old ones once it is validated: the
// parts of its Rules::online. `created` makes it as NOT VALID.
std::vector<Step> validated_later(Side created, Object const &object, Rules const &rules,
                                  Context const &context);
// VALIDATE has no opposite: on the way back the constraint is dropped and added as NOT VALID.
Step validation(Object const &before, Object const &after, Rules const &rules,
                Context const &before_context, Context const &after_context);
// A check above children that is added as not valid is not valid there either: validates it on
// those that have it valid, on both sides.
void validate_below(Side &side, Object const &check, Context const &context);
Side rename(ObjectId const &before, ObjectId const &after);
// Of one with an index, whose name is the constraint's: users of the table do not wait for it, and
// typed tables allow it.
Side rename_with_index(ObjectId const &before, ObjectId const &after);
// The table and these columns of it.
std::vector<ObjectId> with_columns(ObjectId const &id, std::vector<std::string> const &columns);
Sql address(ObjectId const &id);
std::vector<std::string> slots(ObjectId const &id, Object const *);

} // namespace schemadiff::kinds::constraint
