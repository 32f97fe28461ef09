// What keeps the rows of a table, or the values of a column, before it is dropped or gets a type
// that cannot hold them, and puts them back. The copies stand in the schema of the journal and rest
// on nothing that a plan can drop: values of types that are not built in are kept as text.
// docs/decisions/0007 says why it is a copy.
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

// Where rows are kept.
struct KeptIn {
    std::string schema;     // of the journal
    bool for_files = false; // whence they go into CSV files after the run: they come in order
};

// What the removal of an object, or the change of its type, becomes where its rows are kept.
struct Keeping {
    std::string name; // of the copy; empty: others keep the rows
    Side up;
    Side down;
    // What the statements take for granted: the plan is one for these, too.
    std::vector<ObjectId> rests_on;
};

// `drop` is the removal as it is without. Nothing where there are no rows, or none that could be
// put back; then the hazard of the removal stands as it is.
std::optional<Keeping> keeping(Object const &object, Step const &drop, KeptIn const &where,
                               Context const &before, Context const &after);

// `change` is the change of an object as it is without. Nothing where it loses no value, or none
// that could be put back.
std::optional<Keeping> keeping_values(Object const &from, Object const &to, Step const &change,
                                      KeptIn const &where, Context const &before,
                                      Context const &after);

// The table whose rows an object is, or has a part of. Nothing where none are.
std::optional<ObjectId> holder_of_rows(ObjectId const &id);

} // namespace schemadiff::kinds
