#include <parser/resolve/roles.hpp>

#include <parser/yaml/message_text.hpp>
#include <parser/yaml/reader_functions.hpp>
#include <schemadiff/base/codes.hpp>

#include <chrono>
#include <cstdio>
#include <optional>
#include <regex>
#include <string>

namespace schemadiff::resolve
{

namespace
{

using yaml::together;

Options as_stored(Options const &settings)
{
    Options stored;
    for (auto const &[written, value] : settings) {
        auto name = yaml::setting_name(written);
        auto const text =
            yaml::is_name_list(name) ? yaml::quoted_list(yaml::listed_names(value)) : value;
        stored.emplace(std::move(name), text);
    }
    return stored;
}

int number(std::ssub_match const &part)
{
    return part.matched ? std::stoi(part.str()) : 0;
}

std::optional<std::chrono::sys_days> day_of(std::smatch const &parts)
{
    std::chrono::year_month_day const date{
        std::chrono::year{number(parts[1])},
        std::chrono::month{static_cast<unsigned>(number(parts[2]))},
        std::chrono::day{static_cast<unsigned>(number(parts[3]))}};
    return date.ok() ? std::optional{std::chrono::sys_days{date}} : std::nullopt;
}

// 2030-01-01 00:00:00+00, of a date or a time with or without its distance from UTC.
std::optional<std::string> in_utc(std::string const &text)
{
    using namespace std::chrono;
    static std::regex const form{R"((\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?)"
                                 R"( ?(?:Z|UTC|([+-])(\d\d)(?::?(\d\d))?)?)"};
    std::smatch parts;
    if (!std::regex_match(text, parts, form)) {
        return std::nullopt;
    }
    auto const day = day_of(parts);
    bool const is_time = number(parts[4]) < 24 && number(parts[5]) < 60 && number(parts[6]) < 60 &&
                         number(parts[8]) < 16 && number(parts[9]) < 60;
    if (!day || !is_time) {
        return std::nullopt;
    }
    auto const distance = hours{number(parts[8])} + minutes{number(parts[9])};
    auto const time = sys_seconds{*day} + hours{number(parts[4])} + minutes{number(parts[5])} +
                      seconds{number(parts[6])} + (parts[7] == "-" ? distance : -distance);
    auto const date = floor<days>(time);
    year_month_day const ymd{date};
    hh_mm_ss const clock{time - date};
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u %02d:%02d:%02d+00",
                  static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                  static_cast<unsigned>(ymd.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return buffer;
}

} // namespace

void complete_role(Role &role)
{
    role.settings = as_stored(role.settings);
    role.database_settings = as_stored(role.database_settings);
    if (role.valid_until == "infinity") {
        role.valid_until.clear();
    }
    role.valid_until = in_utc(role.valid_until).value_or(role.valid_until);
}

void check_roles(Catalog const &catalog, Diagnostics &diagnostics)
{
    for (ObjectPtr const &role : catalog.of_kind(kind_of<Role>)) {
        auto const name = role->id.name();
        if (name.starts_with("pg_") || name == "public" || name == "none") {
            diagnostics.error(codes::bad_value, role->at,
                              together("no role can be called '", name, "'"),
                              {"PostgreSQL keeps this name for itself."});
        }
        auto const &until = role->as<Role>().valid_until;
        if (!until.empty() && !in_utc(until)) {
            diagnostics.error(codes::bad_value, role->at,
                              together("'valid_until' of ", described(role->id),
                                       " is no date or time: '", until, "'"),
                              {"Write 2030-01-01, or 2030-01-01 12:00:00+02."});
        }
        if (role->as<Role>().connection_limit < -1) {
            diagnostics.error(codes::bad_value, role->at,
                              together("'connection_limit' of ", described(role->id),
                                       " must be -1, for none, or more"));
        }
        if (!role->renamed_from.empty()) {
            diagnostics.error(codes::bad_rename, role->at,
                              together(described(role->id), " cannot be renamed: that would clear "
                                                            "a password that was hashed with the "
                                                            "old name"),
                              {"Make a new role, and let go of the old one."});
        }
    }
}

} // namespace schemadiff::resolve
