// What the rules of a kind return: one step with its way back. The planner adds subject, edges
// and place; it orders, folds and batches steps without knowing any kind.
#pragma once

#include <schemadiff/base/source_pos.hpp>
#include <schemadiff/model/object_id.hpp>
#include <schemadiff/sql/sql.hpp>

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

// Table-level lock modes, weakest first:
// https://www.postgresql.org/docs/current/explicit-locking.html
enum class Lock : std::uint8_t {
    none,
    access_share,
    row_share,
    row_exclusive,
    share_update_exclusive,
    share,
    share_row_exclusive,
    exclusive,
    access_exclusive,
};

struct LockClaim {
    ObjectId relation;
    Lock lock = Lock::none;
};

enum class HazardClass : std::uint8_t {
    delete_data,         // rows or values disappear
    rewrite_table,       // every row is written again under an exclusive lock
    long_lock,           // readers or writers wait while rows are scanned
    build_fails_on_data, // existing rows may break a new rule
    weaken_isolation,    // rows become visible or writable that were not
    change_access,       // privileges are given or taken
    lose_dependency,     // something outside of our management may stop working
    not_reversible,      // the way back does not restore what was there
};

struct Hazard {
    HazardClass what;
    std::string sentence; // about the user's data or traffic, lower case, no final stop
};

enum class Transaction : std::uint8_t {
    inside,       // shares a transaction with its neighbours
    own,          // takes long: nobody is to wait until then for locks of its neighbours
    outside,      // PostgreSQL refuses it in a transaction block
    commit_after, // what it made can be used only after its transaction has ended
};

using KindSet = std::bitset<Kinds::size>;

template <class... T>
KindSet kind_set()
{
    KindSet set;
    (set.set(static_cast<std::size_t>(kind_of<T>)), ...);
    return set;
}

// Dependants of `of` whose kind is in `kinds` must not exist while the statement runs: the
// planner drops them before and brings them back after, with everything they had.
struct MakesWay {
    ObjectId of;
    KindSet kinds;
    bool only_with_texts = false; // those that hold SQL text, as an index on an expression does
    bool itself = false;          // it is this very object that makes way
    std::optional<ObjectId> unless_away = std::nullopt; // not asked for where this is not there
};

// What a statement would be inside the statement of its host: a column inside CREATE TABLE. An
// empty text says that the host's statement does it by itself: DROP TABLE drops the columns.
struct Clause {
    ObjectId host;
    Sql text;
    // PostgreSQL refuses the statement alone: a column of a partition key comes and goes with its
    // table.
    bool only_there = false;
};

// PostgreSQL does by itself what the first statements of a side say when it runs the step of a host
// with the same action and aspect: it drops the column of a partition with that of the partitioned
// table. A host does not count where a step of the plan makes or ends `link`, which ties the two
// together.
struct ByItself {
    struct Host {
        ObjectId id;
        std::optional<ObjectId> link;
    };
    std::vector<Host> hosts;
    bool needs_all = false; // all that count, else any of them
    // None: the side comes after the steps of the hosts, and PostgreSQL does nothing of it.
    std::size_t statements = 1;
};

// How the clauses that a statement takes are joined: `list` stands in the parentheses that the
// statement and its tail have, `own_list` in parentheses that are not there without it.
enum class Joint : std::uint8_t { none, list, own_list, words };

// SQLSTATE of the notices by which a statement that takes long tells how far it has come.
inline constexpr std::string_view tells_how_far = "SD000";

struct Unbroken {
    Sql is_done;
    Sql clear;
};

// One direction of a step.
struct Side {
    // In order; none: nothing has to be run in this direction. Where clauses can be folded in,
    // there is exactly one, which ends where they begin, and `tail` follows them.
    std::vector<Sql> statements;
    Joint joint = Joint::none;
    bool is_whole = false; // its clauses cannot be statements that follow it
    Sql tail;
    std::optional<Clause> clause;
    std::vector<ByItself> by_itself; // the first that holds
    std::string_view aspect;         // which part of an alteration it is, where others come with it

    std::vector<LockClaim> locks; // on relations that exist before the step
    bool scans_table = false;
    bool rewrites_table = false;
    Transaction transaction = Transaction::inside;
    // With commit_after: constants that no statement of the same transaction may use.
    std::vector<Sql> usable_after_commit;
    // Outside a transaction what is cut short may be there in part: a query for true where all of
    // it is done, and the statement that takes away what is not whole.
    std::optional<Unbroken> unbroken;
    // Only takes away what may be left of its opposite where what follows that was never reached.
    bool takes_remains_away = false;
    std::vector<Hazard> hazards;
    std::optional<Sql> probe; // a query for the keys of rows that would stop it, as `key`
    // Objects that it makes as well, though they come in steps of their own: those leave it to
    // this.
    std::vector<ObjectId> makes;
    std::vector<MakesWay> makes_way;
};

enum class Action : std::uint8_t { create, alter, rename, drop };

struct Step {
    Side up;
    std::optional<Side> down;    // empty: irreversible, and `why_no_way_back` says why
    std::string why_no_way_back; // a clause without final stop
    std::string note;            // for the reader of the plan: a manual follow-up, a caveat
    // What stands on its subject is named otherwise once it has run, so that all other steps on
    // that come after it, and going back before it.
    bool renames_others = false;
    // The same in parts that let the users of the table go on meanwhile: what is done instead where
    // it holds rows. Each part has its exact opposite, so that a plan can be left after any.
    std::vector<Step> online;
    // Of such parts, the one that does in a moment what the whole step does: what must not exist
    // meanwhile is dropped and made again around it, in the same transaction. Those before and
    // after it work in one direction only, and in the other there is nothing that waits for them.
    bool is_the_change = false;

    // The rest is filled in by the planner; an alteration may name parts of its subject that come
    // and go with it in `produces` and `destroys`, and in `releases` what its subject needs on both
    // sides but that is still as it was when it runs.
    ObjectId subject;
    Action action = Action::alter;
    SourcePos declared_at;
    std::vector<ObjectId> produces, consumes, destroys, releases;
};

// The parts of Step::online from the last to the first, each in its opposite direction.
std::vector<Step> backwards(std::vector<Step> parts);

// "access exclusive", "delete_data"
std::string_view word(Lock lock);
std::string_view word(HazardClass what);
std::string_view word(Action action);
std::optional<HazardClass> hazard_class(std::string_view word); // takes '-' for '_' too

} // namespace schemadiff
