// The story of schemas/inbox from end to end, with the real program on a real server. What is right
// is said by fixtures/inbox, which is written by hand, and judged by pg_dump.
#include "inbox_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// Every object that the naming conventions are about.
constexpr auto all_names = R"sql(
SELECT conname AS value FROM pg_constraint
WHERE connamespace = 'zero_admin'::regnamespace AND conname !~ 'schemadiff'
UNION ALL
SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relnamespace = 'zero_admin'::regnamespace AND c.relname LIKE 'ix%'
UNION ALL
SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'zero_admin'::regnamespace AND NOT tgisinternal
ORDER BY value)sql";

std::vector<std::string> const expected_names{
    "ck_event_outbox__status_valid",
    "ck_inbox_items__status_valid",
    "fk_inbox_item_id_inbox_items",
    "fk_parsed_item_id_parsed_items",
    "ix_chunks__parsed_item_id",
    "ix_chunks__seq_no",
    "ix_dead_letters__event_type",
    "ix_event_outbox__created_at",
    "ix_event_outbox__status",
    "ix_inbox_items__created_at",
    "ix_inbox_items__status",
    "ix_parsed_items__inbox_item_id",
    "pk_chunks",
    "pk_dead_letters",
    "pk_event_outbox",
    "pk_inbox_items",
    "pk_parsed_items",
    "pk_processed_events",
    "trg_chunks_set_updated_at",
    "trg_dead_letters_set_updated_at",
    "trg_event_outbox_set_updated_at",
    "trg_inbox_items_set_updated_at",
    "trg_parsed_items_set_updated_at",
    "trg_processed_events_set_updated_at",
    "uq_chunks__seq",
    "uq_event_outbox__idem",
    "uq_inbox_items__content_hash",
};

// Whether the server refuses a statement with this SQLSTATE.
bool is_refused(InboxBench const &bench, std::string const &statement, std::string const &sqlstate)
{
    try {
        bench.sql(statement);
    } catch (postgres::StatementFailed const &failed) {
        return failed.error().is(sqlstate);
    }
    return false;
}

void check_that_nothing_is_to_do(InboxBench const &bench)
{
    CHECK_THAT(bench.done({"drift", inbox_folder}), Contains("No drift"));
    CHECK_THAT(bench.done({"plan", inbox_folder, "--exit-code"}), Contains("No changes."));
    auto const runs = bench.done({"history", "--format", "json"});
    auto const again = bench.done({"apply", inbox_folder, "--yes"});
    CHECK_THAT(again, Contains("No changes."));
    CHECK(bench.done({"history", "--format", "json"}) == runs);
}

} // namespace

TEST_CASE("without any database the whole of the inbox is planned, and psql can run it")
{
    auto const ran = run_program({.arguments = {"plan", "--from", "empty", "--to", inbox_folder,
                                                "--format", "sql", "--exit-code", "--no-prove"}});
    CHECK(ran.exit_code == 2);
    CHECK(ran.err.empty());
    CHECK_THAT(ran.out, Contains("CREATE TABLE zero_admin.inbox_items (") &&
                            Contains("EXECUTE FUNCTION zero_admin.set_updated_at()") &&
                            Contains("REFERENCES zero_admin.inbox_items (id) ON DELETE CASCADE"));

    InboxBench const bench;
    auto const psql = test_server().binaries().folder / "psql";
    auto const script = bench.folder.write("up.sql", ran.out);
    auto const finished = scratch::run(
        {{psql.string(), "--no-psqlrc", "--quiet", "-d",
          bench.database.address().conninfo() + " options='-c role=" + inbox_role + "'", "-f",
          script},
         std::nullopt});
    CHECK(finished.output == "");
    CHECK(finished.exit_code == 0);
    CHECK(bench.dump() == truth({fixture("inbox/ground.sql"), fixture("inbox/tables.sql")}));
}

