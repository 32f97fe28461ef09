#include <parser/grammar/clauses.hpp>

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

std::string shown(SyntaxError const &error)
{
    return "error at " + std::to_string(error.offset) + ": " + error.message;
}

std::string dump(std::vector<std::string> const &names)
{
    std::string out;
    for (std::string const &name : names) {
        out += (out.empty() ? "" : ", ") + name;
    }
    return "(" + out + ")";
}

template <class Parameters>
std::string dump_parameters(Parameters const &parameters)
{
    std::string out;
    for (auto const &[name, value] : parameters) {
        out += (out.empty() ? "" : ", ") + name + "=" + value;
    }
    return "{" + out + "}";
}

std::string dump(Options const &parameters)
{
    return dump_parameters(parameters);
}

std::string dump(std::map<std::string, std::string> const &parameters)
{
    return dump_parameters(parameters);
}

std::string dump(Deferral const &deferral)
{
    return std::string{deferral.is_deferrable ? " deferrable" : ""} +
           (deferral.is_initially_deferred ? " deferred" : "");
}

std::string dump(IndexKey const &key)
{
    std::string out = key.column.empty() ? "<" + key.expression + ">" : key.column;
    out += key.collation.empty() ? "" : " collate " + quoted_qualified_name(key.collation);
    out += key.operator_class.empty() ? "" : " by " + quoted_qualified_name(key.operator_class);
    out += key.operator_class_parameters.empty() ? "" : dump(key.operator_class_parameters);
    out += key.is_descending ? " desc" : "";
    return out + (key.nulls_first ? (*key.nulls_first ? " nulls first" : " nulls last") : "");
}

std::string dump(std::vector<IndexKey> const &keys)
{
    std::string out;
    for (IndexKey const &key : keys) {
        out += (out.empty() ? "" : "; ") + dump(key);
    }
    return out;
}

std::string dump(IndexDefinition const &index)
{
    std::string out =
        (index.is_unique ? "unique " : "") + index.method + "[" + dump(index.keys) + "]";
    out += index.include.empty() ? "" : " include " + dump(index.include);
    out += index.nulls_not_distinct ? " not distinct" : "";
    out += index.parameters.empty() ? "" : " with " + dump(index.parameters);
    out += index.tablespace ? " in " + *index.tablespace : "";
    return out + (index.predicate ? " where@" + std::to_string(index.predicate->offset) + " " +
                                        index.predicate->text
                                  : "");
}

std::string_view word(ReferentialAction action)
{
    switch (action) {
    case ReferentialAction::no_action:
        return "";
    case ReferentialAction::restrict:
        return "restrict";
    case ReferentialAction::cascade:
        return "cascade";
    case ReferentialAction::set_null:
        return "set null";
    case ReferentialAction::set_default:
        return "set default";
    }
    return "";
}

std::string dump(ForeignKey const &key)
{
    std::string out = dump(key.columns) + (key.has_period ? "period" : "") + " -> " +
                      quoted_qualified_name(key.table) + dump(key.referenced_columns) +
                      (key.references_period ? "period" : "");
    out += key.match == MatchType::full      ? " full"
           : key.match == MatchType::partial ? " partial"
                                             : "";
    out += word(key.on_delete).empty() ? "" : " delete:" + std::string{word(key.on_delete)};
    out += key.set_columns.empty() ? "" : dump(key.set_columns);
    out += word(key.on_update).empty() ? "" : " update:" + std::string{word(key.on_update)};
    return out + dump(key.deferral) + (key.is_not_valid ? " not valid" : "") +
           (key.is_not_enforced ? " not enforced" : "");
}

std::string dump(TriggerDefinition const &trigger)
{
    std::string out = trigger.is_constraint ? "constraint " : "";
    out += trigger.timing == TriggerTiming::before  ? "before"
           : trigger.timing == TriggerTiming::after ? "after"
                                                    : "instead of";
    out += trigger.on_insert ? " insert" : "";
    out += trigger.on_update ? " update" : "";
    out += trigger.update_columns.empty() ? "" : dump(trigger.update_columns);
    out += trigger.on_delete ? " delete" : "";
    out += trigger.on_truncate ? " truncate" : "";
    out += trigger.table.empty() ? "" : " on " + quoted_qualified_name(trigger.table);
    out += trigger.referenced_table.empty()
               ? ""
               : " from " + quoted_qualified_name(trigger.referenced_table);
    out += dump(trigger.deferral);
    out += trigger.old_table ? " old=" + *trigger.old_table : "";
    out += trigger.new_table ? " new=" + *trigger.new_table : "";
    out += trigger.is_for_each_row ? " row" : "";
    out += trigger.when ? " when <" + trigger.when->text + ">" : "";
    return out + " " + quoted_qualified_name(trigger.function) + dump(trigger.arguments);
}

