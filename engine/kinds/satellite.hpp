// What comments and security labels share: COMMENT ON and SECURITY LABEL ON name an object in the
// same words and take the same locks.
#pragma once

#include <engine/kinds/rules.hpp>
#include <schemadiff/model/satellite.hpp>

namespace schemadiff::kinds::satellite
{

// What a row of pg_description or pg_seclabel is about; nothing where it is none of ours.
std::optional<ObjectId> subject_from_row(Row const &row, CatalogNames const &names);

// "TABLE app.users", or "FOREIGN TABLE app.users" where the catalog has it as one.
Sql address_of(ObjectId const &subject, Catalog const &catalog);

// The lock on a relation that a text on it, or on its column or index, takes; on anything else it
// takes none.
void lock(Side &side, ObjectId const &subject, Catalog const &catalog);

// What the satellite goes with: a column of a view is no object of its own, and the sequence of an
// identity column goes with that.
ObjectId holder(ObjectId const &subject, Catalog const &catalog);
// That, and the subject itself.
std::vector<ObjectId> what_it_hangs_on(ObjectId const &subject, Catalog const &catalog);

// Another text is said by the same statement.
template <Side (*create)(Object const &, Context const &)>
Alteration said_again(Object const &before, Object const &after, FieldNames const &,
                      Context const &context, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(
        before, after, [&](Object const &, Object const &to) { return create(to, context); }));
    return alteration;
}

template <class T>
std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    return what_it_hangs_on(object.as<T>().on, catalog);
}

// The id has followed already; it says what the object hangs on.
template <class T>
void follow(Object &object, ObjectId const &, ObjectId const &)
{
    object.as<T>().on = subject_of(object.id);
}

} // namespace schemadiff::kinds::satellite
