// What a user reads after a command line that is none of ours. Every word of the user that comes
// back in a message has lost its secrets before, since addresses are typed in the wrong places too.
#pragma once

#include <schemadiff/base/failure.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::cli
{

Failure usage_failure(std::string_view code, std::string message,
                      std::vector<std::string> hints = {});

// "'--form'", without a secret.
std::string quoted_word(std::string_view word);

// `commands` are those that exist. Says so where the word is a command of a later version.
Failure unknown_command(std::string_view word, std::span<std::string_view const> commands);

// `command` is empty before the command; `options` are those that exist there.
Failure unknown_option(std::string_view word, std::string_view command,
                       std::span<std::string_view const> options);

// What CLI11 complains about, in our words; its own where it says something unforeseen.
Failure misused_option(std::string_view cli11_message);

} // namespace schemadiff::cli
