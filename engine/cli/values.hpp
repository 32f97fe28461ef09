// Words of the command line and of schemadiff.yaml as values: formats, hazards, durations. Knows
// neither CLI11 nor YAML; each source words its own complaint about what is not understood.
#pragma once

#include <engine/cli/options.hpp>
#include <schemadiff/sql/step.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::cli
{

// "text", "sql", ...
std::string_view word(Format format);
std::optional<Format> format_of(std::string_view word);

// Every class of hazard, as it is written after --allow.
std::vector<std::string_view> hazard_words();

// "500ms", "3s", "2min", "1h", and "0" for no limit, in PostgreSQL's units. A bare number is
// refused, because it would be milliseconds to PostgreSQL and seconds to most people.
std::optional<std::chrono::milliseconds> duration_of(std::string_view text);

// "30d", "2w", or a time as above.
std::optional<std::chrono::seconds> age_of(std::string_view text);

// Digits only, from 0 to a billion.
std::optional<int> number_of(std::string_view text);

// "'text', 'sql' and 'json'"
std::string listed_words(std::vector<std::string_view> const &words);

} // namespace schemadiff::cli