template <class Parse>
void check(Parse parse, std::vector<Case> const &cases)
{
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            auto const result = parse(text);
            CHECK((result ? dump(*result) : shown(result.error())) == expected);
        }
    }
}

} // namespace

TEST_CASE("an index key is a column or an expression with its order", "[clauses]")
{
    check(parse_index_key,
          {
              {"created_at", "created_at"},
              {"created_at desc nulls last", "created_at desc nulls last"},
              {"a ASC NULLS FIRST", "a nulls first"},
              {"\"Odd Name\"", "Odd Name"},
              {"lower(name) collate \"C\" text_pattern_ops",
               "<lower(name)> collate \"C\" by text_pattern_ops"},
              {"embedding vector_cosine_ops", "embedding by vector_cosine_ops"},
              {"embedding public.vector_cosine_ops desc",
               "embedding by public.vector_cosine_ops desc"},
              {"(a + b)", "<a + b>"},
              {"((a + b)) desc", "<(a + b)> desc"},
              {"( (data ->> 'x') ) jsonb_path_ops", "<(data ->> 'x')> by jsonb_path_ops"},
              {"col gist_trgm_ops(siglen=32)", "col by gist_trgm_ops{siglen=32}"},
              {"coalesce(a, 'x')", "<coalesce(a, 'x')>"},
              {"app.f(a, 1) desc", "<app.f(a, 1)> desc"},
              {"position", "position"},
              {"nulls", "nulls"},
              {"a + b", "error at 2: unexpected '+' after the index key"},
              {"t.a", "error at 0: expected a column or a call; other expressions of an index need "
                      "parentheses"},
              {"a, b", "error at 1: unexpected ',' after the index key"},
              {"a desc last", "error at 7: unexpected 'last' after the index key"},
              {"user", "<user>"},
              {"", "error at 0: the expression is incomplete"},
          });
}

TEST_CASE("index keys are a list", "[clauses]")
{
    check(parse_index_keys, {
                                {"a, b desc, lower(c)", "a; b desc; <lower(c)>"},
                                {"(a), (b || c) text_ops", "<a>; <b || c> by text_ops"},
                                {"a,", "error at 2: the expression is incomplete"},
                            });
}

TEST_CASE("an index is written behind its table", "[clauses]")
{
    check(
        parse_index,
        {
            {"using hnsw (embedding vector_cosine_ops) include (a) with (m = 32, "
             "ef_construction='200') where x > 0",
             "hnsw[embedding by vector_cosine_ops] include (a) with {m=32, ef_construction=200} "
             "where@96 x > 0"},
            {"(a, b desc)", "[a; b desc]"},
            {"(a + b) desc, c", "[<a + b> desc; c]"},
            {"((a + b), c)", "[<a + b>; c]"},
            {"(a + b)", "[<a + b>]"},
            {"a, b include (c, d) where a in (1, 2)", "[a; b] include (c, d) where@26 a in (1, 2)"},
            {"unique using btree (a) nulls not distinct tablespace fast",
             "unique btree[a] not distinct in fast"},
            {"unique (lower(email)) where deleted_at is null",
             "unique [<lower(email)>] where@28 deleted_at is null"},
            {"(a) with (fastupdate, fillfactor=-1)", "[a] with {fastupdate=true, fillfactor=-1}"},
            {"using gin (a jsonb_path_ops) with (fastupdate = off)",
             "gin[a by jsonb_path_ops] with {fastupdate=off}"},
            {"(a", "error at 2: expected ')' after the keys of the index"},
            {"(a) where", "error at 9: the expression is incomplete"},
            {"(a) with (z=1, b=2)", "[a] with {z=1, b=2}"},
            {"(a) with (m=)", "error at 12: expected the value of the parameter"},
            {"(a) with (m=1, m=2)", "error at 18: the parameter \"m\" is given twice"},
            {"(a) foo", "error at 4: unexpected 'foo' after the index"},
        });
}

