#include <parser/grammar/clauses.hpp>

#include <parser/grammar/cursor.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

// (a, b, PERIOD c); PERIOD since PostgreSQL 18.
std::vector<std::string> take_key_columns(Cursor &cursor, bool &has_period)
{
    std::vector<std::string> columns;
    cursor.expect_symbol("(", "before the columns of the key");
    do {
        has_period = cursor.at_word("period") && cursor.at_column_name(1);
        if (has_period) {
            cursor.take();
        }
        columns.push_back(cursor.expect_column_name("a column name"));
    } while (!has_period && cursor.accept_symbol(","));
    cursor.expect_symbol(")", "after the columns of the key");
    return columns;
}

MatchType take_match(Cursor &cursor)
{
    if (cursor.accept_word("full")) {
        return MatchType::full;
    }
    if (cursor.accept_word("partial")) {
        return MatchType::partial;
    }
    cursor.expect_word("simple", "(or FULL) after MATCH");
    return MatchType::simple;
}

ReferentialAction take_action(Cursor &cursor)
{
    if (cursor.accept_word("cascade")) {
        return ReferentialAction::cascade;
    }
    if (cursor.accept_word("restrict")) {
        return ReferentialAction::restrict;
    }
    if (cursor.accept_words({"set", "null"})) {
        return ReferentialAction::set_null;
    }
    if (cursor.accept_words({"set", "default"})) {
        return ReferentialAction::set_default;
    }
    if (!cursor.accept_words({"no", "action"})) {
        cursor.fail("expected CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION");
    }
    return ReferentialAction::no_action;
}

void take_on(Cursor &cursor, ForeignKey &key)
{
    if (cursor.accept_word("update")) {
        key.on_update = take_action(cursor);
        return;
    }
    cursor.expect_word("delete", "or 'update' after ON");
    key.on_delete = take_action(cursor);
    bool const sets = key.on_delete == ReferentialAction::set_null ||
                      key.on_delete == ReferentialAction::set_default;
    if (sets && cursor.at_symbol("(")) {
        key.set_columns = cursor.expect_name_list("the columns to set");
    }
}

ForeignKey take_foreign_key(Cursor &cursor)
{
    std::vector<std::string> columns;
    bool has_period = false;
    if (cursor.accept_words({"foreign", "key"}) || cursor.at_symbol("(")) {
        columns = take_key_columns(cursor, has_period);
    }
    ForeignKey key = take_references(cursor);
    key.columns = std::move(columns);
    key.has_period = has_period;
    return key;
}

} // namespace

bool take_deferral(Cursor &cursor, Deferral &deferral)
{
    if (cursor.accept_word("deferrable")) {
        deferral.is_deferrable = true;
    } else if (cursor.accept_words({"not", "deferrable"})) {
        if (deferral.is_initially_deferred) {
            cursor.fail("a constraint that is INITIALLY DEFERRED must be DEFERRABLE");
        }
        deferral.is_deferrable = false;
    } else if (cursor.accept_words({"initially", "deferred"})) {
        deferral = {true, true};
    } else {
        return cursor.accept_words({"initially", "immediate"});
    }
    return true;
}

ForeignKey take_references(Cursor &cursor)
{
    ForeignKey key;
    key.offset = cursor.offset();
    cursor.expect_word("references", "and a table");
    key.table_offset = cursor.offset();
    key.table = cursor.expect_qualified_name("a table");
    if (cursor.at_symbol("(")) {
        key.referenced_columns = take_key_columns(cursor, key.references_period);
    }
    if (cursor.accept_word("match")) {
        key.match = take_match(cursor);
    }
    bool goes_on = true;
    while (goes_on) {
        if (cursor.accept_word("on")) {
            take_on(cursor, key);
        } else if (cursor.accept_words({"not", "valid"})) {
            key.is_not_valid = true;
        } else if (cursor.accept_words({"not", "enforced"})) {
            key.is_not_enforced = true;
        } else {
            goes_on = cursor.accept_word("enforced") || take_deferral(cursor, key.deferral);
        }
    }
    return key;
}

Result<ForeignKey> parse_foreign_key(std::string_view text)
{
    return parsed_whole(text, "the foreign key", take_foreign_key);
}

} // namespace schemadiff::grammar
