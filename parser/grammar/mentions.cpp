#include <parser/grammar/mentions.hpp>

#include <parser/grammar/keywords.hpp>
#include <parser/grammar/tokens.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

constexpr auto naming_types =
    std::to_array<std::string_view>({"regclass", "regcollation", "regconfig", "regdictionary",
                                     "regproc", "regprocedure", "regtype"});

constexpr auto naming_functions =
    std::to_array<std::string_view>({"currval", "nextval", "pg_get_serial_sequence", "setval",
                                     "to_regclass", "to_regproc", "to_regprocedure", "to_regtype"});

bool is_name(Token const &token)
{
    return token.kind == TokenKind::identifier || token.kind == TokenKind::quoted_identifier;
}

// The tokens with a place in them; before the first and after the last stands the end token.
class Walk
{
public:
    explicit Walk(std::vector<Token> const &tokens) : tokens_{tokens} {}

    [[nodiscard]] bool at_end() const { return at_ >= tokens_.size() - 1; }
    [[nodiscard]] Token const &token(std::ptrdiff_t ahead = 0) const
    {
        std::ptrdiff_t const index = static_cast<std::ptrdiff_t>(at_) + ahead;
        bool const is_inside = index >= 0 && index < std::ssize(tokens_);
        return is_inside ? tokens_[static_cast<std::size_t>(index)] : tokens_.back();
    }
    [[nodiscard]] bool is_symbol(std::ptrdiff_t ahead, std::string_view text) const
    {
        return token(ahead).kind == TokenKind::symbol && token(ahead).text == text;
    }
    [[nodiscard]] bool is_word(std::ptrdiff_t ahead, std::string_view word) const
    {
        return token(ahead).kind == TokenKind::identifier && token(ahead).value == word;
    }
    template <class Words>
    [[nodiscard]] bool is_one_of(std::ptrdiff_t ahead, Words const &words) const
    {
        return is_name(token(ahead)) && std::ranges::find(words, token(ahead).value) != words.end();
    }
    void advance() { ++at_; }

private:
    std::vector<Token> const &tokens_;
    std::size_t at_ = 0;
};

// The name that begins here, and the walk is behind it; nothing for a reserved word.
std::vector<std::string> take_chain(Walk &walk)
{
    Token const &first = walk.token();
    bool const is_reserved = first.kind == TokenKind::identifier &&
                             keyword_category(first.value) == KeywordCategory::reserved;
    std::vector<std::string> parts{first.value};
    walk.advance();
    while (walk.is_symbol(0, ".") && is_name(walk.token(1))) {
        parts.push_back(walk.token(1).value);
        walk.advance();
        walk.advance();
    }
    // `new.a` and `old.a` are no keywords, but `user.a` cannot be written without quotes.
    if (is_reserved && parts.size() == 1) {
        parts.clear();
    }
    return parts;
}

// OPERATOR(app.===): how an operator is written that is not on the search path.
bool add_operator(Walk &walk, std::vector<Mention> &found)
{
    bool const is_one = walk.is_word(-2, "operator") && walk.is_symbol(-1, "(") &&
                        walk.is_symbol(1, ".") && walk.token(2).kind == TokenKind::operator_name;
    if (is_one) {
        Mention mention;
        mention.offset = walk.token().offset;
        mention.is_operator = true;
        mention.parts = {walk.token().value, std::string{walk.token(2).text}};
        found.push_back(std::move(mention));
        for (int token = 0; token < 3; ++token) {
            walk.advance();
        }
    }
    return is_one;
}

void add_chain(Walk &walk, std::vector<Mention> &found)
{
    Mention mention;
    mention.offset = walk.token().offset;
    mention.follows_as = walk.is_word(-1, "as");
    mention.follows_point = walk.is_symbol(-1, ".");
    mention.parts = take_chain(walk);
    mention.is_called = walk.is_symbol(0, "(");
    if (!mention.parts.empty()) {
        found.push_back(std::move(mention));
    }
}

// Whether the literal at the walk is the name of an object.
bool names_an_object(Walk const &walk)
{
    auto const type_at = [&](std::ptrdiff_t ahead) {
        return walk.is_one_of(ahead, naming_types) ||
               (walk.is_word(ahead, "pg_catalog") && walk.is_symbol(ahead + 1, ".") &&
                walk.is_one_of(ahead + 2, naming_types));
    };
    bool const is_cast = (walk.is_symbol(1, "::") && type_at(2)) ||
                         walk.is_one_of(-1, naming_types) ||
                         (walk.is_word(-2, "cast") && walk.is_word(1, "as") && type_at(2));
    return is_cast || (walk.is_symbol(-1, "(") && walk.is_one_of(-2, naming_functions));
}

void add_literal(Token const &literal, std::vector<Mention> &found)
{
    std::vector<Token> const tokens = readable_tokens(literal.value);
    Walk walk{tokens};
    while (!walk.at_end()) {
        if (!is_name(walk.token())) {
            walk.advance();
            continue;
        }
        std::size_t const before = found.size();
        add_chain(walk, found);
        if (found.size() > before) {
            found.back().offset = literal.offset;
            found.back().is_literal = true;
        }
    }
}

} // namespace

std::vector<Mention> mentions(std::string_view sql_text)
{
    std::vector<Mention> found;
    std::vector<Token> const tokens = readable_tokens(sql_text);
    Walk walk{tokens};
    while (!walk.at_end()) {
        if (is_name(walk.token())) {
            if (!add_operator(walk, found)) {
                add_chain(walk, found);
            }
            continue;
        }
        if (walk.token().kind == TokenKind::string && names_an_object(walk)) {
            add_literal(walk.token(), found);
        }
        walk.advance();
    }
    return found;
}

} // namespace schemadiff::grammar
