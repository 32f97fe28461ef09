// What the facts mean for an apply: what is well, what to look at, what would stop it. A function
// of the facts alone.
#pragma once

#include <engine/cli/doctor_facts.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::cli
{

enum class Health : std::uint8_t { ok, warning, stop };

std::string_view word(Health health);

struct CheckUp {
    std::string subject; // "time zone"
    Health health = Health::ok;
    std::string sentence; // lower case, no final stop
    std::vector<std::string> hints{};
};

// In the order in which they matter; something about every subject.
std::vector<CheckUp> check_ups(DoctorFacts const &facts);

bool stops_an_apply(std::vector<CheckUp> const &checks);

// One line each, the hints below it, and a summary.
std::string checks_text(std::vector<CheckUp> const &checks);

} // namespace schemadiff::cli
