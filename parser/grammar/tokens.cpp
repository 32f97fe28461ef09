#include <parser/grammar/tokens.hpp>

#include <parser/grammar/token_collector.hpp>
#include <parser/grammar/token_rules.hpp>
#include <parser/grammar/token_scan.hpp>
#include <parser/grammar/token_values.hpp>

#include <tao/pegtl.hpp>

#include <optional>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

namespace pegtl = tao::pegtl;

std::string joined_contents(Collector const &collector)
{
    std::string value;
    for (std::string_view const content : collector.contents()) {
        value += without_doubled(content, '\'');
    }
    return value;
}

template <class Rule>
struct Action : pegtl::nothing<Rule> {
};

struct KeepContent {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add_content(in.string_view());
    }
};
template <>
struct Action<rules::plain_content> : KeepContent {
};
template <>
struct Action<rules::escaped_content> : KeepContent {
};
template <>
struct Action<rules::unicode_content> : KeepContent {
};
template <>
struct Action<rules::quoted_content> : KeepContent {
};

template <TokenKind kind>
struct KeepText {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add(kind, in.string_view(), collector.offset(in.begin()), in.string());
    }
};
template <>
struct Action<rules::decimal> : KeepText<TokenKind::decimal> {
};
template <>
struct Action<rules::parameter> : KeepText<TokenKind::parameter> {
};
template <>
struct Action<rules::symbol> : KeepText<TokenKind::symbol> {
};

template <>
struct Action<rules::operator_name> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        std::string_view const text = in.string_view();
        collector.add(TokenKind::operator_name, text, collector.offset(in.begin()),
                      text == "!=" ? "<>" : in.string());
    }
};

template <>
struct Action<rules::integer> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add(TokenKind::integer, in.string_view(), collector.offset(in.begin()),
                      plain_integer(in.string_view()));
    }
};

template <>
struct Action<rules::identifier> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add(TokenKind::identifier, in.string_view(), collector.offset(in.begin()),
                      cut_to_name_length(folded(in.string_view())));
    }
};

template <>
struct Action<rules::quoted_identifier> {
    template <class Input>
    static bool apply(Input const &in, Collector &collector)
    {
        std::string value = without_doubled(collector.contents().back(), '"');
        if (value.empty()) {
            return collector.skip(collector.offset(in.begin()), "a quoted name must not be empty");
        }
        collector.add(TokenKind::quoted_identifier, in.string_view(), collector.offset(in.begin()),
                      cut_to_name_length(std::move(value)));
        return true;
    }
};

template <>
struct Action<rules::plain_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add(TokenKind::string, in.string_view(), collector.offset(in.begin()),
                      joined_contents(collector));
    }
};

template <>
struct Action<rules::national_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add(TokenKind::national_string, in.string_view(), collector.offset(in.begin()),
                      joined_contents(collector));
    }
};

template <>
struct Action<rules::bit_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add(TokenKind::bit_string, in.string_view(), collector.offset(in.begin()),
                      folded(in.string_view().substr(0, 1)) + folded(joined_contents(collector)));
    }
};

template <>
struct Action<rules::escaped_string> {
    template <class Input>
    static bool apply(Input const &in, Collector &collector)
    {
        std::string value;
        for (std::string_view const content : collector.contents()) {
            std::optional<std::string> const part = unescaped(content);
            if (!part) {
                return collector.skip(collector.offset(in.begin()), "invalid Unicode escape");
            }
            value += *part;
        }
        collector.add(TokenKind::string, in.string_view(), collector.offset(in.begin()),
                      std::move(value));
        return true;
    }
};

template <>
struct Action<rules::unicode_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add_unicode(TokenKind::string, in.string_view(), collector.offset(in.begin()));
    }
};
template <>
struct Action<rules::unicode_identifier> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.add_unicode(TokenKind::quoted_identifier, in.string_view(),
                              collector.offset(in.begin()));
    }
};

template <>
struct Action<rules::dollar_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        std::string_view const text = in.string_view();
        std::size_t const delimiter = dollar_delimiter(text).size();
        collector.add(TokenKind::string, text, collector.offset(in.begin()),
                      std::string{text.substr(delimiter, text.size() - 2 * delimiter)});
    }
};

template <>
struct Action<rules::unterminated_comment> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.fail(collector.offset(in.begin()), "the comment has no end");
    }
};
template <>
struct Action<rules::unterminated_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.fail(collector.offset(in.begin()), "the string has no closing quote");
    }
};
template <>
struct Action<rules::unterminated_identifier> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.fail(collector.offset(in.begin()), "the quoted name has no closing quote");
    }
};
template <>
struct Action<rules::unterminated_dollar_string> {
    template <class Input>
    static void apply(Input const &in, Collector &collector)
    {
        collector.fail(collector.offset(in.begin()), "the dollar-quoted string has no end");
    }
};

template <>
struct Action<rules::bad_number> {
    template <class Input>
    static bool apply(Input const &in, Collector &collector)
    {
        return collector.skip(collector.offset(in.begin()), "a letter follows the number directly");
    }
};
template <>
struct Action<rules::junk> {
    template <class Input>
    static bool apply(Input const &in, Collector &collector)
    {
        return collector.skip(collector.offset(in.begin()), "unexpected character");
    }
};

Result<std::vector<Token>> lexed(std::string_view text, Tolerance tolerance)
{
    Collector collector{text, tolerance};
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf> in{text.data(), text.size(),
                                                                       ""};
    pegtl::parse<rules::text, Action>(in, collector);
    return collector.result();
}

} // namespace

Result<std::vector<Token>> tokens(std::string_view text)
{
    return lexed(text, Tolerance::none);
}

std::vector<Token> readable_tokens(std::string_view text)
{
    return std::move(*lexed(text, Tolerance::skip_junk));
}

} // namespace schemadiff::grammar
