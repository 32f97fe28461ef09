#include "plan_json.hpp"

#include "json_reader.hpp"

#include <schemadiff/base/hash.hpp>

#include <array>
#include <mutex>
#include <set>
#include <utility>

namespace schemadiff::render
{

namespace
{

// Written in the order in which a person wants to read it.
using Json = nlohmann::ordered_json;

constexpr FileFormat format{.name = "schemadiff-plan",
                            .version = 1,
                            .what = "plan file",
                            .code = codes::bad_plan_file,
                            .how_to_make = "Save a plan with schemadiff plan --save.",
                            .where_damaged = "Make the plan again with schemadiff plan --save.",
                            .where_of_another_version =
                                "Apply it with the program that made it, or make the plan again."};

constexpr std::array all_actions{Action::create, Action::alter, Action::rename, Action::drop};
constexpr std::array all_locks{Lock::none,
                               Lock::access_share,
                               Lock::row_share,
                               Lock::row_exclusive,
                               Lock::share_update_exclusive,
                               Lock::share,
                               Lock::share_row_exclusive,
                               Lock::exclusive,
                               Lock::access_exclusive};
constexpr std::array all_transactions{Transaction::inside, Transaction::own, Transaction::outside,
                                      Transaction::commit_after};
constexpr std::array all_outcomes{Verdict::Outcome::unproven, Verdict::Outcome::proved,
                                  Verdict::Outcome::failed};
constexpr std::array all_severities{Severity::error, Severity::warning, Severity::note};

std::string_view word(Transaction transaction)
{
    switch (transaction) {
    case Transaction::inside:
        return "inside";
    case Transaction::own:
        return "own";
    case Transaction::outside:
        return "outside";
    case Transaction::commit_after:
        return "commit_after";
    }
    return "";
}

std::string_view word(Verdict::Outcome outcome)
{
    switch (outcome) {
    case Verdict::Outcome::unproven:
        return "unproven";
    case Verdict::Outcome::proved:
        return "proved";
    case Verdict::Outcome::failed:
        return "failed";
    }
    return "";
}

std::string_view word(Severity severity)
{
    switch (severity) {
    case Severity::error:
        return "error";
    case Severity::warning:
        return "warning";
    case Severity::note:
        return "note";
    }
    return "";
}

Json written(SourcePos const &at)
{
    return {{"file", at.file}, {"line", at.line}, {"column", at.column}};
}

Json written(PlannedSide const &side)
{
    Json locks = Json::array();
    for (PlannedLock const &lock : side.locks) {
        locks.push_back({{"relation", lock.relation}, {"lock", schemadiff::word(lock.lock)}});
    }
    Json hazards = Json::array();
    for (Hazard const &hazard : side.hazards) {
        hazards.push_back(
            {{"class", schemadiff::word(hazard.what)}, {"sentence", hazard.sentence}});
    }
    return {{"statements", side.statements},
            {"locks", std::move(locks)},
            {"scans_table", side.scans_table},
            {"rewrites_table", side.rewrites_table},
            {"transaction", word(side.transaction)},
            {"is_done", side.is_done},
            {"clear", side.clear},
            {"probe", side.probe},
            {"hazards", std::move(hazards)}};
}

Json written(Finding const &finding)
{
    return {{"rows", finding.rows},
            {"is_all", finding.is_all},
            {"keys", finding.keys},
            {"unknown", finding.unknown}};
}

Json written(PlannedStep const &step)
{
    return {{"action", schemadiff::word(step.action)},
            {"kind", step.kind},
            {"subject", step.subject},
            {"includes", step.includes},
            {"up", written(step.up)},
            {"down", step.down ? written(*step.down) : Json()},
            {"why_no_way_back", step.why_no_way_back},
            {"note", step.note},
            {"declared_at", written(step.declared_at)},
            {"batch", step.batch},
            {"finding", step.finding ? written(*step.finding) : Json()}};
}

Json written(Diagnostic const &notice)
{
    return {{"severity", word(notice.severity)},
            {"code", notice.code},
            {"at", written(notice.at)},
            {"message", notice.message},
            {"hints", notice.hints}};
}

Json written(Undecided const &one)
{
    return {{"subject", one.subject},
            {"field", one.field},
            {"before", one.before},
            {"after", one.after},
            {"at", written(one.at)}};
}

Json written(Uncovered const &one)
{
    return {{"kind", one.kind}, {"name", one.name}};
}

Json written(PlannedNeed const &one)
{
    return {{"kind", one.need.kind},
            {"name", one.need.name},
            {"subject", one.subject},
            {"at", written(one.at)},
            {"on_way_back", one.on_way_back}};
}

Json written(PlannedKeep const &one)
{
    return {{"subject", one.subject}, {"schema", one.schema}, {"name", one.name}};
}

Json written(PlannedAccess const &one)
{
    return {{"who", one.who}, {"on", one.on}, {"gains", one.gains}, {"loses", one.loses}};
}

Json written(Verdict const &verdict)
{
    return {{"outcome", word(verdict.outcome)},
            {"where", verdict.where},
            {"stubbed", verdict.stubbed},
            {"lines", verdict.lines},
            {"wrong_claims", verdict.wrong_claims}};
}

Json written(std::map<std::string, RelationSize> const &sizes)
{
    Json all = Json::object();
    for (auto const &[relation, size] : sizes) {
        all[relation] = {{"bytes", size.bytes}, {"rows", size.rows}};
    }
    return all;
}

template <class T>
Json written_list(std::vector<T> const &all)
{
    Json list = Json::array();
    for (T const &one : all) {
        list.push_back(written(one));
    }
    return list;
}

SourcePos read_position(Reader const &from)
{
    auto const &at = from.with_keys({"file", "line", "column"});
    return {at["file"].text(), at["line"].number(), at["column"].number()};
}

PlannedLock read_lock(Reader const &from)
{
    auto const &lock = from.with_keys({"relation", "lock"});
    return {lock["relation"].text(),
            lock["lock"].one_of(all_locks, [](Lock one) { return schemadiff::word(one); })};
}

Hazard read_hazard(Reader const &from)
{
    auto const &hazard = from.with_keys({"class", "sentence"});
    auto const what = hazard_class(hazard["class"].text());
    if (!what) {
        hazard["class"].complain("is no class of hazards");
    }
    return {*what, hazard["sentence"].text()};
}

PlannedSide read_side(Reader const &from)
{
    auto const &side = from.with_keys({"statements", "locks", "scans_table", "rewrites_table",
                                       "transaction", "is_done", "clear", "probe", "hazards"});
    return {.statements = side["statements"].texts(),
            .locks = side["locks"].list(read_lock),
            .scans_table = side["scans_table"].boolean(),
            .rewrites_table = side["rewrites_table"].boolean(),
            .transaction = side["transaction"].one_of(all_transactions,
                                                      [](Transaction one) { return word(one); }),
            .is_done = side["is_done"].text(),
            .clear = side["clear"].text(),
            .probe = side["probe"].text(),
            .hazards = side["hazards"].list(read_hazard)};
}

RelationSize read_size(Reader const &from)
{
    auto const &size = from.with_keys({"bytes", "rows"});
    return {size["bytes"].whole_number(), size["rows"].whole_number()};
}

Finding read_finding(Reader const &from)
{
    auto const &finding = from.with_keys({"rows", "is_all", "keys", "unknown"});
    return {.rows = static_cast<std::size_t>(finding["rows"].number()),
            .is_all = finding["is_all"].boolean(),
            .keys = finding["keys"].texts(),
            .unknown = finding["unknown"].text()};
}

PlannedStep read_step(Reader const &from)
{
    auto const &step =
        from.with_keys({"action", "kind", "subject", "includes", "up", "down", "why_no_way_back",
                        "note", "declared_at", "batch", "finding"});
    return {.action = step["action"].one_of(all_actions,
                                            [](Action one) { return schemadiff::word(one); }),
            .kind = step["kind"].text(),
            .subject = step["subject"].text(),
            .includes = step["includes"].texts(),
            .up = read_side(step["up"]),
            .down = step["down"].is_null() ? std::nullopt : std::optional{read_side(step["down"])},
            .why_no_way_back = step["why_no_way_back"].text(),
            .note = step["note"].text(),
            .declared_at = read_position(step["declared_at"]),
            .batch = step["batch"].number(),
            .finding = step["finding"].is_null() ? std::nullopt
                                                 : std::optional{read_finding(step["finding"])}};
}

// Diagnostic::code is a view of a constant, so the codes that are read live to the end.
std::string_view lasting(std::string code)
{
    static std::mutex mutex;
    static std::set<std::string> all;
    std::lock_guard const guard{mutex};
    return *all.insert(std::move(code)).first;
}

Diagnostic read_notice(Reader const &from)
{
    auto const &notice = from.with_keys({"severity", "code", "at", "message", "hints"});
    return {.severity =
                notice["severity"].one_of(all_severities, [](Severity one) { return word(one); }),
            .code = lasting(notice["code"].text()),
            .at = read_position(notice["at"]),
            .message = notice["message"].text(),
            .hints = notice["hints"].texts()};
}

Undecided read_undecided(Reader const &from)
{
    auto const &one = from.with_keys({"subject", "field", "before", "after", "at"});
    return {one["subject"].text(), one["field"].text(), one["before"].text(), one["after"].text(),
            read_position(one["at"])};
}

Uncovered read_uncovered(Reader const &from)
{
    auto const &one = from.with_keys({"kind", "name"});
    return {one["kind"].text(), one["name"].text()};
}

PlannedKeep read_keep(Reader const &from)
{
    auto const &one = from.with_keys({"subject", "schema", "name"});
    return {one["subject"].text(), one["schema"].text(), one["name"].text()};
}

PlannedAccess read_access(Reader const &from)
{
    auto const &one = from.with_keys({"who", "on", "gains", "loses"});
    return {one["who"].text(), one["on"].text(), one["gains"].texts(), one["loses"].texts()};
}

PlannedNeed read_need(Reader const &from)
{
    auto const &one = from.with_keys({"kind", "name", "subject", "at", "on_way_back"});
    auto const kind = one["kind"].text();
    if (kind != need_words::tablespace && kind != need_words::label_provider) {
        one["kind"].complain("is nothing that a server can have");
    }
    return {{kind, one["name"].text()},
            one["subject"].text(),
            read_position(one["at"]),
            one["on_way_back"].boolean()};
}

Verdict read_verdict(Reader const &from)
{
    auto const &verdict = from.with_keys({"outcome", "where", "stubbed", "lines", "wrong_claims"});
    return {.outcome = verdict["outcome"].one_of(all_outcomes,
                                                 [](Verdict::Outcome one) { return word(one); }),
            .where = verdict["where"].text(),
            .stubbed = verdict["stubbed"].texts(),
            .lines = verdict["lines"].texts(),
            .wrong_claims = verdict["wrong_claims"].texts()};
}

std::string text_of(Json const &file, int indentation)
{
    try {
        return file.dump(indentation);
    } catch (Json::type_error const &) {
        // JSON is UTF-8, and replacing what is not would change the SQL.
        fail(format, "the plan cannot be saved, because a name or value in it is not UTF-8",
             "Use a database whose encoding is UTF8.");
    }
}

Json without_digest(Plan const &plan)
{
    return {{"format", format.name},
            {"version", format.version},
            {"database", plan.database},
            {"role", plan.role},
            {"server_version", plan.server_version},
            {"desired_fingerprint", plan.desired_fingerprint},
            {"steps", written_list(plan.steps)},
            {"verdict", written(plan.verdict)},
            {"notices", written_list(plan.notices)},
            {"undecided", written_list(plan.undecided)},
            {"uncovered", written_list(plan.uncovered)},
            {"needs", written_list(plan.needs)},
            {"sizes", written(plan.sizes)},
            {"keeps", written_list(plan.keeps)},
            {"access", written_list(plan.access)},
            {"left_alone", plan.left_alone},
            {"expects", plan.expects}};
}

// Of everything else in the file: what runs is what was reviewed, to the letter.
std::string digest_of(Json const &without_digest)
{
    Hash hash;
    hash.add(text_of(without_digest, -1));
    return hash.hex();
}

} // namespace

std::string plan_json(Plan const &plan)
{
    Json file = without_digest(plan);
    file["digest"] = digest_of(file);
    return text_of(file, 2) + '\n';
}

Plan plan_from_json(std::string_view text)
{
    ReadJson const file = parsed_file(text, format);
    Reader const whole{file, "", format};
    auto const &plan = whole.with_keys({"format", "version", "database", "role", "server_version",
                                        "desired_fingerprint", "steps", "verdict", "notices",
                                        "undecided", "uncovered", "needs", "sizes", "keeps",
                                        "access", "left_alone", "expects", "digest"});
    Plan read{.steps = plan["steps"].list(read_step),
              .expects = plan["expects"].map([](Reader const &item) { return item.text(); }),
              .desired_fingerprint = plan["desired_fingerprint"].text(),
              .role = plan["role"].text(),
              .database = plan["database"].text(),
              .server_version = plan["server_version"].number(),
              .needs = plan["needs"].list(read_need),
              .sizes = plan["sizes"].map(read_size),
              .keeps = plan["keeps"].list(read_keep),
              .access = plan["access"].list(read_access),
              .uncovered = plan["uncovered"].list(read_uncovered),
              .undecided = plan["undecided"].list(read_undecided),
              .notices = plan["notices"].list(read_notice),
              .left_alone =
                  plan["left_alone"].map([](Reader const &item) { return item.number(); }),
              .verdict = read_verdict(plan["verdict"])};
    if (plan["digest"].text() != digest_of(without_digest(read))) {
        fail(format, "the plan file was changed after it was saved: its digest is another one",
             format.where_damaged);
    }
    return read;
}

} // namespace schemadiff::render
