#include <parser/grammar/clauses.hpp>

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/expression.hpp>
#include <parser/grammar/names.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

// What an index key may be followed by, so that these words are no operator class.
bool at_end_of_key(Cursor const &cursor)
{
    return !cursor.at_column_name() || cursor.at_any_word({"asc", "desc"}) ||
           (cursor.at_word("nulls") &&
            cursor.at_any_word({"first", "last", "not", "distinct"}, 1)) ||
           (cursor.at_word("include") && cursor.at_symbol("(", 1)) || cursor.at_word("tablespace");
}

void take_key_itself(Cursor &cursor, IndexKey &key)
{
    if (cursor.at_symbol("(")) {
        key.expression = take_parenthesised_expression(cursor, "after the expression").text;
        return;
    }
    std::size_t const first = cursor.index();
    Expr const expression = take_simple_expression(cursor);
    switch (expression.kind) {
    case ExprKind::column:
        if (expression.name.size() == 1 && cursor.index() == first + 1) {
            key.column = expression.name.front();
            return;
        }
        break;
    case ExprKind::function:
    case ExprKind::syntax_call:
    case ExprKind::keyword_value:
    case ExprKind::opaque:
    case ExprKind::cast:
        key.expression = std::string{cursor.text_since(first)};
        return;
    default:
        break;
    }
    cursor.fail_at(expression.begin,
                   "expected a column or a call; other expressions of an index need parentheses");
}

std::vector<IndexKey> take_index_keys(Cursor &cursor)
{
    std::vector<IndexKey> keys;
    do {
        keys.push_back(take_index_key(cursor));
    } while (cursor.accept_symbol(","));
    return keys;
}

IndexDefinition take_index(Cursor &cursor)
{
    IndexDefinition index;
    index.is_unique = cursor.accept_word("unique");
    if (cursor.accept_word("using")) {
        index.method = cursor.expect_column_name("an index method");
    }
    // One key may begin with a parenthesis itself, so (a + b) desc is tried first.
    Cursor trial = cursor;
    std::vector<IndexKey> bare_keys = take_index_keys(trial);
    bool const is_bare = !trial.failed() && (trial.at_end() || !cursor.at_symbol("("));
    bool const is_list = cursor.at_symbol("(");
    if (!is_list) {
        index.keys = take_index_keys(cursor);
    } else {
        Cursor listed = cursor;
        listed.take();
        index.keys = take_index_keys(listed);
        listed.expect_symbol(")", "after the keys of the index");
        bool const has_rest = !listed.failed() && (listed.at_symbol(",") ||
                                                   listed.at_any_word({"asc", "desc", "collate"}));
        if ((listed.failed() || has_rest) && is_bare) {
            index.keys = std::move(bare_keys);
            cursor = trial;
        } else {
            cursor = listed;
        }
    }
    if (cursor.accept_word("include")) {
        index.include = cursor.expect_name_list("the included columns");
    }
    if (cursor.accept_words({"nulls", "not", "distinct"})) {
        index.nulls_not_distinct = true;
    } else {
        cursor.accept_words({"nulls", "distinct"});
    }
    if (cursor.accept_word("with")) {
        index.parameters = take_parameters(cursor);
    }
    if (cursor.accept_word("tablespace")) {
        index.tablespace = cursor.expect_column_name("a tablespace");
    }
    if (cursor.accept_word("where")) {
        std::size_t const first = cursor.index();
        std::size_t const offset = cursor.offset();
        take_expression(cursor);
        index.predicate = Located{std::string{cursor.text_since(first)}, offset};
    }
    return index;
}

} // namespace

Located take_parenthesised_expression(Cursor &cursor, std::string_view after)
{
    cursor.expect_symbol("(", "before the expression");
    Located result;
    std::size_t const first = cursor.index();
    result.offset = cursor.offset();
    take_expression(cursor);
    result.text = std::string{cursor.text_since(first)};
    cursor.expect_symbol(")", after);
    return result;
}

Options take_parameters(Cursor &cursor)
{
    Options parameters;
    cursor.expect_symbol("(", "before the parameters");
    do {
        std::string name = cursor.expect_label("the name of a parameter");
        if (cursor.accept_symbol(".")) {
            name += '.';
            name += cursor.expect_label("a name after '.'");
        }
        std::string value = "true";
        if (cursor.accept_symbol("=")) {
            std::size_t const first = cursor.index();
            if (cursor.at_symbol("-") || cursor.at_symbol("+")) {
                cursor.take();
            }
            if (cursor.at_end() || cursor.at_kind(TokenKind::symbol)) {
                cursor.fail("expected the value of the parameter");
            }
            bool const is_string = cursor.at_kind(TokenKind::string);
            value = cursor.take().value;
            value = is_string ? value : std::string{cursor.text_since(first)};
        }
        if (parameters.contains(name)) {
            cursor.fail("the parameter \"" + name + "\" is given twice");
        }
        parameters.emplace(std::move(name), value);
    } while (cursor.accept_symbol(","));
    cursor.expect_symbol(")", "after the parameters");
    return parameters;
}

IndexKey take_index_key(Cursor &cursor)
{
    IndexKey key;
    key.offset = cursor.offset();
    take_key_itself(cursor, key);
    if (cursor.accept_word("collate")) {
        key.collation = cursor.expect_qualified_name("a collation");
    }
    if (!at_end_of_key(cursor)) {
        key.operator_class = cursor.expect_qualified_name("an operator class");
        if (cursor.at_symbol("(")) {
            key.operator_class_parameters = take_parameters(cursor);
        }
    }
    key.is_descending = cursor.accept_word("desc");
    if (!key.is_descending) {
        cursor.accept_word("asc");
    }
    if (cursor.accept_words({"nulls", "first"})) {
        key.nulls_first = true;
    } else if (cursor.accept_words({"nulls", "last"})) {
        key.nulls_first = false;
    }
    return key;
}

Result<IndexKey> parse_index_key(std::string_view text)
{
    return parsed_whole(text, "the index key", take_index_key);
}

Result<std::vector<IndexKey>> parse_index_keys(std::string_view text)
{
    return parsed_whole(text, "the index keys", take_index_keys);
}

Result<IndexDefinition> parse_index(std::string_view text)
{
    return parsed_whole(text, "the index", take_index);
}

} // namespace schemadiff::grammar
