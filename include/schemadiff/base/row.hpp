// One row of a catalog query, read by column name. engine/postgres provides it over a
// server's answer; tests provide it over a map, so that a kind is tested without a server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

class Row
{
public:
    virtual ~Row() = default;

    // The text of a column; empty for NULL. The view lives as long as the row.
    // A column that the query does not have is a mistake of ours: std::logic_error.
    [[nodiscard]] virtual std::string_view text(std::string_view column) const = 0;
    [[nodiscard]] virtual bool is_null(std::string_view column) const = 0;

    // 't' is true, anything else is false.
    [[nodiscard]] bool boolean(std::string_view column) const;
    // NULL is 0.
    [[nodiscard]] long long number(std::string_view column) const;
    // A text[] in the server's output form, '{a,"b c",NULL}'; NULL elements become empty.
    [[nodiscard]] std::vector<std::string> list(std::string_view column) const;
};

// Splits PostgreSQL's output form of a one-dimensional array. Throws std::logic_error on
// anything else: only the server writes what this reads.
std::vector<std::string> array_items(std::string_view text);

} // namespace schemadiff
