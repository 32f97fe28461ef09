#include <engine/cli/values.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace schemadiff::cli
{

namespace
{

constexpr std::array formats{Format::text, Format::sql, Format::json, Format::markdown};

constexpr std::array hazard_classes{
    HazardClass::delete_data,         HazardClass::rewrite_table,    HazardClass::long_lock,
    HazardClass::build_fails_on_data, HazardClass::weaken_isolation, HazardClass::change_access,
    HazardClass::lose_dependency,     HazardClass::not_reversible,
};

constexpr std::array<std::pair<std::string_view, long long>, 4> units{{
    {"ms", 1},
    {"s", 1000},
    {"min", 60'000},
    {"h", 3'600'000},
}};

} // namespace

std::string_view word(Format format)
{
    switch (format) {
    case Format::text:
        return "text";
    case Format::sql:
        return "sql";
    case Format::json:
        return "json";
    case Format::markdown:
        return "markdown";
    }
    return {};
}

std::optional<Format> format_of(std::string_view text)
{
    for (Format const format : formats) {
        if (word(format) == text) {
            return format;
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> hazard_words()
{
    std::vector<std::string_view> words;
    for (HazardClass const what : hazard_classes) {
        words.push_back(schemadiff::word(what));
    }
    return words;
}

std::optional<int> number_of(std::string_view text)
{
    constexpr int most = 1'000'000'000;
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const is_whole = error == std::errc{} && end == text.data() + text.size();
    if (!is_whole || number < 0 || number > most || text.front() == '-') {
        return std::nullopt;
    }
    return number;
}

std::optional<std::chrono::milliseconds> duration_of(std::string_view text)
{
    auto const digits = std::min(text.find_first_not_of("0123456789"), text.size());
    auto const number = number_of(text.substr(0, digits));
    if (!number) {
        return std::nullopt;
    }
    std::string_view unit = text.substr(digits);
    unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
    if (unit.empty() && *number == 0) {
        return std::chrono::milliseconds{0};
    }
    // PostgreSQL's own timeouts are 32-bit numbers of milliseconds.
    constexpr long long most = 2'147'483'647;
    for (auto const &[name, factor] : units) {
        if (name == unit && *number * factor <= most) {
            return std::chrono::milliseconds{*number * factor};
        }
    }
    return std::nullopt;
}

std::optional<std::chrono::seconds> age_of(std::string_view text)
{
    using namespace std::chrono;
    auto const digits = std::min(text.find_first_not_of("0123456789"), text.size());
    auto const number = number_of(text.substr(0, digits));
    auto const unit = text.substr(digits);
    if (number && unit == "d") {
        return days{*number};
    }
    if (number && unit == "w") {
        return weeks{*number};
    }
    auto const time = duration_of(text);
    return time ? std::optional{duration_cast<seconds>(*time)} : std::nullopt;
}

std::string listed_words(std::vector<std::string_view> const &words)
{
    std::string text;
    for (std::size_t index = 0; index < words.size(); ++index) {
        if (index > 0) {
            text += index + 1 == words.size() ? " and " : ", ";
        }
        text += fmt::format("'{}'", words[index]);
    }
    return text;
}

} // namespace schemadiff::cli
