#include <parser/grammar/column_definition.hpp>

#include <parser/grammar/names.hpp>

#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

namespace
{

struct Case {
    std::string_view text;
    std::string_view expected;
};

std::string named(std::string const &name)
{
    return name.empty() ? "" : name + ": ";
}

std::string dump(Deferral const &deferral)
{
    return std::string{deferral.is_deferrable ? " deferrable" : ""} +
           (deferral.is_initially_deferred ? " deferred" : "");
}

std::string dump(std::map<std::string, std::string> const &options)
{
    std::string result;
    for (auto const &[name, value] : options) {
        result += " " + name + "=" + value;
    }
    return result;
}

std::string dump(ColumnDefinition const &column)
{
    std::string out = column.type_text;
    auto const add = [&](std::string const &part) {
        out += " | " + part;
    };
    if (!column.collation.empty()) {
        add("collate " + quoted_qualified_name(column.collation));
    }
    if (column.not_null) {
        add(named(column.not_null->name) + "not null" +
            (column.not_null->is_no_inherit ? " no inherit" : ""));
    }
    if (column.is_explicitly_null) {
        add("null");
    }
    if (column.default_value) {
        add("default@" + std::to_string(column.default_value->offset) + " " +
            column.default_value->text);
    }
    if (column.generated) {
        add("generated <" + column.generated->expression.text + ">" +
            (column.generated->storage == GeneratedStorage::stored     ? " stored"
             : column.generated->storage == GeneratedStorage::computed ? " virtual"
                                                                       : ""));
    }
    if (column.identity) {
        add(std::string{"identity "} + (column.identity->is_always ? "always" : "by default") +
            dump(column.identity->options));
    }
    if (column.primary_key) {
        add(named(column.primary_key->name) + "primary key" + dump(column.primary_key->deferral));
    }
    if (column.unique) {
        add(named(column.unique->name) + "unique" +
            (column.unique->nulls_not_distinct ? " not distinct" : "") +
            dump(column.unique->deferral));
    }
    for (ColumnCheck const &check : column.checks) {
        add(named(check.name) + "check <" + check.expression.text + ">" +
            (check.is_no_inherit ? " no inherit" : "") + (check.is_not_valid ? " not valid" : "") +
            (check.is_not_enforced ? " not enforced" : ""));
    }
    for (ForeignKey const &key : column.references) {
        add(named(key.name) + "references " + quoted_qualified_name(key.table) +
            dump(key.deferral));
    }
    if (column.storage) {
        add("storage " + column.storage->text);
    }
    if (column.compression) {
        add("compression " + column.compression->text);
    }
    return out;
}

std::string dump(std::string_view text)
{
    auto const column = parse_column_definition(text);
    return column ? dump(*column)
                  : "error at " + std::to_string(column.error().offset) + ": " +
                        column.error().message;
}

} // namespace

