// Where PostgreSQL's server programs are on this machine. Looks only; starts nothing but
// `postgres --version` and `pg_config --bindir`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::scratch
{

struct Binaries {
    std::filesystem::path folder; // holds postgres and initdb
    int major = 0;
    std::string version; // "15.18"
};

// SCHEMADIFF_PG_BIN (folders separated by ':') if set; else PATH and the usual places, and what
// pg_config tells where these do not have what is wanted. The preferred major version comes first,
// then newer ones, then older ones; without a preference the newest.
std::vector<Binaries> find_binaries(std::optional<int> preferred_major = {});

// That order, on its own.
void sort_by_preference(std::vector<Binaries> &binaries, std::optional<int> preferred_major);

// "postgres (PostgreSQL) 15.18 (Debian 15.18-1)" -> 15.18, "17beta1" included; empty if it is
// something else.
std::string version_in(std::string const &output);

} // namespace schemadiff::scratch
