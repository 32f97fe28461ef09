#include <support/random_values.hpp>

namespace schemadiff::tests
{

namespace
{

// FNV-1a, to make a seed of a key.
std::uint64_t hash(std::string_view text)
{
    std::uint64_t value = 14695981039346656037U;
    for (char const c : text) {
        value = (value ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    return value;
}

std::string const long_word(50, 'x');

std::vector<std::string> const &plain_words()
{
    static std::vector<std::string> const words = {
        "users",  "orders", "items",   "events", "tags",  "invoices", "notes",      "logs",
        "status", "amount", "payload", "tenant", "email", "title",    "created_at", "parent"};
    return words;
}

std::vector<std::string> const &odd_words()
{
    static std::vector<std::string> const words = {"Users",    "a\"b",
                                                   "it's",     "a.b",
                                                   "a b",      " lead",
                                                   "trail ",   "1st",
                                                   "42",       "1.10",
                                                   "select",   "order",
                                                   "user",     "table",
                                                   "null",     "yes",
                                                   "No",       "true",
                                                   "~",        "- a",
                                                   "a: b",     "a #b",
                                                   "#a",       "{a}",
                                                   "[a]",      "*a",
                                                   "&a",       "!a",
                                                   "|",        ">",
                                                   "%a",       "@a",
                                                   "`a`",      "?",
                                                   "a,b",      "(a)",
                                                   "a desc",   "größe",
                                                   "名前",     "a\nb",
                                                   "a\tb",     "back\\slash",
                                                   "nulls",    "include",
                                                   "period",   "where",
                                                   "unique",   "json",
                                                   "double",   "precision",
                                                   "out",      "inout",
                                                   "default",  "2020-01-01",
                                                   "12:30",    "0x1f",
                                                   "..",       "a..b",
                                                   "<<",       "=",
                                                   "on",       "f()",
                                                   "lower(a)", "a collate",
                                                   "$a",       "-- a",
                                                   "/* a",     "'",
                                                   "\"",       "public",
                                                   "column",   "name",
                                                   "type",     "\xF0\x9F\x98\x80",
                                                   "storage",  "first",
                                                   "a%"};
    return words;
}

} // namespace

Chance::Chance(std::uint64_t seed, std::string_view key)
    : state_{hash(std::to_string(seed).append(":").append(key))}
{
}

// splitmix64
std::uint64_t Chance::number()
{
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t value = state_;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

std::vector<std::string> Chance::some_of(std::vector<std::string> const &values, std::size_t least)
{
    std::vector<std::string> some;
    for (std::size_t index = 0; index < values.size(); ++index) {
        bool const is_needed = some.size() + values.size() - index <= least;
        if (is_needed || percent(50)) {
            some.push_back(values[index]);
        }
    }
    return some;
}

std::string random_name(Chance chance, bool odd, std::set<std::string> &taken)
{
    std::string name = chance.one_of(odd && chance.percent(35) ? odd_words() : plain_words());
    if (chance.percent(3)) {
        name += long_word.substr(name.size() > 13 ? name.size() - 13 : 0);
    }
    std::string const base = name;
    for (int number = 2; !taken.insert(name).second; ++number) {
        auto const suffix = "_" + std::to_string(number);
        constexpr std::size_t longest_name = 63;
        name = base.substr(0, longest_name - suffix.size()) + suffix;
    }
    return name;
}

std::string random_text(Chance &chance)
{
    static std::vector<std::string> const pieces = {
        "begin", "return new;", "end",     "\n",       "\n\n", "  ",  "\t",    "it's",
        "\"q\"", "$$",          "-- note", "a: b",     "# x",  "- y", "größe", "select 1",
        ";",     "\\n",         "null",    "'",        "{t}",  "%",   "\r\n",  "名前",
        "|",     ">",           "\x7F",    "\xC2\x85", "1.10"};
    std::string text;
    for (int count = chance.between(1, 8); count > 0; --count) {
        text += (text.empty() ? "" : chance.percent(50) ? " " : "") + chance.one_of(pieces);
    }
    return text;
}

} // namespace schemadiff::tests
