#include <schemadiff/base/hash.hpp>

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <charconv>

namespace schemadiff
{

namespace
{

std::string digits(XXH128_hash_t const &hash)
{
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace

void Hash::add(std::string_view piece)
{
    std::array<char, 24> length{};
    auto const end = std::to_chars(length.begin(), length.end(), piece.size()).ptr;
    pieces_.append(length.data(), end).append(1, ':').append(piece);
}

std::string Hash::hex() const
{
    return digits(XXH3_128bits(pieces_.data(), pieces_.size()));
}

struct RunningHash::State {
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash{XXH3_createState(),
                                                                  &XXH3_freeState};
};

RunningHash::RunningHash() : state_{std::make_unique<State>()}
{
    XXH3_128bits_reset(state_->hash.get());
}

RunningHash::~RunningHash() = default;

void RunningHash::add(std::string_view bytes)
{
    XXH3_128bits_update(state_->hash.get(), bytes.data(), bytes.size());
}

std::string RunningHash::hex() const
{
    return digits(XXH3_128bits_digest(state_->hash.get()));
}

std::string hash_of(std::string_view text)
{
    Hash hash;
    hash.add(text);
    return hash.hex();
}

} // namespace schemadiff
