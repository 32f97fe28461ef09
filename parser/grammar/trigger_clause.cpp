#include <parser/grammar/clauses.hpp>

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/expression.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

TriggerTiming take_timing(Cursor &cursor)
{
    if (cursor.accept_word("before")) {
        return TriggerTiming::before;
    }
    if (cursor.accept_word("after")) {
        return TriggerTiming::after;
    }
    if (!cursor.accept_words({"instead", "of"})) {
        cursor.fail("expected BEFORE, AFTER or INSTEAD OF");
    }
    return TriggerTiming::instead_of;
}

void take_event(Cursor &cursor, TriggerDefinition &trigger)
{
    std::size_t const offset = cursor.offset();
    bool *event = nullptr;
    if (cursor.accept_word("insert")) {
        event = &trigger.on_insert;
    } else if (cursor.accept_word("update")) {
        event = &trigger.on_update;
    } else if (cursor.accept_word("delete")) {
        event = &trigger.on_delete;
    } else if (cursor.accept_word("truncate")) {
        event = &trigger.on_truncate;
    } else {
        cursor.fail("expected INSERT, UPDATE, DELETE or TRUNCATE");
        return;
    }
    if (*event) {
        cursor.fail_at(offset, "the event is given twice");
    }
    *event = true;
    if (event == &trigger.on_update && cursor.accept_word("of")) {
        do {
            trigger.update_columns.push_back(cursor.expect_column_name("a column name"));
        } while (cursor.accept_symbol(","));
    }
}

void take_transition_tables(Cursor &cursor, TriggerDefinition &trigger)
{
    while (cursor.at_any_word({"old", "new"})) {
        bool const is_old = cursor.take().value == "old";
        cursor.expect_word("table", "in REFERENCING");
        cursor.accept_word("as");
        (is_old ? trigger.old_table : trigger.new_table) =
            cursor.expect_column_name("a name of the transition table");
    }
    if (!trigger.old_table && !trigger.new_table) {
        cursor.fail("expected OLD TABLE or NEW TABLE after REFERENCING");
    }
}

std::vector<std::string> take_arguments(Cursor &cursor)
{
    std::vector<std::string> arguments;
    cursor.expect_symbol("(", "after the function");
    if (!cursor.at_symbol(")")) {
        do {
            // PostgreSQL takes only strings, numbers and bare words here, all as strings.
            if (cursor.at_end() || cursor.at_kind(TokenKind::symbol) ||
                cursor.at_kind(TokenKind::operator_name)) {
                cursor.fail("expected a string, a number or a word as argument");
            }
            arguments.push_back(cursor.take().value);
        } while (cursor.accept_symbol(","));
    }
    cursor.expect_symbol(")", "after the arguments");
    return arguments;
}

TriggerDefinition take_trigger(Cursor &cursor)
{
    TriggerDefinition trigger;
    trigger.is_constraint = cursor.accept_word("constraint");
    trigger.timing = take_timing(cursor);
    do {
        take_event(cursor, trigger);
    } while (cursor.accept_word("or"));
    if (cursor.accept_word("on")) {
        trigger.table = cursor.expect_qualified_name("a table");
    }
    if (cursor.accept_word("from")) {
        trigger.referenced_table = cursor.expect_qualified_name("a table");
    }
    while (take_deferral(cursor, trigger.deferral)) {
    }
    if (cursor.accept_word("referencing")) {
        take_transition_tables(cursor, trigger);
    }
    if (cursor.accept_word("for")) {
        cursor.accept_word("each");
        trigger.is_for_each_row = cursor.accept_word("row");
        if (!trigger.is_for_each_row) {
            cursor.expect_word("statement", "or 'row' after FOR EACH");
        }
    }
    if (cursor.accept_word("when")) {
        trigger.when = take_parenthesised_expression(cursor, "after the condition");
    }
    cursor.expect_word("execute", "and the function of the trigger");
    if (!cursor.accept_word("function")) {
        cursor.expect_word("procedure", "or 'function' after EXECUTE");
    }
    trigger.function_offset = cursor.offset();
    trigger.function = cursor.expect_qualified_name("a function");
    trigger.arguments = take_arguments(cursor);
    return trigger;
}

} // namespace

Result<TriggerDefinition> parse_trigger(std::string_view text)
{
    return parsed_whole(text, "the trigger", take_trigger);
}

} // namespace schemadiff::grammar
