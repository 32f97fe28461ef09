#include <engine/kinds/backfill.hpp>

#include <schemadiff/base/object_name.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

// Tid range scans are new in PostgreSQL 14. Before, the places of a batch are named one by one; a
// page of the usual size has room for 291 rows (MaxHeapTuplesPerPage).
Sql on_pages_of_batch(int server_version)
{
    constexpr int version_with_tid_ranges = 140000;
    bool const has_ranges = server_version == 0 || server_version >= version_with_tid_ranges;
    return has_ranges
               ? sql("ctid >= pg_catalog.format('(%s,0)', backfill.page)::tid AND "
                     "ctid < pg_catalog.format('(%s,0)', backfill.page + backfill.batch)::tid")
               : sql("ctid = ANY (ARRAY(SELECT pg_catalog.format('(%s,%s)', p, i)::tid "
                     "FROM pg_catalog.generate_series(backfill.page, "
                     "backfill.page + backfill.batch - 1) AS p, "
                     "pg_catalog.generate_series(1, 291) AS i))");
}

bool acts_on_updates(Object const &trigger)
{
    auto const &body = trigger.as<Trigger>();
    return body.enabled != "disabled" && body.update_columns.empty() &&
           std::find(body.events.begin(), body.events.end(), "update") != body.events.end();
}

} // namespace

FillingTrigger::FillingTrigger(ObjectId const &column, FreeNames &names)
    : table_{column.up(kind_of<Table>)}
{
    // Behind all names in ASCII.
    name_ = sql("{}", Ident{"~" + object_name(column.name(), "", "in_step")});
    auto const stem = object_name(table_.name(), column.name(), "in");
    auto const function = names.beside(table_.renamed(stem), "step");
    function_ = sql("{}", Qualified{function.schema(), function.name()});
}

std::vector<Sql> FillingTrigger::made(On events, Sql const &assignment) const
{
    auto const body = sql("BEGIN {}; RETURN NEW; END", assignment);
    return {sql("CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
                "SET search_path = '' AS {}",
                function_, DollarQuoted{body.text()}),
            sql("CREATE TRIGGER {} BEFORE {} ON {} FOR EACH ROW EXECUTE FUNCTION {}()", name_,
                events == On::update ? sql("UPDATE") : sql("INSERT OR UPDATE"),
                relation_name(table_), function_),
            sql("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}", relation_name(table_), name_)};
}

std::vector<Sql> FillingTrigger::dropped() const
{
    return {sql("DROP TRIGGER {} ON {}", name_, relation_name(table_)),
            sql("DROP FUNCTION {}()", function_)};
}

std::vector<Sql> FillingTrigger::dropped_if_there() const
{
    return {sql("DROP TRIGGER IF EXISTS {} ON {}", name_, relation_name(table_)),
            sql("DROP FUNCTION IF EXISTS {}()", function_)};
}

// A batch is a megabyte. A row that moves to a page behind, or behind the count of the pages, is
// written by somebody and has its value. A batch that meets a
// locked row lets go of its own rows at once, before the server would look for a deadlock, and
// tries again; after ten minutes it gives up. Half of the time of a batch is left to others.
// Row security must not hide rows: where it would, the server raises an error instead. The names of
// the block cannot be taken for those of columns.
Side backfill(ObjectId const &table, Sql const &assignment, Sql const &is_left, int server_version)
{
    auto const name = relation_name(table);
    auto const body = sql(
        R"sql(#variable_conflict use_column
<<backfill>>
DECLARE
    batch CONSTANT bigint := 128;
    pages CONSTANT bigint := pg_catalog.pg_relation_size({}::pg_catalog.regclass)
        / pg_catalog.current_setting('block_size')::bigint;
    page bigint := 0;
    attempts int := 0;
    begun timestamptz;
    told timestamptz := pg_catalog.clock_timestamp();
BEGIN
    WHILE page < pages LOOP
        begun := pg_catalog.clock_timestamp();
        PERFORM pg_catalog.set_config('row_security', 'off', true),
            pg_catalog.set_config('lock_timeout', '100ms', true);
        BEGIN
            UPDATE ONLY {} AS r SET {} WHERE {} AND {};
            page := page + batch;
            attempts := 0;
        EXCEPTION WHEN lock_not_available THEN
            attempts := attempts + 1;
            IF attempts >= 600 THEN
                RAISE;
            END IF;
            PERFORM pg_catalog.pg_sleep(0.9);
        END;
        COMMIT;
        IF begun > told + interval '1 second' THEN
            RAISE NOTICE 'filling: % of % pages', LEAST(page, pages), pages
                USING ERRCODE = {};
            told := begun;
        END IF;
        PERFORM pg_catalog.pg_sleep(
            EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - begun) / 2);
    END LOOP;
END)sql",
        Literal{sql("{}", name).text()}, name, assignment, on_pages_of_batch(server_version),
        is_left, Literal{tells_how_far});
    auto result = side(sql("DO {}", DollarQuoted{body.text()}));
    result.transaction = Transaction::outside;
    result.unbroken = Unbroken{
        sql("SELECT NOT EXISTS (SELECT FROM ONLY {} WHERE {}) AS is_done", name, is_left), sql("")};
    result.locks.push_back({table, Lock::row_exclusive});
    result.scans_table = true;
    return result;
}

bool can_be_backfilled(ObjectId const &table, Catalog const &catalog)
{
    auto const triggers = catalog.below(kind_of<Trigger>, table);
    auto const *security = catalog.find(table.as(kind_of<RowSecurity>));
    bool const hides_rows =
        security != nullptr && security->as<RowSecurity>().state.starts_with("force");
    return !hides_rows && catalog.below(kind_of<Rule>, table).empty() &&
           std::none_of(triggers.begin(), triggers.end(),
                        [](ObjectPtr const &trigger) { return acts_on_updates(*trigger); });
}

} // namespace schemadiff::kinds
