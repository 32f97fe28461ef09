#include <engine/cli/config.hpp>

#include <engine/cli/config_reader.hpp>
#include <engine/cli/usage.hpp>
#include <parser/yaml/document.hpp>
#include <parser/yaml/source_files.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <type_traits>
#include <utility>
#include <variant>

namespace schemadiff::cli
{

namespace
{

constexpr std::string_view file_name = "schemadiff.yaml";

template <class T>
void take_default(std::optional<T> &value, std::optional<T> const &fallback)
{
    if (!value) {
        value = fallback;
    }
}

void take_defaults(Limits &limits, Limits const &fallback)
{
    take_default(limits.lock_timeout, fallback.lock_timeout);
    take_default(limits.long_lock_timeout, fallback.long_lock_timeout);
    take_default(limits.statement_timeout, fallback.statement_timeout);
    take_default(limits.retries, fallback.retries);
}

// Whether the bytes are a desired state, which has to say its version.
bool is_desired_state(std::string_view bytes, std::string const &file)
{
    Diagnostics unused;
    auto const document = yaml::read_document(bytes, file, unused);
    return document && document->find("schemadiff") != nullptr;
}

std::string bytes_of(std::string const &path)
{
    Diagnostics diagnostics;
    auto files = yaml::source_files(path, diagnostics);
    if (diagnostics.has_errors()) {
        throw Failure{diagnostics.sorted()};
    }
    return files.empty() ? std::string{} : std::move(files.front().bytes);
}

Settings environment_of(Config const &config, std::string const &name, std::string const &file)
{
    auto const found = config.environments.find(name);
    if (found != config.environments.end()) {
        return config.of(found->second);
    }
    std::vector<std::string_view> known;
    for (auto const &environment : config.environments) {
        known.push_back(environment.first);
    }
    std::vector<std::string> hints;
    if (auto meant = yaml::did_you_mean(name, known); !meant.empty()) {
        hints.push_back(std::move(meant));
    }
    throw usage_failure(codes::unknown_environment,
                        fmt::format("{} has no environment {}", file, quoted_word(name)),
                        std::move(hints));
}

Settings settings_for(Common const &common, std::filesystem::path const &folder)
{
    auto const file = common.config ? common.config : find_config(folder);
    if (!file) {
        if (common.environment) {
            throw usage_failure(codes::unknown_environment,
                                fmt::format("there is no {} that could describe the environment {}",
                                            file_name, quoted_word(*common.environment)),
                                {"Write one, or name it with --config."});
        }
        return {};
    }
    Diagnostics diagnostics;
    Config const config = read_config(bytes_of(*file), *file, diagnostics);
    if (diagnostics.has_errors()) {
        throw Failure{diagnostics.sorted()};
    }
    auto settings =
        common.environment ? environment_of(config, *common.environment, *file) : config.defaults;
    if (settings.backup_folder) {
        settings.backup_folder =
            (std::filesystem::path{*file}.parent_path() / *settings.backup_folder).string();
    }
    return settings;
}

void take(Settings const &settings, Common &common)
{
    if (!common.db) {
        common.db_variable = settings.db_env;
    }
    take_default(common.scratch, settings.scratch);
    if (!common.bookkeeping_given && settings.bookkeeping) {
        common.bookkeeping = *settings.bookkeeping;
    }
}

void need_folder(Common const &common)
{
    if (!common.backup_folder) {
        throw usage_failure(codes::bad_argument, "'on_drop: csv' needs a folder for the files",
                            {"Write 'backup: {folder: DIR}' into the configuration, or give "
                             "--backup DIR."});
    }
}

void take(std::vector<Allowance> const &allowances, execute::Allowed &allowed,
          std::chrono::sys_days today, Diagnostics &warnings)
{
    for (Allowance const &one : allowances) {
        if (one.until < today) {
            std::chrono::year_month_day const day{one.until};
            warnings.warning(codes::allowance_expired, one.at,
                             fmt::format("the allowance of {} ended with {:04}-{:02}-{:02}",
                                         one.what ? word(*one.what) : "all hazards",
                                         int(day.year()), unsigned(day.month()),
                                         unsigned(day.day())),
                             {"Take it out, or give it a new day and a reason that still holds."});
        } else if (one.what) {
            allowed.classes.insert(*one.what);
        } else {
            allowed.all = true;
        }
    }
}

} // namespace

Settings Config::of(Settings const &environment) const
{
    Settings settings = environment;
    take_default(settings.db_env, defaults.db_env);
    take_default(settings.scratch, defaults.scratch);
    take_default(settings.bookkeeping, defaults.bookkeeping);
    take_default(settings.on_drop, defaults.on_drop);
    take_default(settings.backup_folder, defaults.backup_folder);
    take_default(settings.allow, defaults.allow);
    take_defaults(settings.limits, defaults.limits);
    return settings;
}

Config read_config(std::string_view bytes, std::string const &file, Diagnostics &diagnostics)
{
    auto const document = yaml::read_document(bytes, file, diagnostics);
    if (!document) {
        return {};
    }
    if (document->find("schemadiff") != nullptr) {
        diagnostics.error(codes::wrong_shape, document->at,
                          "this is a desired state and no configuration");
        return {};
    }
    refuse_secrets(*document, diagnostics);
    return ConfigReader{diagnostics}.config(*document);
}

std::optional<std::string> find_config(std::filesystem::path const &folder)
{
    std::error_code ignored; // what cannot be looked at is not there
    auto here = std::filesystem::absolute(folder, ignored);
    for (bool is_first = true;; is_first = false, here = here.parent_path()) {
        auto const file = here / file_name;
        if (std::filesystem::is_regular_file(file, ignored) &&
            !is_desired_state(bytes_of(file.string()), file.string())) {
            return is_first ? (folder / file_name).lexically_normal().string() : file.string();
        }
        if (here == here.parent_path()) {
            return std::nullopt;
        }
    }
}

void complete(Options &options, std::filesystem::path const &folder, std::chrono::sys_days today,
              Diagnostics &warnings)
{
    std::visit(
        [&]<class T>(T &chosen) {
            if constexpr (requires { chosen.common; }) {
                Settings const settings = settings_for(chosen.common, folder);
                take(settings, chosen.common);
                if constexpr (requires { chosen.limits; }) {
                    take_defaults(chosen.limits, settings.limits);
                }
                if constexpr (requires { chosen.on_drop; }) {
                    take_default(chosen.on_drop, settings.on_drop);
                    if (settings.on_drop == OnDrop::refuse) {
                        chosen.on_drop = OnDrop::refuse;
                    }
                    if (chosen.on_drop == OnDrop::csv) {
                        take_default(chosen.common.backup_folder, settings.backup_folder);
                        need_folder(chosen.common);
                    }
                }
                if constexpr (requires { chosen.allowed; }) {
                    take(settings.allow.value_or(std::vector<Allowance>{}), chosen.allowed, today,
                         warnings);
                }
            }
        },
        options);
}

} // namespace schemadiff::cli
