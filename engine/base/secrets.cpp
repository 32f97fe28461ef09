#include <schemadiff/base/secrets.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace schemadiff
{

namespace
{

constexpr std::string_view password = "password=";
constexpr std::string_view opening = "***secret";
constexpr std::string_view closing = "***";

std::vector<std::string> &values()
{
    static std::vector<std::string> all;
    return all;
}

} // namespace

std::string put_away(std::string const &value)
{
    auto &all = values();
    auto const found = std::find(all.begin(), all.end(), value);
    auto const number = found - all.begin() + 1;
    if (found == all.end()) {
        all.push_back(value);
    }
    return std::string(opening).append(std::to_string(number)).append(closing);
}

std::string put_connection_away(std::string const &value)
{
    return std::string(password).append(put_away(value));
}

std::optional<std::string> with_secrets(std::string_view text,
                                        std::string (*quoted)(std::string_view value))
{
    std::string result;
    std::size_t copied = 0;
    for (auto at = text.find(opening); at != std::string_view::npos;
         at = text.find(opening, at + 1)) {
        auto begin = at;
        begin -= text.substr(0, begin).ends_with(password) ? password.size() : 0;
        auto const digits = at + opening.size();
        auto const end = text.find(closing, digits);
        bool const is_constant = end != std::string_view::npos &&
                                 text.substr(0, begin).ends_with('\'') &&
                                 text.substr(end + closing.size()).starts_with('\'');
        if (!is_constant) {
            continue;
        }
        std::size_t number = 0;
        auto const *const last = text.data() + end;
        auto const [read_to, error] = std::from_chars(text.data() + digits, last, number);
        if (error != std::errc{} || read_to != last || number == 0 || number > values().size()) {
            return std::nullopt;
        }
        result.append(text.substr(copied, begin - 1 - copied)).append(quoted(values()[number - 1]));
        copied = end + closing.size() + 1;
    }
    return result.append(text.substr(copied));
}

bool is_open_option(std::string_view name)
{
    static constexpr auto open = std::to_array<std::string_view>(
        {"user", "username", "user_name", "password_required", "use_scram_passthrough"});
    return std::find(open.begin(), open.end(), name) != open.end();
}

} // namespace schemadiff
