// Makes a catalog real in a scratch database and reads it back: what a server makes of it.
#pragma once

#include <engine/postgres/cancelling.hpp>
#include <engine/postgres/connection.hpp>
#include <engine/scratch/place.hpp>
#include <schemadiff/model/server_need.hpp>
#include <schemadiff/plan/transactions.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::elaborate
{

// Where scratch databases come from; started when it is first asked for, and never where nothing
// has to be asked.
class Workshop
{
public:
    explicit Workshop(scratch::PlaceOptions options) : options_{std::move(options)} {}

    // Worth calling while the process is small, where a server may be asked for later.
    void prepare();
    // Null where no scratch server serves; `reasons` say why.
    scratch::Place *place();
    [[nodiscard]] std::vector<std::string> const &reasons() const { return reasons_; }
    // Another server of our own, where nobody has made a role yet; null where none starts.
    std::unique_ptr<scratch::Place> place_apart();

private:
    scratch::PlaceOptions options_;
    std::unique_ptr<scratch::GuardedProcess> guard_;
    bool asked_ = false;
    std::unique_ptr<scratch::Place> place_;
    std::vector<std::string> reasons_;
};

struct BuildFailure {
    std::string subject;
    SourcePos at;
    std::string statement;
    std::string message; // the server's, with its SQLSTATE
    std::string hint;
};

// Looks on while the steps of a plan run in their transactions; what runs outside of one is not
// shown.
class Onlooker
{
public:
    virtual ~Onlooker() = default;
    virtual void begins(postgres::Connection &connection, std::size_t steps) = 0;
    virtual void before(postgres::Connection &connection, PlannedSide const &side) = 0;
    virtual void after(postgres::Connection &connection, std::size_t step) = 0; // as in Plan::steps
};

// A scratch database that holds a catalog.
class Built
{
public:
    struct How {
        // The contents of materialized views are left out where there is a foreign table, or where
        // another database, with which this one is to be compared, has one.
        bool without_contents = false;
        // Roles become what the catalog says of them, which takes a server where they are not there
        // yet. Else those that are named are there, on a server of our own, and no more.
        bool with_shared = false;
    };
    Built(scratch::Place &place, Catalog const &wanted, How how);
    Built(scratch::Place &place, Catalog const &wanted) : Built{place, wanted, How{}} {}
    ~Built();
    Built(Built const &) = delete;
    Built &operator=(Built const &) = delete;

    [[nodiscard]] std::vector<BuildFailure> const &failures() const { return failures_; }
    // Throws Failure with all of them, each with its file and line, unless an extension is missing
    // here: then a refusal proves nothing.
    void refuse_failures() const;
    [[nodiscard]] bool misses_extension() const;
    // "role app", "extension vector": what is not really there.
    [[nodiscard]] std::vector<std::string> const &stubbed() const { return stubbed_; }
    // What the server lacks of what no database contains. Relations are in the tablespace of the
    // database then, and labels of such a provider are left out.
    [[nodiscard]] std::set<ServerNeed> const &missing() const { return missing_; }
    // The labels, as steps name their subjects; and more of them, which steps are about.
    [[nodiscard]] std::set<std::string> const &left_out() const { return left_out_; }
    void leave_out(std::set<std::string> const &subjects)
    {
        left_out_.insert(subjects.begin(), subjects.end());
    }
    // Runs the text of an SQL file; throws Failure with the place in it.
    void load(std::string const &text, std::string const &file);
    // Statements of plans may keep rows in the schema of a journal. It is not read then.
    void make_journal(std::string const &schema);
    // What is in the database now.
    Catalog read();
    // The same, of the kinds that it was built of.
    Catalog read_built();
    // All of it, and these of what belongs to the server.
    Catalog read_with_shared(std::set<ObjectId> const &ids);
    // Runs statements together; false where the server refuses one of them, and then none counts.
    bool run_together(std::vector<Sql> const &statements);
    // Runs one direction of a plan in the transactions in which the executor would run it, and
    // stops at the first failure.
    std::optional<BuildFailure> run(Plan const &plan, Direction direction,
                                    Onlooker *onlooker = nullptr);
    // For who looks on.
    [[nodiscard]] postgres::Connection &connection() { return connection_; }

private:
    void build_what_can_be(Plan const &plan, Catalog const &wanted);
    void make_roles(scratch::Place &place, Catalog const &wanted);
    void make_tablespaces(scratch::Place &place, std::set<ServerNeed> const &needs);
    // What of the catalog can be made on this server.
    Catalog as_far_as_possible(scratch::Place &place, Catalog const &wanted);
    void begin();
    // Before the first statement of a plan that makes what would act here.
    void keep_quiet(Plan const &plan);
    std::optional<BuildFailure> run(PlannedStep const &step, PlannedSide const &side);
    // As it is run here; nothing where it must not run.
    std::optional<std::string> quiet(PlannedStep const &step, std::string const &statement) const;

    scratch::Place const &place_;
    scratch::Database database_;
    postgres::Connection connection_;
    postgres::Cancelling cancelling_; // its statements, when the user wants to stop
    std::vector<BuildFailure> failures_;
    std::vector<std::string> stubbed_;
    std::set<ServerNeed> missing_;
    std::set<std::string> left_out_;
    std::set<Kind> kinds_; // of what was wanted
    std::string journal_schema_; // empty: there is none
    bool has_subscriptions_ = false;
    bool leaves_out_contents_ = false;
};

} // namespace schemadiff::elaborate
