// Guesses which of the known words was meant by one that is not known, for the hints of messages.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace schemadiff::yaml
{

// The known word that is most like `word`, the first of several; nothing if none is like enough for
// a slip of the fingers. Upper and lower case, '-', ' ' and '_' are nearly the same to it.
std::optional<std::string> suggestion(std::string_view word,
                                      std::span<std::string_view const> known);

// "Did you mean 'columns'?", or empty.
std::string did_you_mean(std::string_view word, std::span<std::string_view const> known);

} // namespace schemadiff::yaml
