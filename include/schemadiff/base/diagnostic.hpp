// One message to the user, and a collector of many. Readers take a `Diagnostics &`
// and go on after a mistake, so that the user sees all mistakes of all files at once.
#pragma once

#include <schemadiff/base/source_pos.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

enum class Severity : std::uint8_t { error, warning, note };

struct Diagnostic {
    Severity severity = Severity::error;
    std::string_view code; // from base/codes.hpp, for example codes::unknown_key
    SourcePos at;
    std::string
        message; // lower case, no final stop, names in SQL quotes, other text in single quotes
    std::vector<std::string> hints; // whole sentences
};

class Diagnostics
{
public:
    void add(Diagnostic diagnostic);
    void error(std::string_view code, SourcePos at, std::string message,
               std::vector<std::string> hints = {});
    void warning(std::string_view code, SourcePos at, std::string message,
                 std::vector<std::string> hints = {});

    [[nodiscard]] bool has_errors() const;
    [[nodiscard]] bool empty() const { return all_.empty(); }
    // Sorted by file, line, column; equal ones once.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

private:
    std::vector<Diagnostic> all_;
};

// Gives one line of a file that was read (without its newline), for the caret;
// nothing where the file or the line is not there any more.
using SourceLine = std::function<std::optional<std::string>(std::string const &file, int line)>;

// "shop.yaml:3:5: error: unknown key 'colums' [SD1007]", the source line with a caret, the hints.
// A position with a file but line 0 shows the file alone. Tabs before the caret are
// repeated, and the caret counts characters, not bytes, so that it stands under the right place.
std::string rendered(Diagnostic const &diagnostic, SourceLine const &source_line = {});

// At most `most` messages in order, then a line that counts the rest.
std::string rendered(Diagnostics const &diagnostics, SourceLine const &source_line = {},
                     std::size_t most = 20);

} // namespace schemadiff
