// A hash of several pieces of text (xxHash, 128 bits): fingerprints and names made from content.
// It finds changes, not forgeries.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace schemadiff
{

class Hash
{
public:
    // Each piece counts with its length: "ab", "c" is not "a", "bc".
    void add(std::string_view piece);
    // 32 digits, of all pieces so far.
    [[nodiscard]] std::string hex() const;

private:
    std::string pieces_;
};

// Of bytes that come piece by piece and are too many to hold; how they are divided does not count.
class RunningHash
{
public:
    RunningHash();
    ~RunningHash();
    RunningHash(RunningHash const &) = delete;
    RunningHash &operator=(RunningHash const &) = delete;

    void add(std::string_view bytes);
    [[nodiscard]] std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string hash_of(std::string_view text);

} // namespace schemadiff
