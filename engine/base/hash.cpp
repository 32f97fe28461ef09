#include <schemadiff/base/hash.hpp>

#include <fmt/format.h>
#include <xxhash.h>

namespace schemadiff
{

void Hash::add(std::string_view piece)
{
    pieces_ += fmt::format("{}:", piece.size());
    pieces_ += piece;
}

std::string Hash::hex() const
{
    auto const hash = XXH3_128bits(pieces_.data(), pieces_.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string hash_of(std::string_view text)
{
    Hash hash;
    hash.add(text);
    return hash.hex();
}

} // namespace schemadiff
