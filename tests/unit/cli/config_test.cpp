// schemadiff.yaml: the whole text of every complaint, where it is found, and what wins.
#include <support/catch.hpp>

#include <engine/cli/config.hpp>
#include <parser/yaml/source_files.hpp>
#include <schemadiff/base/failure.hpp>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::cli;
using namespace std::chrono_literals;

namespace
{

std::string complaints(std::string const &yaml)
{
    Diagnostics diagnostics;
    read_config(yaml, "schemadiff.yaml", diagnostics);
    return rendered(diagnostics);
}

// A folder of its own, gone at the end.
class Folder
{
public:
    Folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(Folder const &) = delete;
    Folder &operator=(Folder const &) = delete;

    void write(std::string const &file, std::string const &text) const
    {
        std::filesystem::create_directories((path / file).parent_path());
        std::ofstream{path / file} << text;
    }

    std::filesystem::path path;
};

constexpr std::chrono::sys_days today{2026y / 6 / 15};

template <class T>
T completed(T options, Folder const &folder, Diagnostics &warnings)
{
    cli::Options all{std::move(options)};
    complete(all, folder.path, today, warnings);
    return std::get<T>(all);
}

} // namespace

TEST_CASE("a mistake in the configuration is told with its place", "[cli]")
{
    std::vector<std::pair<std::string, std::string>> const cases{
        {"", ""},
        {"environments: {production: }\n", ""},
        {"lock_timout: 3s\n",
         "schemadiff.yaml:1:1: error: unknown key 'lock_timout' in the configuration [SD1007]\n"
         "hint: Did you mean 'lock_timeout'?\n"},
        {"environments: {production: {environments: {}}}\n",
         "schemadiff.yaml:1:29: error: unknown key 'environments' in environment 'production' "
         "[SD1007]\n"
         "hint: It takes 'db_env', 'scratch', 'bookkeeping', 'lock_timeout', 'long_lock_timeout', "
         "'statement_timeout', 'retries', 'on_drop', 'backup' and 'allow'.\n"},
        {"db: postgresql://h/d\n",
         "schemadiff.yaml:1:1: error: unknown key 'db' in the configuration [SD1007]\n"
         "hint: Put the address into a variable and write its name behind 'db_env'.\n"},
        {"scratch: postgresql://u:secret@h/d\n",
         "schemadiff.yaml:1:10: error: a password does not belong into the configuration "
         "[SD6007]\n"
         "hint: Put the address into a variable and write its name behind 'db_env'.\n"
         "hint: Change the password if the file has been shared.\n"},
        {"db_env: postgresql://h/d\n",
         "schemadiff.yaml:1:9: error: 'db_env' must be the name of an environment variable "
         "[SD1008]\n"
         "hint: Put the address into a variable and write its name here.\n"},
        {"lock_timeout: 3\nstatement_timeout:\nretries: many\n",
         "schemadiff.yaml:1:15: error: 'lock_timeout' must be a time with its unit, not '3' "
         "[SD1008]\n"
         "hint: Write 500ms, 3s, 2min, 1h, or 0 for no limit.\n"
         "schemadiff.yaml:2:1: error: 'statement_timeout' has no value [SD1006]\n"
         "schemadiff.yaml:3:10: error: 'retries' must be a whole number from 0 on [SD1008]\n"},
        {"bookkeeping: app\n",
         "schemadiff.yaml:1:14: error: 'bookkeeping' must be a mapping, not text [SD1006]\n"},
        {"allow: delete_data\n",
         "schemadiff.yaml:1:8: error: 'allow' must be a list of hazards, not text [SD1006]\n"
         "hint: Write each as '- {hazard: delete_data, reason: why, until: 2030-12-31}'.\n"},
        {"allow: [{hazard: delete_dta, until: tomorrow}]\n",
         "schemadiff.yaml:1:9: error: a hazard of 'allow' has no 'reason' [SD1009]\n"
         "schemadiff.yaml:1:18: error: no hazard is called 'delete_dta' [SD1008]\n"
         "hint: Did you mean 'delete_data'?\n"
         "schemadiff.yaml:1:37: error: 'until' must be a day, not 'tomorrow' [SD1008]\n"
         "hint: Write it as 2030-12-31.\n"},
        {"schemadiff: 1\n",
         "schemadiff.yaml:1:1: error: this is a desired state and no configuration [SD1006]\n"},
        {"- a\n",
         "schemadiff.yaml:1:1: error: the configuration must be a mapping, not a list [SD1006]\n"},
    };
    for (auto const &[yaml, expected] : cases) {
        DYNAMIC_SECTION(yaml)
        {
            CHECK(complaints(yaml) == expected);
        }
    }
}

