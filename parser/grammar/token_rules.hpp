// The shapes of SQL tokens as PEGTL rules, for tokens.cpp only, which attaches the actions.
// Where PEGTL has no rule for it (nesting, dollar quotes, operators), a small one stands here.
#pragma once

#include <parser/grammar/token_scan.hpp>

#include <tao/pegtl.hpp>

#include <cstddef>
#include <string_view>

namespace schemadiff::grammar::rules
{

using namespace tao::pegtl; // NOLINT(google-build-using-namespace): the rules are PEGTL's words

template <class Input>
std::string_view rest(Input const &in)
{
    return {in.current(), in.size()};
}

// clang-format off
struct identifier_start : sor<ranges<'a', 'z', 'A', 'Z', '_', '_'>, range<'\x80', '\xff'>> {};
struct identifier_part : sor<identifier_start, digit, one<'$'>> {};
struct identifier : seq<identifier_start, star<identifier_part>> {};

struct blank : one<' ', '\t', '\f', '\v'> {};
struct line_end : one<'\n', '\r'> {};
struct space : sor<blank, line_end> {};
struct line_comment : seq<two<'-'>, star<not_one<'\n', '\r'>>> {};
struct spaces : plus<space> {};

// Comments nest, so the end is found by counting.
struct block_comment {
    using rule_t = block_comment;
    using subs_t = empty_list;
    template <class Input>
    static bool match(Input &in)
    {
        std::string_view const text = rest(in);
        if (!text.starts_with("/*")) {
            return false;
        }
        std::size_t depth = 1;
        std::size_t at = 2;
        while (depth > 0 && at < text.size()) {
            std::string_view const pair = text.substr(at, 2);
            depth = pair == "/*" ? depth + 1 : pair == "*/" ? depth - 1 : depth;
            at += pair == "/*" || pair == "*/" ? 2 : 1;
        }
        if (depth > 0) {
            return false;
        }
        in.bump(at);
        return true;
    }
};

// A string goes on in the next line: only there, and comments between may be of the -- kind only.
struct continuation : seq<star<sor<blank, line_comment>>, line_end,
                          star<sor<space, seq<line_comment, line_end>>>> {};
template <class Content>
struct continued : seq<one<'\''>, Content, one<'\''>,
                       star<seq<continuation, one<'\''>, Content, one<'\''>>>> {};

struct plain_content : star<sor<two<'\''>, not_one<'\''>>> {};
struct escaped_content : star<sor<seq<one<'\\'>, any>, two<'\''>, not_one<'\'', '\\'>>> {};
struct unicode_content : star<sor<two<'\''>, not_one<'\''>>> {};
struct quoted_content : star<sor<two<'"'>, not_one<'"'>>> {};

struct plain_string : continued<plain_content> {};
struct escaped_string : seq<one<'e', 'E'>, continued<escaped_content>> {};
struct unicode_string : seq<one<'u', 'U'>, one<'&'>, continued<unicode_content>> {};
struct national_string : seq<one<'n', 'N'>, continued<plain_content>> {};
struct bit_string : seq<one<'b', 'B', 'x', 'X'>, continued<plain_content>> {};
struct quoted_identifier : seq<one<'"'>, quoted_content, one<'"'>> {};
struct unicode_identifier : seq<one<'u', 'U'>, one<'&'>, one<'"'>, quoted_content, one<'"'>> {};

struct dollar_string {
    using rule_t = dollar_string;
    using subs_t = empty_list;
    template <class Input>
    static bool match(Input &in)
    {
        std::string_view const text = rest(in);
        std::string_view const delimiter = dollar_delimiter(text);
        std::size_t const end = delimiter.empty() ? std::string_view::npos : text.find(delimiter, delimiter.size());
        if (end == std::string_view::npos) {
            return false;
        }
        in.bump(end + delimiter.size());
        return true;
    }
};

struct unterminated_dollar_string {
    using rule_t = unterminated_dollar_string;
    using subs_t = empty_list;
    template <class Input>
    static bool match(Input &in)
    {
        bool const has_opening = !dollar_delimiter(rest(in)).empty();
        in.bump(has_opening ? in.size() : 0);
        return has_opening;
    }
};

struct not_part_of_identifier : not_at<identifier_start> {};
struct digits : seq<digit, star<sor<digit, seq<one<'_'>, digit>>>> {};
template <class Digit>
struct prefixed : plus<seq<opt<one<'_'>>, Digit>> {};
struct based_integer : seq<one<'0'>, sor<seq<one<'x', 'X'>, prefixed<xdigit>>,
                                         seq<one<'o', 'O'>, prefixed<range<'0', '7'>>>,
                                         seq<one<'b', 'B'>, prefixed<range<'0', '1'>>>>> {};
struct integer : seq<sor<based_integer, digits>, not_part_of_identifier> {};
struct exponent : seq<one<'e', 'E'>, opt<one<'+', '-'>>, digits> {};
// 1..10 is an integer and two dots, the slice of PL/pgSQL's loops.
struct fraction : seq<one<'.'>, not_at<one<'.'>>, opt<digits>> {};
struct decimal : seq<sor<seq<digits, fraction, opt<exponent>>,
                         seq<one<'.'>, digits, opt<exponent>>,
                         seq<digits, exponent>>, not_part_of_identifier> {};
struct parameter : seq<one<'$'>, plus<digit>, not_part_of_identifier> {};

struct operator_name {
    using rule_t = operator_name;
    using subs_t = empty_list;
    template <class Input>
    static bool match(Input &in)
    {
        std::size_t const length = operator_length(rest(in));
        in.bump(length);
        return length > 0;
    }
};
struct symbol : sor<string<':', ':'>, string<':', '='>, string<'.', '.'>,
                    one<',', '(', ')', '[', ']', '.', ';', ':'>> {};

// What is left when the rules above did not match.
// An opening without an end takes all that follows: to read on would try every later quote
// as an opening too, in quadratic time.
struct remainder {
    using rule_t = remainder;
    using subs_t = empty_list;
    template <class Input>
    static bool match(Input &in)
    {
        in.bump(in.size());
        return true;
    }
};
struct unterminated_comment : seq<string<'/', '*'>, remainder> {};
struct unterminated_string : seq<opt<sor<one<'e', 'E', 'b', 'B', 'x', 'X', 'n', 'N'>,
                                         seq<one<'u', 'U'>, one<'&'>>>>, one<'\''>, remainder> {};
struct unterminated_identifier : seq<opt<seq<one<'u', 'U'>, one<'&'>>>, one<'"'>, remainder> {};
struct bad_number : seq<opt<one<'.', '$'>>, digits, star<identifier_part>> {};
struct junk : any {};

// Only these letters may begin a literal, so other words need not be tried as one.
struct prefixed_literal : seq<at<one<'b', 'B', 'e', 'E', 'n', 'N', 'u', 'U', 'x', 'X'>>,
                              sor<escaped_string, bit_string, national_string, unicode_string,
                                  unicode_identifier, unterminated_string, unterminated_identifier>> {};
struct number : seq<at<sor<digit, one<'.', '$'>>>, sor<decimal, integer, parameter, bad_number>> {};
struct token : sor<spaces, prefixed_literal, identifier, line_comment, block_comment, unterminated_comment,
                   plain_string, quoted_identifier, unterminated_string, unterminated_identifier,
                   dollar_string, unterminated_dollar_string, number, symbol, operator_name, junk> {};
struct text : star<token> {};
// clang-format on

} // namespace schemadiff::grammar::rules
