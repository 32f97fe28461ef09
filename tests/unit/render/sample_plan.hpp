// A plan with something in every field, and text that tries to leave its place.
#pragma once

#include <schemadiff/plan/plan.hpp>

// A plan that is written down in a test names the fields that matter and leaves out the others.
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

namespace schemadiff::render
{

inline Plan sample_plan()
{
    Plan plan;
    plan.steps = {
        {.action = Action::create,
         .kind = "table",
         .subject = R"(table "app"."users")",
         .includes = {R"(column "app"."users"."id")", R"(column "app"."users"."mail")",
                      R"(primary key "app"."users"."pk_users")"},
         .up =
             {.statements = {"CREATE TABLE app.users (\n    id uuid NOT NULL,\n    mail text\n)"}},
         .down = PlannedSide{.statements = {"DROP TABLE app.users"},
                             .locks = {{R"("app"."users")", Lock::access_exclusive}},
                             .hazards = {{HazardClass::delete_data,
                                          R"(dropping "app"."users" deletes its rows)"}}},
         .declared_at = {"shop.yaml", 12, 5},
         .batch = 0},
        {.action = Action::alter,
         .kind = "column",
         .subject = R"(column "app"."orders"."total")",
         .up = {.statements = {"ALTER TABLE app.orders ALTER COLUMN total TYPE bigint"},
                .locks = {{R"("app"."orders")", Lock::access_exclusive},
                          {R"("app"."order_lines")", Lock::share_row_exclusive}},
                .scans_table = true,
                .rewrites_table = true,
                .hazards = {{HazardClass::rewrite_table,
                             R"(every row of "app"."orders" is written again while readers wait)"},
                            {HazardClass::long_lock,
                             R"("app"."orders" has about 2,000,000 rows)"}}},
         .down = PlannedSide{.statements = {"ALTER TABLE app.orders ALTER COLUMN total TYPE "
                                            "integer USING total::integer"},
                             .transaction = Transaction::commit_after},
         .note = "watch the disk: the table needs its own size once more while it is rewritten",
         .declared_at = {"shop.yaml", 40, 9},
         .batch = 0},
        {.action = Action::create,
         .kind = "index",
         .subject = R"(index "app"."orders"."ix_orders__total")",
         .up = {.statements = {"CREATE INDEX CONCURRENTLY ix_orders__total ON app.orders (total)"},
                .locks = {{R"("app"."orders")", Lock::share_update_exclusive}},
                .scans_table = true,
                .transaction = Transaction::outside,
                .is_done = "SELECT true AS is_done",
                .clear = "DROP INDEX CONCURRENTLY IF EXISTS app.ix_orders__total",
                .probe = "SELECT id AS key FROM app.orders"},
         .down = PlannedSide{.statements = {"DROP INDEX CONCURRENTLY app.ix_orders__total"},
                             .transaction = Transaction::outside},
         .declared_at = {"shop.yaml", 51, 9},
         .batch = 1,
         .finding = Finding{.rows = 2, .is_all = false, .keys = {"12", "7, x"}}},
        {.action = Action::drop,
         .kind = "policy",
         .subject = R"(policy "app"."orders"."tenant")",
         .up = {.statements = {"DROP POLICY tenant ON app.orders"},
                .locks = {{R"("app"."orders")", Lock::access_exclusive}},
                .hazards = {{HazardClass::weaken_isolation,
                             "rows of every tenant | become visible"}}},
         .down = PlannedSide{.statements = {"CREATE POLICY tenant ON app.orders\n    USING (true)",
                                            "COMMENT ON POLICY tenant ON app.orders IS '```'"}},
         .batch = 2},
        {.action = Action::drop,
         .kind = "column",
         .subject = R"(column "app"."orders"."old|note`)"
                    "\n@everyone\"",
         .up = {.statements = {"ALTER TABLE app.orders DROP COLUMN \"old|note`\n@everyone\""}},
         .why_no_way_back = "its values are gone",
         .batch = 2},
    };
    plan.access = {
        {"PUBLIC", R"(rows of table "app"."orders")", {"for select using a | b"}, {"all"}},
        {R"(role "app")", R"(table "app"."orders")", {"insert", "select"}, {}},
        {R"(role "app")", R"(table "app"."users")", {"insert", "select"}, {"delete"}},
    };
    plan.expects = {{R"(column "app"."orders"."total")", "9f86d081884c7d65"},
                    {R"(table "app"."users")", "absent"}};
    plan.desired_fingerprint = "a1b2c3";
    plan.role = "deploy";
    plan.database = "shop on db.example:5432";
    plan.server_version = 150018;
    plan.uncovered = {{"domain", "app.email"}, {"domain", "app.phone"}};
    plan.needs = {{{std::string(need_words::label_provider), "anon"},
                   R"(security label of anon on column "app"."users"."email")",
                   {"shop.yaml", 14, 9},
                   true}};
    plan.undecided = {{R"(check "app"."orders"."ck_total")",
                       "expression",
                       "(total > 0)",
                       "total > '0'",
                       {"shop.yaml", 60, 3}}};
    plan.notices = {{.severity = Severity::warning,
                     .code = "SD4001",
                     .at = {"shop.yaml", 12, 5},
                     .message = R"("app"."customers" may have been renamed to "app"."users")",
                     .hints = {"Say so with renamed_from: customers."}}};
    plan.sizes = {{R"("app"."orders")", {.bytes = 1'300'000'000, .rows = 2'000'000}}};
    plan.left_alone = {{"table", 12}, {"view", 1}};
    plan.verdict = {
        .outcome = Verdict::Outcome::proved,
        .where = "an ephemeral PostgreSQL 15.18",
        .stubbed = {"role app", "extension vector"},
        .lines = {"rows of \"app\".\"orders\" came back"},
        .wrong_claims = {"step 2: takes access exclusive on app.items and claims share"}};
    return plan;
}

} // namespace schemadiff::render