TEST_CASE("an environment says more than the defaults, and options more than both", "[cli]")
{
    Folder const folder;
    folder.write("schemadiff.yaml", "db_env: DEVELOPMENT_URL\n"
                                    "lock_timeout: 5s\n"
                                    "retries: 2\n"
                                    "bookkeeping: {schema: ops}\n"
                                    "environments:\n"
                                    "  production:\n"
                                    "    db_env: PRODUCTION_URL\n"
                                    "    lock_timeout: 1s\n");
    Diagnostics warnings;
    auto const plain = completed(ApplyOptions{}, folder, warnings);
    CHECK(plain.common.db_variable == "DEVELOPMENT_URL");
    CHECK(plain.common.bookkeeping == "ops");
    CHECK(plain.limits.lock_timeout == 5s);
    CHECK(plain.limits.retries == 2);

    ApplyOptions options;
    options.common.environment = "production";
    auto const production = completed(options, folder, warnings);
    CHECK(production.common.db_variable == "PRODUCTION_URL");
    CHECK(production.common.bookkeeping == "ops");
    CHECK(production.limits.lock_timeout == 1s);
    CHECK(production.limits.retries == 2);

    options.common.db = "postgresql://h/d";
    options.common.bookkeeping_given = true;
    options.limits.lock_timeout = 9s;
    auto const given = completed(options, folder, warnings);
    CHECK_FALSE(given.common.db_variable);
    CHECK(given.common.bookkeeping == "schemadiff");
    CHECK(given.limits.lock_timeout == 9s);
    CHECK(warnings.empty());
}

TEST_CASE("an allowance holds up to its day", "[cli]")
{
    Folder const folder;
    folder.write("schemadiff.yaml",
                 "allow:\n"
                 "  - {hazard: delete-data, reason: cleaning up, until: 2026-06-15}\n"
                 "  - {hazard: long_lock, reason: it was small, until: 2026-06-14}\n");
    Diagnostics warnings;
    auto const options = completed(ApplyOptions{}, folder, warnings);
    CHECK(options.allowed.classes == std::set{HazardClass::delete_data});
    CHECK(rendered(warnings) ==
          (folder.path / "schemadiff.yaml").string() +
              ":3:5: warning: the allowance of long_lock ended with 2026-06-14 [SD6009]\n"
              "hint: Take it out, or give it a new day and a reason that still holds.\n");
}

TEST_CASE("the nearest configuration above counts, and no desired state does", "[cli]")
{
    Folder const folder;
    folder.write("schemadiff.yaml", "retries: 1\n");
    folder.write("deep/down/schemadiff.yaml", "schemadiff: 1\n");
    CHECK(find_config(folder.path) == (folder.path / "schemadiff.yaml").string());
    CHECK(find_config(folder.path / "deep" / "down") == (folder.path / "schemadiff.yaml").string());
}

TEST_CASE("an unknown environment is wrong usage", "[cli]")
{
    Folder const folder;
    auto const complaint = [&](std::string const &name) {
        try {
            PlanOptions options;
            options.common.environment = name;
            options.common.config = (folder.path / "c.yaml").string();
            Diagnostics warnings;
            completed(options, folder, warnings);
        } catch (Failure const &failure) {
            CHECK(failure.exit_code() == ExitCode::usage);
            return rendered(failure.diagnostics().front());
        }
        return std::string{};
    };
    folder.write("c.yaml", "environments: {production: {}}\n");
    CHECK(complaint("prodction") == "error: " + (folder.path / "c.yaml").string() +
                                        " has no environment 'prodction' [SD6006]\n"
                                        "hint: Did you mean 'production'?\n");
}
