#include <parser/yaml/reader_text.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::yaml
{

std::string lower(std::string_view text)
{
    std::string result{text};
    for (char &c : result) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return result;
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    auto const first = std::min(text.find_first_not_of(blank), text.size());
    text.remove_prefix(first);
    return std::string{text.substr(0, text.find_last_not_of(blank) + 1)};
}

bool starts_with_references(std::string_view text)
{
    constexpr std::string_view word = "references";
    return text.size() > word.size() && lower(text.substr(0, word.size())) == word;
}

bool is_bare_word(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

std::string_view usual_storage(std::string_view type)
{
    static constexpr auto extended = std::to_array<std::string_view>(
        {"text", "character varying", "character", "bpchar", "bytea", "json", "jsonb", "xml",
         "tsvector", "bit varying", "bit", "path", "polygon"});
    static constexpr auto main = std::to_array<std::string_view>({"numeric", "inet", "cidr"});
    static constexpr auto plain = std::to_array<std::string_view>(
        {"smallint", "integer", "bigint", "real", "double precision", "boolean", "date", "time",
         "timestamp", "interval", "uuid", "oid", "money", "macaddr", "name"});
    if (type.ends_with("[]")) {
        return "extended";
    }
    auto const is_one_of = [&](auto const &names) {
        return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
            return type.starts_with(name) &&
                   (type.size() == name.size() || type[name.size()] == '(' ||
                    ((name == "time" || name == "timestamp" || name == "interval") &&
                     type[name.size()] == ' '));
        });
    };
    return is_one_of(extended) ? "extended"
           : is_one_of(main)   ? "main"
           : is_one_of(plain)  ? "plain"
                               : "";
}

} // namespace schemadiff::yaml
