// Tells a process from all others, those that had its number before it included, so that a lease
// whose holder is dead need not be waited out. Nothing is ever guessed: where a system does not
// tell, or the other process was on another machine or in another container, nobody is dead.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace schemadiff::execute
{

// "BOOT NAMESPACES START" of this process: which start of which machine, in which namespaces of
// numbers and times, and when it began. Empty where /proc is not to be had, or not our own.
std::string process_mark();

// Whether the process with this number and mark has certainly ended.
bool is_dead(pid_t process, std::string_view mark);

} // namespace schemadiff::execute
