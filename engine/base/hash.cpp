#include <schemadiff/base/hash.hpp>

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <charconv>

namespace schemadiff
{

void Hash::add(std::string_view piece)
{
    std::array<char, 24> length{};
    auto const end = std::to_chars(length.begin(), length.end(), piece.size()).ptr;
    pieces_.append(length.data(), end).append(1, ':').append(piece);
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
