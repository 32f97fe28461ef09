// Values that the desired state gives and that nobody may see again: options of user mappings,
// connections of subscriptions. The reader puts one away and goes on with a token in its place; all
// texts of the program (plans, files, the journal, messages) hold the token, and only a step that
// runs on the target gets the value back. What a server has of this sort is never read;
// `hidden_value` stands in its place.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemadiff
{

// "A value is there": as the server has it.
inline constexpr std::string_view hidden_value = "***";

// The token for a value, the same one for the same value. Kept until the program ends.
std::string put_away(std::string const &value);
// A token that is a connection string, too, because PostgreSQL looks at it in scratch servers.
std::string put_connection_away(std::string const &value);

// The text with each token, which is a constant of its own, by what `quoted` makes of its value.
// Nothing where a token is of another run of the program, which took the value with it.
std::optional<std::string> with_secrets(std::string_view text,
                                        std::string (*quoted)(std::string_view value));

// Options of a user mapping whose values are no secrets: names of users, and switches.
bool is_open_option(std::string_view name);

} // namespace schemadiff