TEST_CASE("the inbox is applied, rolled back and applied again, without residue either way")
{
    struct Way {
        std::string name;
        bool pooled;
        std::string config;
    };
    auto const way = GENERATE(Way{"directly, the journal in a schema of its own", false, ""},
                              Way{"through a transaction pooler, the journal in zero_admin", true,
                                  "bookkeeping: {schema: zero_admin}\n"});
    if (way.pooled && !Pgbouncer::program()) {
        return;
    }
    INFO(way.name);
    InboxBench const bench{way.pooled};
    bool const own_schema = way.config.empty();
    if (!own_schema) {
        bench.folder.write("schemadiff.yaml", way.config);
    }
    std::string const journal = own_schema ? "schemadiff" : "zero_admin";
    auto const ground = truth({fixture("inbox/ground.sql")});
    auto const whole = truth({fixture("inbox/ground.sql"), fixture("inbox/tables.sql")});
    auto const before = bench.dump();

    // In two steps, so that the last one can be undone alone.
    bench.done({"apply", inbox_folder + "/conventions.yaml", "--yes"});
    CHECK(bench.dump() == ground);
    CHECK_THAT(bench.done({"apply", inbox_folder, "--yes"}), Contains("proved up and down"));
    CHECK(bench.dump() == whole);
    check_that_nothing_is_to_do(bench);

    auto const refused = bench.run({"rollback", "--yes"});
    CHECK(refused.exit_code == 3);
    CHECK_THAT(refused.err, Contains("Allow it with --allow delete_data."));
    CHECK(bench.dump() == whole);

    bench.done({"rollback", "--yes", "--allow", "delete_data"});
    CHECK(bench.dump() == ground);
    CHECK(bench.value("SELECT string_agg(state, ' ' ORDER BY id) FROM " + journal +
                      ".schemadiff_run") == "applied rolled_back");

    bench.done({"apply", inbox_folder, "--yes"});
    CHECK(bench.dump() == whole);
    check_that_nothing_is_to_do(bench);
    CHECK(values_of(bench.database.address(), all_names) == expected_names);

    bench.done({"rollback", "--last", "2", "--yes", "--allow", "delete_data,lose_dependency"});
    CHECK(bench.dump() == (own_schema ? before : truth({"CREATE SCHEMA zero_admin"})));
    CHECK(bench.value(
              "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");

    // And in one.
    bench.done({"apply", inbox_folder, "--yes"});
    CHECK(bench.dump() == whole);
}

TEST_CASE("the live inbox does what its constraints, cascades and triggers say")
{
    InboxBench const bench;
    bench.done({"apply", inbox_folder, "--yes", "--no-prove"});
    std::string const tenant = "'00000000-0000-0000-0000-000000000001'";
    std::string const item = "INSERT INTO zero_admin.inbox_items (tenant_id, source, content_hash) "
                             "VALUES (" +
                             tenant + ", 'mail', 'abc')";
    bench.sql(item);
    bench.sql("INSERT INTO zero_admin.parsed_items (tenant_id, inbox_item_id, doc_type, "
              "payload_json) SELECT tenant_id, id, 'letter', '{}' FROM zero_admin.inbox_items");
    std::string const chunk = "INSERT INTO zero_admin.chunks (tenant_id, parsed_item_id, seq_no, "
                              "text) SELECT tenant_id, id, 1, 't' FROM zero_admin.parsed_items";
    bench.sql(chunk);
    std::string const event = "INSERT INTO zero_admin.event_outbox (tenant_id, event_type, "
                              "payload_json, idempotency_key, schema_version) VALUES (" +
                              tenant + ", 'parsed', '{}', 'k', '1')";
    bench.sql(event);

    CHECK(is_refused(bench, item, "23505"));
    CHECK(is_refused(bench, chunk, "23505"));
    CHECK(is_refused(bench, event, "23505"));
    CHECK(is_refused(bench, "UPDATE zero_admin.inbox_items SET status = 'lost'", "23514"));
    CHECK(is_refused(bench, "UPDATE zero_admin.event_outbox SET status = 'lost'", "23514"));
    bench.sql("UPDATE zero_admin.event_outbox SET status = 'dlq'");

    bench.sql("UPDATE zero_admin.inbox_items SET updated_at = '2001-01-01', source = 'post'");
    CHECK(bench.value("SELECT updated_at > '2020-01-01' FROM zero_admin.inbox_items") == "t");
    bench.sql("DELETE FROM zero_admin.inbox_items");
    CHECK(bench.value("SELECT count(*) FROM zero_admin.chunks") == "0");
}

TEST_CASE("live objects that break the naming conventions are renamed, and stay what they are")
{
    InboxBench const bench;
    auto text = fixture("inbox/ground.sql") + fixture("inbox/tables.sql");
    for (auto const &[ours, theirs] : std::vector<std::pair<std::string, std::string>>{
             {"pk_inbox_items", "inbox_items_pkey"},
             {"ck_inbox_items__status_valid", "inbox_items_status_check"},
             {"uq_inbox_items__content_hash", "inbox_items_hash_key"},
             {"fk_parsed_item_id_parsed_items", "chunks_parsed_item_id_fkey"},
             {"ix_event_outbox__status", "idx_outbox_status"},
             {"trg_chunks_set_updated_at", "touch_chunks"}}) {
        text = replaced(text, ours, theirs);
    }
    run_as(inbox_role, bench.database.address(), text);
    std::string const oids = R"sql(
SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM (
    SELECT oid FROM pg_constraint WHERE connamespace = 'zero_admin'::regnamespace
    UNION ALL SELECT oid FROM pg_class WHERE relnamespace = 'zero_admin'::regnamespace
    UNION ALL SELECT oid FROM pg_trigger WHERE NOT tgisinternal) AS all_of_them)sql";
    auto const before = bench.value(oids);

    auto const plan = bench.done({"plan", inbox_folder});
    CHECK_THAT(plan, Contains("Plan: 6 to rename\n") &&
                         Contains("ALTER INDEX zero_admin.inbox_items_pkey RENAME TO "
                                  "pk_inbox_items;") &&
                         Contains("ALTER INDEX zero_admin.idx_outbox_status RENAME TO "
                                  "ix_event_outbox__status;") &&
                         Contains("ALTER TRIGGER touch_chunks ON zero_admin.chunks RENAME TO "
                                  "trg_chunks_set_updated_at;"));
    CHECK(plan.find("DROP") == std::string::npos);
    CHECK(plan.find("hazard") == std::string::npos);

    bench.done({"apply", inbox_folder, "--yes"});
    CHECK(bench.dump() == truth({fixture("inbox/ground.sql"), fixture("inbox/tables.sql")}));
    CHECK(bench.value(oids) == before);
}

