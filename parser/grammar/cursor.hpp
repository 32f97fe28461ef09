// A place in a list of tokens: what the parsers of this folder walk along. It keeps the
// first mistake and then stands at the end, so that no parser has to check after each step;
// a copy is cheap and is how a parser tries something.
#pragma once

#include <parser/grammar/parsed.hpp>
#include <parser/grammar/tokens.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

class Cursor
{
public:
    // Both must outlive the cursor; the tokens end with one of kind end.
    Cursor(std::string_view text, std::span<Token const> tokens) : text_{text}, tokens_{tokens} {}

    [[nodiscard]] Token const &peek(std::size_t ahead = 0) const;
    [[nodiscard]] bool at_end() const { return peek().kind == TokenKind::end; }
    [[nodiscard]] bool at_kind(TokenKind kind) const { return peek().kind == kind; }
    // An unquoted word, or a symbol or operator, written exactly so.
    [[nodiscard]] bool at_word(std::string_view word, std::size_t ahead = 0) const;
    [[nodiscard]] bool at_any_word(std::initializer_list<std::string_view> words,
                                   std::size_t ahead = 0) const;
    [[nodiscard]] bool at_words(std::initializer_list<std::string_view> words) const;
    [[nodiscard]] bool at_symbol(std::string_view symbol, std::size_t ahead = 0) const;
    // What may name a column or table; a function or type; anything after a point or AS.
    [[nodiscard]] bool at_column_name(std::size_t ahead = 0) const;
    [[nodiscard]] bool at_function_name(std::size_t ahead = 0) const;
    [[nodiscard]] bool at_label(std::size_t ahead = 0) const;

    // Takes one token; at the end it takes none.
    Token const &take();
    bool accept_word(std::string_view word);
    bool accept_words(std::initializer_list<std::string_view> words);
    bool accept_symbol(std::string_view symbol);
    // `where` goes on after "expected ')' ", for example "after the type modifiers".
    void expect_symbol(std::string_view symbol, std::string_view where);
    void expect_word(std::string_view word, std::string_view where);
    void expect_end(std::string_view after);

    // The folded name; a mistake ("expected a column name") if there is none.
    std::string expect_column_name(std::string_view what);
    std::string expect_label(std::string_view what);
    // a, a.b, a.b.c
    std::vector<std::string> expect_qualified_name(std::string_view what);
    // (a, b) with its parentheses.
    std::vector<std::string> expect_name_list(std::string_view what);

    // Takes what follows up to the ')' or ']' that closes what is open here, or a comma
    // outside of inner brackets if `at_comma`; the text between, without spaces around it.
    std::string_view take_balanced(bool at_comma);

    void fail(std::string message) { fail_at(peek().offset, std::move(message)); }
    void fail_at(std::size_t offset, std::string message);
    [[nodiscard]] bool failed() const { return error_.has_value(); }
    [[nodiscard]] SyntaxError const &error() const { return *error_; }

    [[nodiscard]] std::size_t offset() const { return peek().offset; }
    [[nodiscard]] std::size_t index() const { return index_; }
    // Where the last taken token ended; 0 before the first.
    [[nodiscard]] std::size_t last_end() const
    {
        return index_ == 0 ? 0 : tokens_[index_ - 1].end_offset();
    }
    [[nodiscard]] std::span<Token const> tokens_between(std::size_t begin_index,
                                                        std::size_t end_index) const
    {
        return tokens_.subspan(begin_index, end_index - begin_index);
    }
    // The source from the token with that index to the last taken one.
    [[nodiscard]] std::string_view text_since(std::size_t first_index) const;
    [[nodiscard]] std::string_view text_between(std::size_t begin, std::size_t end) const
    {
        return text_.substr(begin, end - begin);
    }

    template <class T>
    [[nodiscard]] Result<T> result(T value) const
    {
        if (error_) {
            return *error_;
        }
        return value;
    }

private:
    std::string_view text_;
    std::span<Token const> tokens_;
    std::size_t index_ = 0;
    std::optional<SyntaxError> error_;
};

// Reads the whole text with `parse(Cursor &)`; anything left over is a mistake.
template <class Parse>
auto parsed_whole(std::string_view text, std::string_view what, Parse parse)
    -> Result<decltype(parse(std::declval<Cursor &>()))>
{
    auto const all = tokens(text);
    if (!all) {
        return all.error();
    }
    Cursor cursor{text, *all};
    auto value = parse(cursor);
    cursor.expect_end(what);
    return cursor.result(std::move(value));
}

} // namespace schemadiff::grammar
