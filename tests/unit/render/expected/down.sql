-- schemadiff down, the way back of: 2 to create, 1 to alter, 2 to drop
-- for shop on db.example:5432, PostgreSQL 15.18, as role deploy
\set ON_ERROR_STOP on

BEGIN;
SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off;
SET LOCAL TimeZone = 'UTC';

-- irreversible: drop column "app"."orders"."old|note`\n@everyone": its values are gone

-- create policy "app"."orders"."tenant"
CREATE POLICY tenant ON app.orders
    USING (true);
COMMENT ON POLICY tenant ON app.orders IS '```';

COMMIT;

-- PostgreSQL allows the following only outside a transaction.
-- drop index "app"."orders"."ix_orders__total" (shop.yaml:51)
DROP INDEX CONCURRENTLY app.ix_orders__total;

BEGIN;
SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off;
SET LOCAL TimeZone = 'UTC';

-- alter column "app"."orders"."total" (shop.yaml:40)
ALTER TABLE app.orders ALTER COLUMN total TYPE integer USING total::integer;

COMMIT;

BEGIN;
SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off;
SET LOCAL TimeZone = 'UTC';
SET LOCAL lock_timeout = '3s';

-- drop table "app"."users" (shop.yaml:12)
-- hazard delete_data: dropping "app"."users" deletes its rows
DROP TABLE app.users;

COMMIT;