TEST_CASE("a foreign key is written as in CREATE TABLE", "[clauses]")
{
    check(
        parse_foreign_key,
        {
            {"references app.t", "() -> app.t()"},
            {"(a, b) references app.t (x, y) match full on delete set null (a) on update cascade "
             "deferrable initially deferred not valid",
             "(a, b) -> app.t(x, y) full delete:set null(a) update:cascade deferrable deferred not "
             "valid"},
            {"foreign key (\"A\") references \"T\" on delete restrict",
             "(A) -> \"T\"() delete:restrict"},
            {"(a) references t on update set default on delete no action match_",
             "error at 59: unexpected 'match_' after the foreign key"},
            {"(a) references t on delete set default (a, b)",
             "(a) -> t() delete:set default(a, b)"},
            {"(a) references t not deferrable", "(a) -> t()"},
            {"(a) references t deferrable initially immediate", "(a) -> t() deferrable"},
            {"(a) references t initially deferred", "(a) -> t() deferrable deferred"},
            {"(a) references t initially deferred not deferrable",
             "error at 50: a constraint that is INITIALLY DEFERRED must be DEFERRABLE"},
            {"(id, period valid) references t (id, period valid)",
             "(id, valid)period -> t(id, valid)period"},
            {"(period) references t", "(period) -> t()"},
            {"(a) references t not enforced", "(a) -> t() not enforced"},
            {"(a)", "error at 3: expected 'references' and a table"},
            {"(a, ) references t", "error at 4: expected a column name"},
            {"(a) references t on delete",
             "error at 26: expected CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION"},
            {"(a) references t match any", "error at 23: expected 'simple' (or FULL) after MATCH"},
            {"(a) references t on insert cascade",
             "error at 20: expected 'delete' or 'update' after ON"},
        });
}

TEST_CASE("a trigger is written behind its name", "[clauses]")
{
    check(
        parse_trigger,
        {
            {"before update for each row execute function zero_admin.set_updated_at()",
             "before update row zero_admin.set_updated_at()"},
            {"before insert or update of a, b or truncate on t execute procedure f('arg', 1, Word)",
             "before insert update(a, b) truncate on t f(arg, 1, word)"},
            {"constraint after insert on app.t from app.r deferrable initially deferred for each "
             "row execute function f()",
             "constraint after insert on app.t from app.r deferrable deferred row f()"},
            {"after update referencing old table as o new table as n for each statement when "
             "(old.a is distinct from new.a) execute function app.f()",
             "after update old=o new=n when <old.a is distinct from new.a> app.f()"},
            {"instead of delete for each row execute function f()", "instead of delete row f()"},
            {"after insert referencing new table n for row execute function f('it''s')",
             "after insert new=n row f(it's)"},
            {"update execute function f()", "error at 0: expected BEFORE, AFTER or INSTEAD OF"},
            {"before update or update execute function f()",
             "error at 17: the event is given twice"},
            {"before execute function f()",
             "error at 7: expected INSERT, UPDATE, DELETE or TRUNCATE"},
            {"before insert for each table execute function f()",
             "error at 23: expected 'statement' or 'row' after FOR EACH"},
            {"before insert execute f()",
             "error at 22: expected 'procedure' or 'function' after EXECUTE"},
            {"before insert execute function f", "error at 32: expected '(' after the function"},
            {"before insert execute function f(a.b)",
             "error at 34: expected ')' after the arguments"},
            {"before insert when old.a execute function f()",
             "error at 19: expected '(' before the expression"},
            {"after insert referencing execute function f()",
             "error at 25: expected OLD TABLE or NEW TABLE after REFERENCING"},
        });
}

TEST_CASE("sequence options stand in any order", "[clauses]")
{
    check(parse_sequence_options,
          {
              {"", "{}"},
              {"as smallint start with 1_000 increment by -2 no minvalue maxvalue +9 cache 5 no "
               "cycle owned by app.t.c",
               "{as=smallint, cache=5, cycle=false, increment=-2, maxvalue=9, minvalue=none, owned "
               "by=app.t.c, start=1000}"},
              {"unlogged", "{logged=false}"},
              {"start", "error at 5: expected a whole number"},
              {"start 1 foo", "error at 8: unexpected 'foo' after the sequence options"},
          });
}

} // namespace schemadiff::grammar