TEST_CASE(
    "a constraint trigger is made anew under its right name, since a rename leaves a constraint")
{
    InboxBench const bench;
    std::string const trigger =
        " AFTER INSERT ON zero_admin.chunks DEFERRABLE FOR EACH ROW EXECUTE "
        "FUNCTION zero_admin.set_updated_at();";
    run_as(inbox_role, bench.database.address(),
           fixture("inbox/ground.sql") + fixture("inbox/tables.sql") +
               "CREATE CONSTRAINT TRIGGER watch_chunks" + trigger);
    std::filesystem::copy(inbox_folder, bench.folder.path() / "inbox");
    auto const intake =
        replaced(text_of(bench.folder / "inbox/intake.yaml"), "        uniques:\n          seq:",
                 "        triggers:\n          watch: constraint after insert deferrable for "
                 "each row execute function zero_admin.set_updated_at()\n"
                 "        uniques:\n          seq:");
    bench.folder.write("inbox/intake.yaml", intake);
    bench.done({"apply", "inbox", "--yes"});
    CHECK(bench.dump() == truth({fixture("inbox/ground.sql"), fixture("inbox/tables.sql"),
                                 "CREATE CONSTRAINT TRIGGER trg_chunks_watch" + trigger}));
    CHECK(bench.value("SELECT string_agg(conname, ' ') FROM pg_constraint WHERE contype = 't'") ==
          "trg_chunks_watch");
}
