// Gathers what the lexer's rules match. For tokens.cpp only.
#pragma once

#include <parser/grammar/token_values.hpp>
#include <parser/grammar/tokens.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::grammar
{

enum class Tolerance : std::uint8_t { none, skip_junk };

// What the actions build: the tokens so far, and the pieces of the literal being read.
class Collector
{
public:
    Collector(std::string_view text, Tolerance tolerance) : text_{text}, tolerance_{tolerance} {}

    [[nodiscard]] std::size_t offset(char const *position) const
    {
        return static_cast<std::size_t>(position - text_.data());
    }

    void add_content(std::string_view content) { contents_.push_back(content); }
    [[nodiscard]] std::vector<std::string_view> const &contents() const { return contents_; }

    void add(TokenKind kind, std::string_view text, std::size_t offset, std::string value)
    {
        bool const is_escape_clause = kind == TokenKind::string && tokens_.size() >= 2 &&
                                      tokens_.back().kind == TokenKind::identifier &&
                                      tokens_.back().value == "uescape" &&
                                      is_unicode(tokens_.end()[-2]);
        if (is_escape_clause) {
            apply_escape(value, offset + text.size());
        } else {
            tokens_.push_back({kind, text, std::move(value), offset});
        }
        contents_.clear();
    }

    void add_unicode(TokenKind kind, std::string_view text, std::size_t offset)
    {
        unicode_contents_.clear();
        for (std::string_view const content : contents_) {
            unicode_contents_ += content;
        }
        unicode_kind_ = kind;
        std::optional<std::string> const value = unicode_value('\\');
        // With a UESCAPE clause to come the default escape may well be invalid.
        add(kind, text, offset, value.value_or(""));
        if (!value) {
            undecided_escape_ = tokens_.size() - 1;
        }
    }

    void fail(std::size_t offset, std::string message)
    {
        if (!error_) {
            error_ = SyntaxError{offset, std::move(message)};
        }
    }
    // Whether reading goes on.
    bool skip(std::size_t offset, std::string message)
    {
        contents_.clear();
        if (tolerance_ == Tolerance::none) {
            fail(offset, std::move(message));
        }
        return tolerance_ == Tolerance::skip_junk;
    }

    Result<std::vector<Token>> result()
    {
        if (!error_ && undecided_escape_) {
            fail(tokens_[*undecided_escape_].offset, "invalid Unicode escape");
        }
        if (error_ && tolerance_ == Tolerance::none) {
            return *error_;
        }
        tokens_.push_back({TokenKind::end, text_.substr(text_.size()), "", text_.size()});
        return std::move(tokens_);
    }

private:
    static bool is_unicode(Token const &token)
    {
        return token.text.size() > 2 && token.text[1] == '&' &&
               (token.text[0] == 'u' || token.text[0] == 'U');
    }

    [[nodiscard]] std::optional<std::string> unicode_value(char escape) const
    {
        bool const is_name = unicode_kind_ == TokenKind::quoted_identifier;
        auto value = unicode_unescaped(unicode_contents_, is_name ? '"' : '\'', escape);
        return value && is_name ? cut_to_name_length(std::move(*value)) : value;
    }

    void apply_escape(std::string const &escape, std::size_t end)
    {
        std::size_t const clause_offset = tokens_.back().offset;
        tokens_.pop_back();
        Token &token = tokens_.back();
        std::optional<std::string> value =
            escape.size() == 1 ? unicode_value(escape[0]) : std::nullopt;
        if (!value) {
            fail(clause_offset, "invalid Unicode escape");
            return;
        }
        undecided_escape_.reset();
        token.value = std::move(*value);
        token.text = std::string_view{token.text.data(), end - token.offset};
    }

    std::string_view text_;
    Tolerance tolerance_;
    std::vector<Token> tokens_;
    std::vector<std::string_view> contents_;
    std::string unicode_contents_;
    TokenKind unicode_kind_ = TokenKind::string;
    std::optional<std::size_t> undecided_escape_;
    std::optional<SyntaxError> error_;
};

} // namespace schemadiff::grammar
