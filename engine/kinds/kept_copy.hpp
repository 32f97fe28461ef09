// What the copies of kept rows and kept values have in common: how a value is written there, and
// the statements that make a copy and end it.
#pragma once

#include <engine/kinds/kept_rows.hpp>

#include <string>
#include <utility>
#include <vector>

namespace schemadiff::kinds
{

// A value that is kept, and how its type is written.
struct KeptValue {
    Column const &body;

    [[nodiscard]] Sql kept(Sql const &value) const;
    [[nodiscard]] Sql restored(Sql const &kept) const;
};

// The copy of one object, its entry in the list, and the statements that every copy needs.
class KeptCopy
{
public:
    KeptCopy(ObjectId const &id, KeptIn const &where);

    [[nodiscard]] std::string const &name() const { return name_; }
    [[nodiscard]] Qualified table() const;

    // A sequence whose position is kept too: by its name, which is an expression of type text.
    void add_sequence(std::string key, Sql name) { sequences_.emplace_back(std::move(key), name); }
    // Those of an identity column, and those that go because the column owns them.
    void add_sequences(Object const &column, Context const &before, Context const &after);

    // Before anything that the side does. `rows` is a query; nobody may write between it and the
    // removal. Row security would hide rows.
    void keep(Side &side, Sql const &only, Sql const &rows, Context const &before,
              Context const &after) const;
    // When all is put back.
    void end(Side &side) const;

    // " ORDER BY t.created_at, t.id", or nothing: of rows that go into a file.
    [[nodiscard]] Sql order(std::vector<std::string> const &columns) const;

private:
    [[nodiscard]] Qualified list() const;
    [[nodiscard]] std::string said() const;
    [[nodiscard]] Sql entry(ObjectId const &relation) const;

    ObjectId id_;
    std::string_view schema_;
    bool for_files_ = false;
    std::string name_;
    std::vector<std::pair<std::string, Sql>> sequences_;
};

// keeping() of a column.
std::optional<Keeping> keeping_column(Object const &object, Step const &drop, KeptIn const &where,
                                      Context const &before, Context const &after);

} // namespace schemadiff::kinds
