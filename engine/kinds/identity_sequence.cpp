// The sequence of an identity column, for what hangs on it. PostgreSQL makes and drops it with the
// identity, and the column says all else of it.
#include <engine/kinds/column.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/model/identity.hpp>

namespace schemadiff::kinds::identity_sequence
{

namespace
{

Side nothing(Object const &, Context const &)
{
    return {};
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {object.id.as(kind_of<Column>)};
}

// Where no catalog has it, by its usual name.
Sql address(ObjectId const &id)
{
    return sql("SEQUENCE {}", Qualified{id.schema(), usual_sequence_name(id)});
}

Sql address_of(Object const &object)
{
    return sql("SEQUENCE {}", Qualified{object.as<IdentitySequence>().name});
}

// It goes with the table to another schema (AlterSeqNamespaces), and keeps its name.
void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &name = object.as<IdentitySequence>().name;
    bool const is_its_table =
        after.kind() == kind_of<Table> && column::table_of(object.id) == after;
    if (is_its_table && name.schema == before.schema()) {
        name.schema = after.schema();
    } else if (before.kind() == kind_of<Schema>) {
        follow_name(name, {before, after});
    }
}

} // namespace

Rules const rules{.kind = kind_of<IdentitySequence>,
                  .create = nothing,
                  .drop = nothing,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .address_of = address_of};

} // namespace schemadiff::kinds::identity_sequence
