// What the statements of steps really lock, write again and read, beside what the steps claim of
// it. Only what is done in a transaction can be watched, from within; what PostgreSQL does outside
// of one lets go of its locks before anybody can look.
#pragma once

#include <engine/elaborate/scratch_build.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::prove
{

using RelationLocks = std::map<std::string, Lock>; // by relation, as PlannedLock names it

// At what one step did, or some in a row. Whoever uses a table locks its indexes and the sequence
// of its identity, too; they count as the table. Locks that hold up nobody but those who change the
// schema are left out.
struct Look {
    std::size_t first = 0; // of the steps, as the onlooker was told
    std::size_t last = 0;
    RelationLocks claimed;
    RelationLocks taken; // stronger than what their transaction held before
    bool claims_rewrite = false;
    bool claims_scan = false;
    std::set<std::string> rewritten;
    // Read from the first row to the last under a lock that holds up somebody.
    std::set<std::string> scanned;
};

// "takes access exclusive on app.t and claims share": where more was done than is claimed.
std::vector<std::string> wrong_claims(Look const &look);
// Where less was done. Without rows, and where a lock is taken already, this says little.
std::vector<std::string> idle_claims(Look const &look);

class Watch final : public elaborate::Onlooker
{
public:
    // Tables that are made later do not count, nor do indexes in the transaction in which they are
    // made: nobody waits for them. Nor does what stands in the schema of a journal, if one is named.
    explicit Watch(postgres::Connection &connection, std::string_view journal_schema = {});

    void begins(postgres::Connection &connection, std::size_t steps) override;
    void before(postgres::Connection &connection, PlannedSide const &side) override;
    void after(postgres::Connection &connection, std::size_t step) override;

    [[nodiscard]] std::vector<Look> const &looks() const { return looks_; }

private:
    struct Relation {
        std::string name; // of the table that it belongs to
        bool has_rows = false;
        long long file = 0;
        long long scans = 0; // in this session, as far as they are known
    };
    void note_relation(Row const &row, std::string name);
    void look(postgres::Connection &connection);

    std::map<long long, Relation> relations_; // by OID
    std::map<long long, Lock> held_;          // by the transaction, at the last look
    std::vector<Look> looks_;
    Look next_;
    std::size_t steps_in_next_ = 0;
    std::size_t steps_left_ = 0; // of the transaction
    std::size_t stride_ = 1;
};

} // namespace schemadiff::prove
