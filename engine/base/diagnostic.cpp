#include <schemadiff/base/diagnostic.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace schemadiff
{

namespace
{

std::string_view word(Severity severity)
{
    switch (severity) {
    case Severity::error:
        return "error";
    case Severity::warning:
        return "warning";
    case Severity::note:
        return "note";
    }
    return "";
}

std::string place(SourcePos const &at)
{
    if (at.file.empty()) {
        return "";
    }
    return at.is_known() ? fmt::format("{}:{}:{}: ", at.file, at.line, at.column)
                         : fmt::format("{}: ", at.file);
}

// White space as wide as the first `bytes` bytes of `line`: tabs stay tabs, and the
// continuation bytes of a UTF-8 character take no room.
std::string indent_under(std::string_view line, std::size_t bytes)
{
    std::string indent;
    for (char const c : line.substr(0, bytes)) {
        if (c == '\t') {
            indent += '\t';
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            indent += ' ';
        }
    }
    return indent;
}

} // namespace

void Diagnostics::add(Diagnostic diagnostic)
{
    all_.push_back(std::move(diagnostic));
}

void Diagnostics::error(std::string_view code, SourcePos at, std::string message,
                        std::vector<std::string> hints)
{
    add({Severity::error, code, std::move(at), std::move(message), std::move(hints)});
}

void Diagnostics::warning(std::string_view code, SourcePos at, std::string message,
                          std::vector<std::string> hints)
{
    add({Severity::warning, code, std::move(at), std::move(message), std::move(hints)});
}

bool Diagnostics::has_errors() const
{
    return std::any_of(all_.begin(), all_.end(),
                       [](auto const &one) { return one.severity == Severity::error; });
}

std::vector<Diagnostic> Diagnostics::sorted() const
{
    auto const key = [](Diagnostic const &one) {
        return std::tie(one.at, one.severity, one.code, one.message);
    };
    std::vector<Diagnostic> result = all_;
    std::stable_sort(result.begin(), result.end(),
                     [&](auto const &a, auto const &b) { return key(a) < key(b); });
    result.erase(std::unique(result.begin(), result.end(),
                             [&](auto const &a, auto const &b) { return key(a) == key(b); }),
                 result.end());
    return result;
}

std::string rendered(Diagnostic const &diagnostic, SourceLine const &source_line)
{
    std::string text = fmt::format("{}{}: {}", place(diagnostic.at), word(diagnostic.severity),
                                   diagnostic.message);
    if (!diagnostic.code.empty()) {
        text += fmt::format(" [{}]", diagnostic.code);
    }
    text += '\n';
    if (source_line && diagnostic.at.is_known()) {
        if (auto const line = source_line(diagnostic.at.file, diagnostic.at.line)) {
            auto const before = static_cast<std::size_t>(std::max(0, diagnostic.at.column - 1));
            text += fmt::format("{:6} | {}\n", diagnostic.at.line, *line);
            text += fmt::format("{:6} | {}^\n", "", indent_under(*line, before));
        }
    }
    for (std::string const &hint : diagnostic.hints) {
        text += fmt::format("hint: {}\n", hint);
    }
    return text;
}

std::string rendered(Diagnostics const &diagnostics, SourceLine const &source_line,
                     std::size_t most)
{
    auto const all = diagnostics.sorted();
    std::string text;
    for (std::size_t index = 0; index < std::min(most, all.size()); ++index) {
        text += rendered(all[index], source_line);
    }
    if (all.size() > most) {
        text += fmt::format("... and {} more\n", all.size() - most);
    }
    return text;
}

} // namespace schemadiff
