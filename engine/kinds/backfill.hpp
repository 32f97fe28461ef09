// Values for the rows that a table holds already, while others read and write it.
#pragma once

#include <engine/kinds/free_names.hpp>
#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

// What gives a column its value in rows that others write while it is filled, which may then stand
// where the backfill has been. It comes after their triggers, which run in the order of their
// names, works for replicated rows too, and needs no privileges of theirs.
class FillingTrigger
{
public:
    FillingTrigger(ObjectId const &column, FreeNames &names);

    // `assignment`, of PL/pgSQL, works on NEW: NEW.b := NEW.a
    enum class On : std::uint8_t { update, insert_or_update };
    [[nodiscard]] std::vector<Sql> made(On events, Sql const &assignment) const;
    [[nodiscard]] std::vector<Sql> dropped() const;
    [[nodiscard]] std::vector<Sql> dropped_if_there() const;

private:
    ObjectId table_;
    Sql name_;
    Sql function_;
};

// UPDATE `table` SET `assignment` WHERE `is_left`, in batches that are committed one by one: no row
// is locked for longer than a batch takes, and none is waited for. `is_left` has to be false for
// what is done, so that a backfill that was cut short goes on where it was, and for rows that
// others write meanwhile.
Side backfill(ObjectId const &table, Sql const &assignment, Sql const &is_left, int server_version);

// Whether every row can be updated, and nothing but the value changes by that: a trigger would take
// it for a change that somebody made, a rule would do something else instead, and row security may
// hide rows from the owner of the table.
bool can_be_backfilled(ObjectId const &table, Catalog const &catalog);

} // namespace schemadiff::kinds
