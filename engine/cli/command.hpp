// One command under construction: descriptions.cpp says what it takes, and what is read goes into
// the command's options. Implemented in arguments.cpp over CLI11, which stays behind it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI
{
class App;
}

namespace schemadiff::cli
{

// `names` are "--output" or "-o,--output"; messages use the last of them.
class Command
{
public:
    using Take = std::function<void(std::string const &)>;

    explicit Command(CLI::App &app) : app_{&app} {}
    Command(Command const &) = delete; // what it has set up refers to it
    Command &operator=(Command const &) = delete;
    ~Command() = default;

    void flag(std::string const &names, bool &target, std::string const &sentence);
    // Given, it is told so.
    void flag(std::string const &names, std::function<void()> const &given,
              std::string const &sentence);
    // Given, it makes `target` false.
    void off_flag(std::string const &names, bool &target, std::string const &sentence);

    void value(std::string const &names, std::string const &type, std::string const &sentence,
               Take const &take);
    void value(std::string const &names, std::string const &type, std::string const &sentence,
               std::optional<std::string> &target);
    void number(std::string const &names, std::string const &sentence,
                std::function<void(int)> const &take, int least = 1);
    void duration(std::string const &names, std::string const &sentence,
                  std::optional<std::chrono::milliseconds> &target);
    void word(std::string const &names, std::vector<std::string_view> const &known,
              std::string const &sentence, Take const &take);
    // May be repeated.
    void list(std::string const &names, std::string const &type, std::string const &sentence,
              Take const &take);

    void states(std::vector<std::string> &target, bool needed = true);
    void argument(std::string const &name, std::string const &type, std::string const &sentence,
                  std::optional<std::string> &target);

    // Lines "  0   sentence" that replace or join those that every command has.
    void exit_codes(std::string_view own, bool meets_server = true);

    // From here on options are listed under another title.
    void group(std::string const &title);

    // Run once everything is read: what does not go together.
    void check(std::function<void()> run) { checks_.push_back(std::move(run)); }
    void run_checks() const;

    // `where` is "option '--format'". Throws where `text` is none of the known words.
    [[nodiscard]] std::string known_word(std::string const &text,
                                         std::vector<std::string_view> const &known,
                                         std::string const &where) const;

    [[noreturn]] void refuse(std::string message, std::vector<std::string> hints = {}) const;

    [[nodiscard]] CLI::App const &app() const { return *app_; }

private:
    CLI::App *app_;
    std::vector<std::function<void()>> checks_;
};

// Without empty parts.
std::vector<std::string> parts_of(std::string_view text, char separator);

} // namespace schemadiff::cli
