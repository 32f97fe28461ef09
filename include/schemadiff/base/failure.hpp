// The one exception that ends a command: what went wrong and the exit code.
// Expected outcomes are return values; a Failure is for what the command cannot go on after.
#pragma once

#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/base/exit_code.hpp>

#include <exception>
#include <utility>
#include <vector>

namespace schemadiff
{

class Failure : public std::exception
{
public:
    explicit Failure(Diagnostic diagnostic, ExitCode exit_code = ExitCode::error)
        : diagnostics_{std::move(diagnostic)}, exit_code_{exit_code}
    {
    }
    explicit Failure(std::vector<Diagnostic> diagnostics, ExitCode exit_code = ExitCode::error)
        : diagnostics_{std::move(diagnostics)}, exit_code_{exit_code}
    {
    }

    [[nodiscard]] char const *what() const noexcept override
    {
        return diagnostics_.empty() ? "failure" : diagnostics_.front().message.c_str();
    }
    [[nodiscard]] std::vector<Diagnostic> const &diagnostics() const { return diagnostics_; }
    [[nodiscard]] ExitCode exit_code() const { return exit_code_; }

private:
    std::vector<Diagnostic> diagnostics_;
    ExitCode exit_code_;
};

} // namespace schemadiff
