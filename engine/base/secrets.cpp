#include <schemadiff/base/secrets.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace schemadiff
{

namespace
{

constexpr std::string_view opening = "*** secret ";
constexpr std::string_view closing = " ***";

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

bool is_put_away(std::string_view value)
{
    return value.starts_with(opening) && value.ends_with(closing);
}

std::optional<std::string> with_secrets(std::string_view text,
                                        std::string (*quoted)(std::string_view value))
{
    std::string result;
    std::size_t copied = 0;
    std::string const start = '\'' + std::string(opening);
    std::string const stop = std::string(closing) + '\'';
    for (auto at = text.find(start); at != std::string_view::npos; at = text.find(start, copied)) {
        auto const digits = at + start.size();
        auto const end = text.find(stop, digits);
        std::size_t number = 0;
        auto const *const first = text.data() + digits;
        auto const *const last = end == std::string_view::npos ? first : text.data() + end;
        auto const [read_to, error] = std::from_chars(first, last, number);
        if (error != std::errc{} || read_to != last || number == 0 || number > values().size()) {
            return std::nullopt;
        }
        result.append(text.substr(copied, at - copied)).append(quoted(values()[number - 1]));
        copied = end + stop.size();
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
