#include <engine/cli/report_json.hpp>

#include <engine/execute/journal_tables.hpp>

#include <nlohmann/json.hpp>

namespace schemadiff::cli
{

namespace
{

using Json = nlohmann::ordered_json;

// Names in a database may be of any bytes; JSON is UTF-8.
std::string text_of(Json const &json)
{
    constexpr int indent = 2;
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json text_or_null(std::string const &text)
{
    return text.empty() ? Json{} : Json(text);
}

Json json_of(execute::Run const &run)
{
    return Json{{"id", run.id},
                {"state", execute::word(run.state)},
                {"started_at", run.started_at},
                {"ended_at", text_or_null(run.ended_at)},
                {"role", run.role},
                {"program", run.program},
                {"desired_fingerprint", run.desired_fingerprint},
                {"steps", run.steps},
                {"steps_done", run.steps_done},
                {"steps_undone", run.steps_undone},
                {"error", text_or_null(run.error)}};
}

Json json_of(std::vector<execute::Run> const &runs)
{
    Json list = Json::array();
    for (execute::Run const &run : runs) {
        list.push_back(json_of(run));
    }
    return list;
}

Json json_of(std::vector<execute::Kept> const &kept)
{
    Json list = Json::array();
    for (execute::Kept const &one : kept) {
        list.push_back(Json{{"subject", one.subject},
                            {"table", one.name},
                            {"rows", one.rows},
                            {"bytes", one.bytes},
                            {"run", one.run == 0 ? Json{} : Json(one.run)},
                            {"kept_at", one.kept_at},
                            {"file", text_or_null(one.file)},
                            {"checksum", text_or_null(one.checksum)}});
    }
    return list;
}

Json json_of(std::optional<execute::LeaseHolder> const &holder)
{
    if (!holder) {
        return {};
    }
    return Json{{"role", holder->role},
                {"host", holder->host},
                {"process", holder->process},
                {"since", holder->since},
                {"ends_in_seconds", holder->ends_in_seconds},
                {"is_dead", holder->is_dead}};
}

} // namespace

std::string status_json(StatusReport const &report)
{
    return text_of(
        Json{{"program", report.program},
             {"connection", report.connection},
             {"server_version", report.server_version},
             {"role", report.role},
             {"journal_schema", report.journal_schema},
             {"journal_version", report.journal_version ? Json(*report.journal_version) : Json{}},
             {"at_work", json_of(report.at_work)},
             {"unfinished", json_of(report.unfinished)},
             {"runs", json_of(report.runs)},
             {"kept", json_of(report.kept)}});
}

std::string runs_json(std::vector<execute::Run> const &runs)
{
    return text_of(Json{{"runs", json_of(runs)}});
}

std::string checks_json(std::vector<CheckUp> const &checks)
{
    Json list = Json::array();
    for (CheckUp const &check : checks) {
        list.push_back(Json{{"subject", check.subject},
                            {"health", word(check.health)},
                            {"sentence", check.sentence},
                            {"hints", check.hints}});
    }
    return text_of(Json{{"ready", !stops_an_apply(checks)}, {"checks", std::move(list)}});
}

std::string version_json(std::string_view version)
{
    return text_of(Json{{"program", "schemadiff"},
                        {"version", version},
                        {"journal_version", execute::journal_version}});
}

} // namespace schemadiff::cli
