// A plan as it is reviewed, saved and executed: plain text and numbers, complete in itself. It
// is made by engine/plan, printed by engine/render and run by engine/execute.
#pragma once

#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/catalog.hpp>
#include <schemadiff/model/server_need.hpp>
#include <schemadiff/sql/step.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff
{

struct PlannedLock {
    std::string relation; // "app"."users"
    Lock lock = Lock::none;
};

// What a relation held when the plan was made, with the partitions of a partitioned table.
struct RelationSize {
    long long bytes = 0; // of its rows on disk, without indexes; 0: it holds none
    long long rows = 0;  // as the server estimates them; -1: it has no estimate yet
};

// One direction of a planned step.
struct PlannedSide {
    std::vector<std::string> statements; // without final semicolon; may be empty
    std::vector<PlannedLock> locks;
    bool scans_table = false;
    bool rewrites_table = false;
    Transaction transaction = Transaction::inside;
    // Outside a transaction, texts of Unbroken; empty where a statement that failed leaves nothing.
    std::string is_done{};
    std::string clear{};
    std::string probe{}; // a query for the keys of rows that would stop it; empty: none
    std::vector<Hazard> hazards;
};

// What a probe found in the live rows.
struct Finding {
    std::size_t rows = 0;            // that would stop the step, as far as they were counted
    bool is_all = true;              // false: there are more
    std::vector<std::string> keys{}; // of some of them
    std::string unknown{};           // why nobody could look; empty: it was looked

    [[nodiscard]] bool stops() const { return rows > 0; }
};

struct PlannedStep {
    Action action = Action::alter;
    std::string kind;                  // "table"
    std::string subject;               // table "app"."users"
    std::vector<std::string> includes; // subjects of the steps that were folded into it
    PlannedSide up;
    std::optional<PlannedSide> down;
    std::string why_no_way_back;
    std::string note;
    SourcePos declared_at;
    int batch = 0;                    // steps of one batch share a transaction going up
    std::optional<Finding> finding{}; // where a database was asked; of the side up
};

// Rows, or the values of a column, that a step keeps in the journal's schema before it drops what
// holds them.
struct PlannedKeep {
    std::string subject; // table "app"."users"
    std::string schema;  // of the journal
    std::string name;    // of the table there
};

// Who gains and who loses what on one object, when the plan has run.
struct PlannedAccess {
    std::string who;                // PUBLIC, the owner, role "app"
    std::string on;                 // table "app"."users", rows of table "app"."users"
    std::vector<std::string> gains; // select, grant option for select, for select using ...
    std::vector<std::string> loses;
};

// What the proof in a scratch server found out.
struct Verdict {
    enum class Outcome : std::uint8_t { unproven, proved, failed };
    Outcome outcome = Outcome::unproven;
    std::string where;                // "an ephemeral PostgreSQL 15.18"
    std::vector<std::string> stubbed; // "role app", "extension vector"
    std::vector<std::string> lines;   // why it is unproven, or what differed
    // "step 3: takes share on app.t and claims none": where steps do more than they claim.
    std::vector<std::string> wrong_claims{};
};

// A pair of texts of which nobody could say whether they mean the same.
struct Undecided {
    std::string subject;
    std::string field;
    std::string before;
    std::string after;
    SourcePos at;
};

// What the plan needs of the server beside the database.
struct PlannedNeed {
    ServerNeed need;
    std::string subject; // who needs it: table "app"."users"
    SourcePos at;
    bool on_way_back = false;
};

struct Plan {
    std::vector<PlannedStep> steps;
    // Objects that the plan was made for -> hash of their content, "absent" where there must be
    // none. apply refuses where one of them has moved.
    std::map<std::string, std::string> expects;
    std::string desired_fingerprint;
    std::string role;       // that the plan was made for; empty: any
    std::string database;   // host, port and database, without a secret; empty: none
    int server_version = 0; // 150018 form; 0: none
    std::vector<PlannedNeed> needs;
    // Of the relations that steps lock, as PlannedLock names them; none where nobody has looked.
    std::map<std::string, RelationSize> sizes;
    std::vector<PlannedKeep> keeps;
    std::vector<PlannedAccess> access; // by who and on what, each once
    std::vector<Uncovered> uncovered;
    std::vector<Undecided> undecided;
    std::vector<Diagnostic> notices; // likely renames and the like
    // Objects that the desired state does not mention and that are left alone, by kind.
    std::map<std::string, int> left_alone;
    Verdict verdict;

    [[nodiscard]] bool empty() const { return steps.empty(); }
};

// "37 rows are in its way, for example 12; 90; 411", "no row is in its way".
std::string sentence(Finding const &finding);

} // namespace schemadiff
