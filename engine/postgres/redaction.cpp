#include <engine/postgres/redaction.hpp>

#include <array>
#include <cctype>
#include <cstddef>

namespace schemadiff::postgres
{

namespace
{

constexpr std::string_view mask = "***";
constexpr std::size_t shortest_searched_secret = 4;

bool is_space(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool equal_folded(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t index = 0; index < a.size(); ++index) {
        if (std::tolower(static_cast<unsigned char>(a[index])) != b[index]) {
            return false;
        }
    }
    return true;
}

// Masks what stands between the first ':' of a URL's user part and the last '@' before white
// space or a quote. The last one, because an unencoded '@' may be part of the password.
std::string without_url_passwords(std::string_view text)
{
    std::string result;
    std::size_t from = 0;
    while (true) {
        auto const scheme = text.find("://", from);
        if (scheme == std::string_view::npos) {
            return result.append(text.substr(from));
        }
        auto const begin = scheme + 3;
        auto end = begin;
        while (end < text.size() && !is_space(text[end]) && text[end] != '"') {
            ++end;
        }
        auto const url = text.substr(begin, end - begin);
        auto const at = url.rfind('@');
        auto const colon = url.find(':');
        result.append(text.substr(from, begin - from));
        if (at != std::string_view::npos && colon != std::string_view::npos && colon < at) {
            result.append(url.substr(0, colon + 1)).append(mask).append(url.substr(at));
        } else {
            result.append(url);
        }
        from = end;
    }
}

// Where the value that begins at `begin` ends: at the closing quote, or at white space or '&'.
std::size_t end_of_value(std::string_view text, std::size_t begin)
{
    auto end = begin;
    if (end < text.size() && text[end] == '\'') {
        for (++end; end < text.size() && text[end] != '\''; ++end) {
            if (text[end] == '\\') {
                ++end;
            }
        }
        return end < text.size() ? end + 1 : text.size();
    }
    while (end < text.size() && !is_space(text[end]) && text[end] != '&' && text[end] != '"') {
        ++end;
    }
    return end;
}

std::string without_password_values(std::string_view text)
{
    static constexpr std::array<std::string_view, 4> keys{"password", "sslpassword", "pgpassword",
                                                          "passwd"};
    std::string result;
    std::size_t from = 0;
    for (std::size_t equals = text.find('='); equals != std::string_view::npos;
         equals = text.find('=', equals + 1)) {
        if (equals < from) {
            continue;
        }
        auto word_end = equals;
        while (word_end > from && text[word_end - 1] == ' ') {
            --word_end;
        }
        auto word_begin = word_end;
        while (word_begin > from && is_word(text[word_begin - 1])) {
            --word_begin;
        }
        auto const word = text.substr(word_begin, word_end - word_begin);
        for (auto const key : keys) {
            if (equal_folded(word, key)) {
                auto value = equals + 1;
                while (value < text.size() && text[value] == ' ') {
                    ++value;
                }
                result.append(text.substr(from, value - from)).append(mask);
                from = end_of_value(text, value);
                break;
            }
        }
    }
    return result.append(text.substr(from));
}

} // namespace

std::string redacted(std::string_view text, std::span<std::string const> secrets)
{
    auto result = without_password_values(without_url_passwords(text));
    for (auto const &secret : secrets) {
        if (secret.size() < shortest_searched_secret) {
            continue;
        }
        for (auto at = result.find(secret); at != std::string::npos;
             at = result.find(secret, at + mask.size())) {
            result.replace(at, secret.size(), mask);
        }
    }
    return result;
}

} // namespace schemadiff::postgres
