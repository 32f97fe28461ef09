// Objects that keep their contents under another name. PostgreSQL itself follows a rename
// through everything that refers to the object, so the current state is looked at as if it had
// happened already.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <functional>
#include <string>
#include <vector>

namespace schemadiff::plan
{

struct Rename {
    ObjectId before;
    ObjectId after;
    SourcePos at; // where it was declared
    // It comes with the one before it, so that no step is needed: a table that moves to another
    // schema takes the sequences of its columns along.
    bool comes_along = false;
};

// The renames that `after` declares by renamed_from and that have not happened yet in `before`,
// parents first, and those that follow from them.
std::vector<Rename> declared_renames(Catalog const &before, Catalog const &after);

// Objects that the desired state has under another name but otherwise equal, where a rename is
// all that is to it: constraints and indexes. To be asked once texts have been settled.
std::vector<Rename> renames_by_content(Catalog const &before, Catalog const &after);

// The id after a rename of the object, or of one that it belongs to.
ObjectId moved(ObjectId const &id, Rename const &rename);

// How SQL text that the server printed reads after a rename of something that it names.
using FollowText =
    std::function<std::string(std::string const &text, Object const &, Rename const &)>;

// `before` under its new names, in ids, fields and SQL text alike.
Catalog renamed(Catalog const &before, std::vector<Rename> const &renames,
                FollowText const &follow_text);

} // namespace schemadiff::plan
