-- schemadiff up: 2 to create, 1 to alter, 2 to drop
-- for shop on db.example:5432, PostgreSQL 15.18, as role deploy
-- undecided, only a server can say: check "app"."orders"."ck_total", expression: now (total > 0), wanted total > '0'
\set ON_ERROR_STOP on

BEGIN;
SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off;
SET LOCAL TimeZone = 'UTC';
SET LOCAL lock_timeout = '3s';

-- create table "app"."users" (shop.yaml:12)
CREATE TABLE app.users (
    id uuid NOT NULL,
    mail text
);

-- alter column "app"."orders"."total" (shop.yaml:40)
-- hazard rewrite_table: every row of "app"."orders" is written again while readers wait
-- hazard long_lock: "app"."orders" has about 2,000,000 rows
-- note: watch the disk: the table needs its own size once more while it is rewritten
ALTER TABLE app.orders ALTER COLUMN total TYPE bigint;

COMMIT;

-- PostgreSQL allows the following only outside a transaction.
-- create index "app"."orders"."ix_orders__total" (shop.yaml:51)
CREATE INDEX CONCURRENTLY ix_orders__total ON app.orders (total);

BEGIN;
SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off;
SET LOCAL TimeZone = 'UTC';
SET LOCAL lock_timeout = '3s';

-- drop policy "app"."orders"."tenant"
-- hazard weaken_isolation: rows of every tenant | become visible
DROP POLICY tenant ON app.orders;

-- drop column "app"."orders"."old|note`\n@everyone"
ALTER TABLE app.orders DROP COLUMN "old|note`
@everyone";

COMMIT;
