// Where transactions end: only before what uses something that has to be committed first.
#include <engine/plan/planner.hpp>

#include <support/catch.hpp>

namespace schemadiff
{

namespace
{

ObjectPtr made(ObjectId id, Body body, std::vector<ObjectId> references = {})
{
    Object object{std::move(id), std::move(body)};
    object.references = std::move(references);
    return std::make_shared<Object>(std::move(object));
}

ObjectId const status = id_of<Enum>({"app", "status"});
ObjectId const column = id_of<Column>({"app", "work", "state"});

// A table with a column of the enum, whose default is given, and a view that reads it.
Catalog catalog(std::vector<std::string> labels, std::string const &default_text,
                std::string const &view_text)
{
    Column state;
    state.type.text = "app.status";
    View view;
    view.query.text = view_text;
    view.columns = {view_text.find("active") == std::string::npos ? "state app.status"
                                                                  : "active boolean"};
    return Catalog(
        {made(id_of<Schema>({"app"}), Schema{}), made(status, Enum{std::move(labels), {}}),
         made(id_of<Table>({"app", "work"}), schemadiff::Table{}), made(column, state, {status}),
         made(column.as(kind_of<ColumnDefault>), ColumnDefault{{default_text}}, {status}),
         made(id_of<View>({"app", "open_work"}), view, {column})});
}

// What runs going up; on the way back the type is rebuilt, for which others make way.
std::string batches_of(Catalog const &before, Catalog const &after)
{
    std::string text;
    for (PlannedStep const &step : plan::planned(before, after, {}, {}).steps) {
        if (!step.up.statements.empty()) {
            text += step.subject + ' ' + std::to_string(step.batch) + '\n';
        }
    }
    return text;
}

} // namespace

TEST_CASE("what names a new label of an enum waits for its commit")
{
    auto const before = catalog({"new"}, "'new'::app.status", "SELECT state FROM app.work");
    auto const after = catalog({"new", "act"}, "'act'::app.status", "SELECT state FROM app.work");
    CHECK(batches_of(before, after) == R"(enum "app"."status" 0
default "app"."work"."state" 1
)");
}

TEST_CASE("what uses an enum without naming its new label shares the transaction")
{
    auto const before = catalog({"new"}, "'new'::app.status", "SELECT state FROM app.work");
    auto const after = catalog({"new", "act"}, "'new'::app.status",
                               "SELECT state FROM app.work WHERE state = 'new'::app.status");
    CHECK(batches_of(before, after) == R"(enum "app"."status" 0
view "app"."open_work" 0
)");
}

TEST_CASE("a label is added before anything is dropped, so that nothing is missing in between")
{
    auto before = catalog({"new"}, "'new'::app.status", "SELECT state FROM app.work");
    auto after = catalog({"new", "act"}, "'new'::app.status",
                         "SELECT (state = 'act'::app.status) AS active FROM app.work");
    CHECK(batches_of(before, after) == R"(enum "app"."status" 0
view "app"."open_work" 1
view "app"."open_work" 1
)");
}

} // namespace schemadiff
