#include <engine/cli/config_reader.hpp>

#include <engine/cli/values.hpp>
#include <engine/postgres/redaction.hpp>
#include <parser/yaml/mapping.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace schemadiff::cli
{

namespace
{

// 2026-12-31
std::optional<std::chrono::sys_days> date_of(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    auto const year = number_of(text.substr(0, 4));
    auto const month = number_of(text.substr(5, 2));
    auto const day = number_of(text.substr(8, 2));
    if (!year || !month || !day) {
        return std::nullopt;
    }
    std::chrono::year_month_day const date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{std::chrono::sys_days{date}} : std::nullopt;
}

bool is_variable(std::string_view text)
{
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
                                  "abcdefghijklmnopqrstuvwxyz") == std::string_view::npos &&
           (text.front() < '0' || text.front() > '9');
}

} // namespace

Config ConfigReader::config(yaml::Node const &document)
{
    Config config;
    if (document.is_null() || !is_map(document, "the configuration")) {
        return config;
    }
    config.defaults = settings(document, "the configuration", true);
    if (auto const *value = document.find("environments")) {
        environments(*value, config);
    }
    return config;
}

void ConfigReader::environments(yaml::Node const &value, Config &config)
{
    if (!is_map(value, "'environments'")) {
        return;
    }
    for (yaml::Entry const &entry : value.entries) {
        std::string const name = fmt::format("environment '{}'", entry.key);
        // An environment may have nothing of its own.
        bool const is_read = entry.value.is_null() || is_map(entry.value, name);
        config.environments.emplace(entry.key,
                                    is_read ? settings(entry.value, name, false) : Settings{});
    }
}

Settings ConfigReader::settings(yaml::Node const &map, std::string_view of, bool is_top)
{
    std::vector<std::string_view> known{"db_env",       "scratch",           "bookkeeping",
                                        "lock_timeout", "long_lock_timeout", "statement_timeout",
                                        "retries",      "on_drop",           "backup",
                                        "allow"};
    if (is_top) {
        known.emplace_back("environments");
    }
    Settings settings;
    for (yaml::Entry const &entry : map.entries) {
        bool const is_known = setting(entry, settings) || (is_top && entry.key == "environments");
        if (!is_known) {
            unknown_key(entry, of, known);
        }
    }
    return settings;
}

bool ConfigReader::setting(yaml::Entry const &entry, Settings &settings)
{
    if (entry.key == "db_env") {
        settings.db_env = variable(entry);
    } else if (entry.key == "scratch") {
        settings.scratch = text(entry);
    } else if (entry.key == "bookkeeping") {
        settings.bookkeeping = only_text(entry, "schema");
    } else if (entry.key == "lock_timeout") {
        take_duration(entry, settings.limits.lock_timeout);
    } else if (entry.key == "long_lock_timeout") {
        take_duration(entry, settings.limits.long_lock_timeout);
    } else if (entry.key == "statement_timeout") {
        take_duration(entry, settings.limits.statement_timeout);
    } else if (entry.key == "retries") {
        auto const written = text(entry);
        settings.limits.retries = written ? number_of(*written) : std::nullopt;
        if (written && !settings.limits.retries) {
            diagnostics_->error(codes::bad_value, entry.value.at,
                                "'retries' must be a whole number from 0 on");
        }
    } else if (entry.key == "on_drop") {
        settings.on_drop = on_drop(entry);
    } else if (entry.key == "backup") {
        settings.backup_folder = only_text(entry, "folder");
    } else if (entry.key == "allow") {
        settings.allow = allowances(entry.value);
    } else {
        return false;
    }
    return true;
}

std::optional<std::string> ConfigReader::variable(yaml::Entry const &entry)
{
    auto written = text(entry);
    if (written && !is_variable(*written)) {
        diagnostics_->error(codes::bad_value, entry.value.at,
                            "'db_env' must be the name of an environment variable",
                            {"Put the address into a variable and write its name here."});
        return std::nullopt;
    }
    return written;
}

std::optional<std::string> ConfigReader::only_text(yaml::Entry const &of, std::string_view key)
{
    auto const name = fmt::format("'{}'", of.key);
    if (!is_map(of.value, name)) {
        return std::nullopt;
    }
    std::optional<std::string> found;
    for (yaml::Entry const &entry : of.value.entries) {
        if (entry.key == key) {
            found = text(entry);
        } else {
            unknown_key(entry, name, {key});
        }
    }
    return found;
}

std::optional<OnDrop> ConfigReader::on_drop(yaml::Entry const &entry)
{
    auto const written = text(entry);
    if (!written) {
        return std::nullopt;
    }
    if (*written == "keep") {
        return OnDrop::keep;
    }
    if (*written == "csv") {
        return OnDrop::csv;
    }
    if (*written == "discard") {
        return OnDrop::discard;
    }
    if (*written == "refuse") {
        return OnDrop::refuse;
    }
    diagnostics_->error(codes::bad_value, entry.value.at,
                        fmt::format("'on_drop' does not take '{}'", *written),
                        {"It takes 'keep', 'csv', 'discard' and 'refuse'."});
    return std::nullopt;
}

std::vector<Allowance> ConfigReader::allowances(yaml::Node const &value)
{
    if (!value.is_list()) {
        diagnostics_->error(
            codes::wrong_shape, value.at,
            fmt::format("'allow' must be a list of hazards, not {}", yaml::noun(value.kind)),
            {"Write each as '- {hazard: delete_data, reason: why, until: 2030-12-31}'."});
        return {};
    }
    std::vector<Allowance> all;
    for (yaml::Node const &item : value.items) {
        if (auto one = allowance(item)) {
            all.push_back(std::move(*one));
        }
    }
    return all;
}

