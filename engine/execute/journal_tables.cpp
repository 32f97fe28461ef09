#include "journal_tables.hpp"

namespace schemadiff::execute
{

std::vector<Sql> journal_tables(std::string const &schema)
{
    auto const table = [&](std::string_view name) {
        return Qualified{schema, name};
    };
    return {
        sql(R"sql(CREATE TABLE {} (
    version integer NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
))sql",
            table(version_table)),
        sql("INSERT INTO {} (version) VALUES ({})", table(version_table), Number{journal_version}),
        sql(R"sql(CREATE TABLE {} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    ended_at timestamptz,
    role text NOT NULL DEFAULT CURRENT_USER,
    program text NOT NULL,
    desired_fingerprint text NOT NULL,
    step_count integer NOT NULL,
    plan json NOT NULL,
    error text
))sql",
            table(run_table)),
        sql(R"sql(CREATE TABLE {} (
    run_id bigint NOT NULL REFERENCES {} (id) ON DELETE CASCADE,
    direction text NOT NULL,
    step_index integer NOT NULL,
    state text NOT NULL,
    subject text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (run_id, direction, step_index)
))sql",
            table(step_table), table(run_table)),
        sql(R"sql(CREATE TABLE {} (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    holder text NOT NULL,
    role text NOT NULL,
    host text NOT NULL,
    process integer NOT NULL,
    acquired_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
))sql",
            table(lease_table)),
        sql(R"sql(CREATE TABLE {} (
    subject text NOT NULL,
    field text NOT NULL,
    source_hash text NOT NULL,
    printed_hash text NOT NULL,
    server_version integer NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (subject, field)
))sql",
            table(expression_table)),
        sql("COMMENT ON TABLE {} IS {}", table(run_table),
            Literal{"Bookkeeping of schemadiff: one row for each run of a plan."}),
    };
}

Sql kept_list(std::string const &schema)
{
    return sql(R"sql(CREATE TABLE IF NOT EXISTS {} (
    name text PRIMARY KEY,
    run_id bigint REFERENCES {} (id) ON DELETE SET NULL,
    subject text NOT NULL,
    relation text NOT NULL,
    row_count bigint NOT NULL,
    bytes bigint NOT NULL,
    sequences jsonb NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    file text,
    checksum text
))sql",
               Qualified{schema, kept_table}, Qualified{schema, run_table});
}

Sql kept_list_for_files(std::string const &schema)
{
    return sql("ALTER TABLE {} ADD COLUMN IF NOT EXISTS file text, "
               "ADD COLUMN IF NOT EXISTS checksum text",
               Qualified{schema, kept_table});
}

} // namespace schemadiff::execute
