#include <parser/grammar/token_scan.hpp>

namespace schemadiff::grammar
{

namespace
{

constexpr std::string_view operator_characters = "+-*/<>=~!@#%^&|`?";

bool is_operator_character(char c)
{
    return operator_characters.find(c) != std::string_view::npos;
}

bool is_identifier_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_identifier_part(char c)
{
    return is_identifier_start(c) || (c >= '0' && c <= '9');
}

} // namespace

std::size_t operator_length(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && is_operator_character(text[length])) {
        std::string_view const pair = text.substr(length, 2);
        if (pair == "--" || pair == "/*") {
            break;
        }
        ++length;
    }
    std::string_view const run = text.substr(0, length);
    if (run.find_first_of("~!@#%^&|`?") == std::string_view::npos) {
        while (length > 1 && (text[length - 1] == '+' || text[length - 1] == '-')) {
            --length;
        }
    }
    return length;
}

std::string_view dollar_delimiter(std::string_view text)
{
    if (text.empty() || text[0] != '$') {
        return {};
    }
    std::size_t end = 1;
    if (end < text.size() && is_identifier_start(text[end])) {
        while (end < text.size() && is_identifier_part(text[end])) {
            ++end;
        }
    }
    return end < text.size() && text[end] == '$' ? text.substr(0, end + 1) : std::string_view{};
}

} // namespace schemadiff::grammar
