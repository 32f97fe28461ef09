// A hash of several pieces of text (xxHash, 128 bits): fingerprints and names made from content.
// It finds changes, not forgeries.
#pragma once

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

std::string hash_of(std::string_view text);

} // namespace schemadiff