TEST_CASE("a column is written as in CREATE TABLE", "[column_definition]")
{
    auto const cases = std::vector<Case>{
        {"int", "integer"},
        {"varchar(32) not null", "character varying(32) | not null"},
        {"uuid primary key default gen_random_uuid()",
         "uuid | default@25 gen_random_uuid() | primary key"},
        {"timestamptz not null default timezone('utc', now())",
         "timestamp with time zone | not null | default@29 timezone('utc', now())"},
        {"text collate \"C\" not null default 'received' unique",
         "text | collate \"C\" | not null | default@34 'received' | unique"},
        {"text collate pg_catalog.\"de-x-icu\"", "text | collate pg_catalog.\"de-x-icu\""},
        {"int default 1 not null", "integer | not null | default@12 1"},
        {"int default - 1 + f(2) not null", "integer | not null | default@12 - 1 + f(2)"},
        {"text default 'a' || 'b' collate \"C\"", "text | collate \"C\" | default@13 'a' || 'b'"},
        {"int default null null", "integer | null | default@12 null"},
        {"bool default (a is null)", "boolean | default@13 (a is null)"},
        {"bool default a is distinct from b not null",
         "boolean | not null | default@13 a is distinct from b"},
        {"text[] default '{}'::text[] not null", "text[] | not null | default@15 '{}'::text[]"},
        {"text[] default array['a']", "text[] | default@15 array['a']"},
        {"jsonb default jsonb_build_object('a', '[1,2]')",
         "jsonb | default@14 jsonb_build_object('a', '[1,2]')"},
        {"interval default interval '1 day' not null",
         "interval | not null | default@17 interval '1 day'"},
        {"date default current_date check (x > 0)",
         "date | default@13 current_date | check <x > 0>"},
        {"int constraint positive check ( a > 0 and (b) ) no inherit check(a<9)",
         "integer | positive: check <a > 0 and (b)> no inherit | check <a<9>"},
        {"int check (a > 0) not valid not null", "integer | not null | check <a > 0> not valid"},
        {"int check (a > 0) not enforced", "integer | check <a > 0> not enforced"},
        {"int constraint nn not null constraint pk primary key constraint u unique nulls not "
         "distinct deferrable",
         "integer | nn: not null | pk: primary key | u: unique not distinct deferrable"},
        {"int unique not deferrable not null", "integer | not null | unique"},
        {"int primary key initially deferred", "integer | primary key deferrable deferred"},
        {"int not null no inherit", "integer | not null no inherit"},
        {"int generated always as (a + b) stored", "integer | generated <a + b> stored"},
        {"int generated always as (a + b) virtual not null",
         "integer | not null | generated <a + b> virtual"},
        {"int generated always as ((a))", "integer | generated <(a)>"},
        {"bigint generated by default as identity (start 5 increment 2)",
         "bigint | identity by default increment=2 start=5"},
        {"int generated always as identity primary key", "integer | identity always | primary key"},
        {"int generated always as identity (start with -5 increment by -1 minvalue -10 no maxvalue "
         "cache 3 cycle "
         "sequence name app.s)",
         "integer | identity always cache=3 cycle=true increment=-1 maxvalue=none minvalue=-10 "
         "sequence name=app.s start=-5"},
        {"int references app.t (a) on delete cascade deferrable initially deferred check (x > 0)",
         "integer | check <x > 0> | references app.t deferrable deferred"},
        {"int constraint fk references t not null", "integer | not null | fk: references t"},
        {"text storage external compression lz4", "text | storage external | compression lz4"},
        {"TEXT STORAGE DEFAULT", "text | storage default"},
        {"app.status not null default 'new'::app.status",
         "app.status | not null | default@28 'new'::app.status"},
        {"serial primary key", "serial | primary key"},
        {"numeric(10, 2) /* money */ not null -- yes", "numeric(10,2) | not null"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(dump(text) == expected);
        }
    }
}

TEST_CASE("a mistake in a column is said with its place", "[column_definition]")
{
    auto const cases = std::vector<Case>{
        {"", "error at 0: expected a type"},
        {"not null", "error at 0: expected a type"},
        {"varchar(32 not null", "error at 19: expected ')' after the type modifiers"},
        {"int nott null", "error at 4: unexpected 'nott' in the column"},
        {"int not nul", "error at 4: unexpected 'not' in the column"},
        {"int default", "error at 11: expected an expression after DEFAULT"},
        {"int default not null", "error at 12: expected an expression, not 'not'"},
        {"bool default a in (1)", "error at 15: a default with 'in' needs parentheses around it"},
        {"int default 1 default 2", "error at 14: DEFAULT is given twice"},
        {"int not null not null", "error at 13: NOT NULL is given twice"},
        {"int not null null", "error at 4: the column is both NULL and NOT NULL"},
        {"int check x > 0", "error at 10: expected '(' before the expression"},
        {"int check (x > 0", "error at 16: expected ')' after the condition of CHECK"},
        {"int check (x >)", "error at 14: expected an expression, not ')'"},
        {"int primary", "error at 4: unexpected 'primary' in the column"},
        {"int constraint c default 1 constraint d",
         "error at 39: expected NOT NULL, CHECK, UNIQUE, PRIMARY KEY or REFERENCES after the name "
         "of the constraint"},
        {"int generated as identity", "error at 14: expected ALWAYS or BY DEFAULT after GENERATED"},
        {"int generated by default as (1)",
         "error at 28: expected IDENTITY: only an identity column is GENERATED BY DEFAULT"},
        {"int generated always as identity (start x)", "error at 40: expected a whole number"},
        {"int generated always as identity (start 1 start 2)",
         "error at 42: the option 'start' is given twice"},
        {"int references", "error at 14: expected a table"},
        {"int references select", "error at 15: expected a table, and 'select' is a keyword that "
                                  "needs double quotes as a name"},
        {"int references t on delete",
         "error at 26: expected CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION"},
        {"text default 'abc", "error at 13: the string has no closing quote"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(dump(text) == expected);
        }
    }
}

} // namespace schemadiff::grammar
