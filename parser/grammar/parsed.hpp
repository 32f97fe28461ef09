// What every parser of this folder returns: the value, or where and why the text is not one.
// Mistakes of users are values, never exceptions; the caller adds file, line and code.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>

namespace schemadiff::grammar
{

struct SyntaxError {
    std::size_t offset = 0; // byte in the parsed text, from 0; its size where something is missing
    std::string message;    // lower case, no final stop

    friend bool operator==(SyntaxError const &, SyntaxError const &) = default;
};

// std::expected in small, because g++ 12 has it only as C++23.
template <class T>
class Result
{
public:
    Result(T value) : outcome_{std::move(value)} {}
    Result(SyntaxError error) : outcome_{std::move(error)} {}

    explicit operator bool() const { return std::holds_alternative<T>(outcome_); }
    // Only where the result is true; otherwise std::bad_variant_access, a bug of the caller.
    [[nodiscard]] T const &operator*() const { return std::get<T>(outcome_); }
    [[nodiscard]] T &operator*() { return std::get<T>(outcome_); }
    [[nodiscard]] T const *operator->() const { return &std::get<T>(outcome_); }
    [[nodiscard]] T *operator->() { return &std::get<T>(outcome_); }
    // Only where the result is false.
    [[nodiscard]] SyntaxError const &error() const { return std::get<SyntaxError>(outcome_); }

private:
    std::variant<T, SyntaxError> outcome_;
};

} // namespace schemadiff::grammar
