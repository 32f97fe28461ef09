// Data folders for throwaway servers. initdb takes most of a second, so its result is kept in a
// cache and copied; the cache belongs to us alone and is made again when it is not whole.
#pragma once

#include <engine/scratch/binaries.hpp>
#include <engine/scratch/process.hpp>

#include <filesystem>
#include <optional>

namespace schemadiff::scratch
{

enum class MadeBy : std::uint8_t { initdb, cache };

// Makes `data`, which does not exist yet, in a folder that belongs to the account. Throws Failure
// with initdb's words.
MadeBy make_data_folder(Binaries const &binaries, std::optional<Account> const &account,
                        std::filesystem::path const &data);

// After a server did not start from what the cache had.
void forget_cached(Binaries const &binaries);

// XDG_CACHE_HOME/schemadiff, HOME/.cache/schemadiff, or a folder of ours among the temporary
// ones; nothing where none of them is safe to use.
std::optional<std::filesystem::path> cache_folder();

} // namespace schemadiff::scratch
