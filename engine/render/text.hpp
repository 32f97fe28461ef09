// Small pieces of wording that every format shares: plurals, wrapping, and text of the user
// made safe to show. It knows nothing of plans.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::render
{

// "policies"
std::string plural(std::string_view noun);

// "1 policy", "2 policies"
std::string counted(std::size_t count, std::string_view noun);

// "a, b, c"
std::string listed(std::vector<std::string> const &items);

// Control characters and those that reverse the direction of writing become \x1b or \u{202e}:
// a name must not move the cursor or hide a part of the SQL. Newlines and tabs stay.
std::string printable(std::string_view text);

// The same on one line: a newline becomes \n, so that the text cannot leave its comment.
std::string one_line(std::string_view text);

// Broken at blanks into lines of at most `width` characters, where no word is longer; one line
// if `width` is 0. Never empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

std::vector<std::string_view> lines_of(std::string_view text);

// Characters, not bytes.
std::size_t characters(std::string_view text);

// The statement with its final semicolon. It gets a line of its own behind a line that may end
// in a comment, which would swallow it.
std::string terminated(std::string_view statement);

// "15.18" for 150018
std::string version_text(int server_version);

} // namespace schemadiff::render
