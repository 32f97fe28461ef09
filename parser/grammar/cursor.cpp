#include <parser/grammar/cursor.hpp>

#include <parser/grammar/keywords.hpp>

#include <algorithm>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

bool is_opening(Token const &token)
{
    return token.kind == TokenKind::symbol && (token.text == "(" || token.text == "[");
}

bool is_closing(Token const &token)
{
    return token.kind == TokenKind::symbol && (token.text == ")" || token.text == "]");
}

} // namespace

Token const &Cursor::peek(std::size_t ahead) const
{
    return tokens_[std::min(index_ + ahead, tokens_.size() - 1)];
}

bool Cursor::at_word(std::string_view word, std::size_t ahead) const
{
    Token const &token = peek(ahead);
    return token.kind == TokenKind::identifier && token.value == word;
}

bool Cursor::at_any_word(std::initializer_list<std::string_view> words, std::size_t ahead) const
{
    Token const &token = peek(ahead);
    return token.kind == TokenKind::identifier &&
           std::ranges::find(words, token.value) != words.end();
}

bool Cursor::at_words(std::initializer_list<std::string_view> words) const
{
    std::size_t ahead = 0;
    return std::ranges::all_of(words,
                               [&](std::string_view word) { return at_word(word, ahead++); });
}

bool Cursor::at_symbol(std::string_view symbol, std::size_t ahead) const
{
    Token const &token = peek(ahead);
    return (token.kind == TokenKind::symbol || token.kind == TokenKind::operator_name) &&
           token.value == symbol;
}

bool Cursor::at_column_name(std::size_t ahead) const
{
    Token const &token = peek(ahead);
    if (token.kind != TokenKind::identifier) {
        return token.kind == TokenKind::quoted_identifier;
    }
    KeywordCategory const category = keyword_category(token.value);
    return category == KeywordCategory::none || category == KeywordCategory::column_name;
}

bool Cursor::at_function_name(std::size_t ahead) const
{
    Token const &token = peek(ahead);
    if (token.kind != TokenKind::identifier) {
        return token.kind == TokenKind::quoted_identifier;
    }
    KeywordCategory const category = keyword_category(token.value);
    return category == KeywordCategory::none || category == KeywordCategory::type_or_function_name;
}

bool Cursor::at_label(std::size_t ahead) const
{
    TokenKind const kind = peek(ahead).kind;
    return kind == TokenKind::identifier || kind == TokenKind::quoted_identifier;
}

Token const &Cursor::take()
{
    Token const &token = peek();
    if (token.kind != TokenKind::end) {
        ++index_;
    }
    return token;
}

bool Cursor::accept_word(std::string_view word)
{
    return accept_words({word});
}

bool Cursor::accept_words(std::initializer_list<std::string_view> words)
{
    bool const is_there = at_words(words);
    index_ += is_there ? words.size() : 0;
    return is_there;
}

bool Cursor::accept_symbol(std::string_view symbol)
{
    bool const is_there = at_symbol(symbol);
    index_ += is_there ? 1 : 0;
    return is_there;
}

void Cursor::expect_symbol(std::string_view symbol, std::string_view where)
{
    if (!accept_symbol(symbol)) {
        fail("expected '" + std::string{symbol} + "' " + std::string{where});
    }
}

void Cursor::expect_word(std::string_view word, std::string_view where)
{
    if (!accept_word(word)) {
        fail("expected '" + std::string{word} + "' " + std::string{where});
    }
}

void Cursor::expect_end(std::string_view after)
{
    if (!at_end()) {
        fail("unexpected '" + std::string{peek().text} + "' after " + std::string{after});
    }
}

std::string Cursor::expect_column_name(std::string_view what)
{
    if (at_column_name()) {
        return take().value;
    }
    bool const is_keyword = at_kind(TokenKind::identifier);
    fail("expected " + std::string{what} +
         (is_keyword
              ? ", and '" + peek().value + "' is a keyword that needs double quotes as a name"
              : ""));
    return {};
}

std::string Cursor::expect_label(std::string_view what)
{
    if (at_label()) {
        return take().value;
    }
    fail("expected " + std::string{what});
    return {};
}

std::vector<std::string> Cursor::expect_qualified_name(std::string_view what)
{
    std::vector<std::string> parts{expect_column_name(what)};
    while (accept_symbol(".")) {
        parts.push_back(expect_label("a name after '.'"));
    }
    return parts;
}

std::vector<std::string> Cursor::expect_name_list(std::string_view what)
{
    std::vector<std::string> names;
    expect_symbol("(", "before " + std::string{what});
    do {
        names.push_back(expect_column_name("a column name"));
    } while (accept_symbol(","));
    expect_symbol(")", "after " + std::string{what});
    return names;
}

std::string_view Cursor::take_balanced(bool at_comma)
{
    std::size_t const first = index_;
    std::size_t depth = 0;
    while (!at_end() && (depth > 0 || !is_closing(peek())) &&
           !(at_comma && depth == 0 && at_symbol(","))) {
        depth += is_opening(peek()) ? 1 : 0;
        depth -= is_closing(peek()) ? 1 : 0;
        take();
    }
    return text_since(first);
}

void Cursor::fail_at(std::size_t offset, std::string message)
{
    if (!error_) {
        error_ = SyntaxError{offset, std::move(message)};
    }
    index_ = tokens_.size() - 1;
}

std::string_view Cursor::text_since(std::size_t first_index) const
{
    if (first_index >= index_) {
        return {};
    }
    std::size_t const begin = tokens_[first_index].offset;
    return text_.substr(begin, tokens_[index_ - 1].end_offset() - begin);
}

} // namespace schemadiff::grammar
