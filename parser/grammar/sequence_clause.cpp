#include <parser/grammar/clauses.hpp>

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/names.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

std::string take_number(Cursor &cursor)
{
    bool const is_negative = cursor.accept_symbol("-");
    if (!is_negative) {
        cursor.accept_symbol("+");
    }
    if (!cursor.at_kind(TokenKind::integer)) {
        cursor.fail("expected a whole number");
    }
    return (is_negative ? "-" : "") + cursor.take().value;
}

struct Option {
    std::string name; // empty: none is here
    std::string value;
};

Option take_option(Cursor &cursor)
{
    if (cursor.accept_words({"no", "minvalue"})) {
        return {"minvalue", "none"};
    }
    if (cursor.accept_words({"no", "maxvalue"})) {
        return {"maxvalue", "none"};
    }
    if (cursor.accept_words({"no", "cycle"})) {
        return {"cycle", "false"};
    }
    if (cursor.accept_word("cycle")) {
        return {"cycle", "true"};
    }
    if (cursor.accept_word("start")) {
        cursor.accept_word("with");
        return {"start", take_number(cursor)};
    }
    if (cursor.accept_word("increment")) {
        cursor.accept_word("by");
        return {"increment", take_number(cursor)};
    }
    if (cursor.at_any_word({"minvalue", "maxvalue", "cache"})) {
        std::string name = cursor.take().value;
        return {std::move(name), take_number(cursor)};
    }
    if (cursor.accept_word("as")) {
        return {"as", canonical(take_type(cursor))};
    }
    if (cursor.accept_words({"sequence", "name"})) {
        return {"sequence name", quoted_qualified_name(cursor.expect_qualified_name("a sequence"))};
    }
    if (cursor.accept_words({"owned", "by"})) {
        return {"owned by", quoted_qualified_name(cursor.expect_qualified_name("a column"))};
    }
    if (cursor.at_any_word({"logged", "unlogged"})) {
        return {"logged", cursor.take().value == "logged" ? "true" : "false"};
    }
    return {};
}

} // namespace

std::map<std::string, std::string> take_sequence_options(Cursor &cursor)
{
    std::map<std::string, std::string> options;
    while (!cursor.failed()) {
        std::size_t const offset = cursor.offset();
        Option option = take_option(cursor);
        if (option.name.empty()) {
            break;
        }
        if (!options.emplace(option.name, std::move(option.value)).second) {
            cursor.fail_at(offset, "the option '" + option.name + "' is given twice");
        }
    }
    return options;
}

Result<std::map<std::string, std::string>> parse_sequence_options(std::string_view text)
{
    return parsed_whole(text, "the sequence options", take_sequence_options);
}

} // namespace schemadiff::grammar