std::optional<Allowance> ConfigReader::allowance(yaml::Node const &value)
{
    if (!value.is_map()) {
        diagnostics_->error(
            codes::wrong_shape, value.at,
            fmt::format("a hazard of 'allow' must be a mapping, not {}", yaml::noun(value.kind)),
            {"Write it as '- {hazard: delete_data, reason: why, until: 2030-12-31}'."});
        return std::nullopt;
    }
    Allowance one{.what = std::nullopt, .reason = {}, .until = {}, .at = value.at};
    std::vector<std::string_view> missing{"hazard", "reason", "until"};
    bool is_good = true;
    for (yaml::Entry const &entry : value.entries) {
        if (std::erase(missing, entry.key) == 0) {
            unknown_key(entry, "a hazard of 'allow'", {"hazard", "reason", "until"});
            continue;
        }
        auto const written = text(entry);
        if (!written) {
            is_good = false;
        } else if (entry.key == "hazard" && *written != "all") {
            one.what = hazard_class(*written);
            if (!one.what) {
                auto known = hazard_words();
                known.emplace_back("all");
                auto const meant = yaml::did_you_mean(*written, known);
                diagnostics_->error(
                    codes::bad_value, entry.value.at,
                    fmt::format("no hazard is called '{}'", *written),
                    {meant.empty() ? fmt::format("It is one of {}.", listed_words(known)) : meant});
                is_good = false;
            }
        } else if (entry.key == "reason") {
            one.reason = *written;
        } else if (entry.key == "until") {
            auto const date = date_of(*written);
            if (!date) {
                diagnostics_->error(codes::bad_value, entry.value.at,
                                    fmt::format("'until' must be a day, not '{}'", *written),
                                    {"Write it as 2030-12-31."});
                is_good = false;
            }
            one.until = date.value_or(std::chrono::sys_days{});
        }
    }
    for (std::string_view const key : missing) {
        diagnostics_->error(codes::missing_key, value.at,
                            fmt::format("a hazard of 'allow' has no '{}'", key));
        is_good = false;
    }
    return is_good ? std::optional{one} : std::nullopt;
}

std::optional<std::string> ConfigReader::text(yaml::Entry const &entry)
{
    if (!entry.value.is_scalar() || entry.value.text.empty()) {
        diagnostics_->error(codes::wrong_shape, entry.value.at,
                            entry.value.is_null() || entry.value.is_scalar()
                                ? fmt::format("'{}' has no value", entry.key)
                                : fmt::format("'{}' must be text, not {}", entry.key,
                                              yaml::noun(entry.value.kind)));
        return std::nullopt;
    }
    return entry.value.text;
}

void ConfigReader::take_duration(yaml::Entry const &entry,
                                 std::optional<std::chrono::milliseconds> &target)
{
    auto const written = text(entry);
    if (!written) {
        return;
    }
    target = duration_of(*written);
    if (!target) {
        diagnostics_->error(
            codes::bad_value, entry.value.at,
            fmt::format("'{}' must be a time with its unit, not '{}'", entry.key, *written),
            {"Write 500ms, 3s, 2min, 1h, or 0 for no limit."});
    }
}

bool ConfigReader::is_map(yaml::Node const &value, std::string_view what)
{
    if (value.is_map()) {
        return true;
    }
    diagnostics_->error(codes::wrong_shape, value.at,
                        fmt::format("{} must be a mapping, not {}", what, yaml::noun(value.kind)));
    return false;
}

void ConfigReader::unknown_key(yaml::Entry const &entry, std::string_view of,
                               std::vector<std::string_view> const &known)
{
    std::vector<std::string> hints;
    bool const is_address =
        entry.key == "db" || entry.key == "url" || entry.key == "database" || entry.key == "dsn";
    if (is_address) {
        hints.emplace_back("Put the address into a variable and write its name behind 'db_env'.");
    } else if (auto meant = yaml::did_you_mean(entry.key, known); !meant.empty()) {
        hints.push_back(std::move(meant));
    } else {
        hints.push_back(fmt::format("It takes {}.", listed_words(known)));
    }
    diagnostics_->error(codes::unknown_key, entry.key_at,
                        fmt::format("unknown key '{}' in {}", entry.key, of), std::move(hints));
}

void refuse_secrets(yaml::Node const &node, Diagnostics &diagnostics)
{
    if (node.is_scalar() && postgres::redacted(node.text) != node.text) {
        diagnostics.error(codes::secret_in_file, node.at,
                          "a password does not belong into the configuration",
                          {"Put the address into a variable and write its name behind 'db_env'.",
                           "Change the password if the file has been shared."});
    }
    for (yaml::Node const &item : node.items) {
        refuse_secrets(item, diagnostics);
    }
    for (yaml::Entry const &entry : node.entries) {
        bool const is_password = entry.key.find("password") != std::string::npos ||
                                 entry.key.find("passwd") != std::string::npos;
        if (is_password && entry.value.is_scalar()) {
            diagnostics.error(codes::secret_in_file, entry.key_at,
                              "a password does not belong into the configuration",
                              {"Use a variable, a service file or .pgpass."});
        } else {
            refuse_secrets(entry.value, diagnostics);
        }
    }
}

} // namespace schemadiff::cli
