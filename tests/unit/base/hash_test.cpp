#include <schemadiff/base/hash.hpp>

#include <support/catch.hpp>

namespace schemadiff
{

TEST_CASE("pieces of a hash do not run into one another")
{
    Hash one;
    one.add("ab");
    one.add("c");
    Hash other;
    other.add("a");
    other.add("bc");
    CHECK(one.hex() != other.hex());
    CHECK(one.hex().size() == 32);
    CHECK(Hash{}.hex() != hash_of(""));
}

TEST_CASE("a hash is the same on every machine")
{
    CHECK(hash_of("schemadiff") == "e670672735075c33bf5d486798f1a432");
}

TEST_CASE("a running hash does not tell how its bytes came")
{
    RunningHash whole;
    whole.add("schemadiff");
    RunningHash parts;
    parts.add("schema");
    parts.add("");
    parts.add("diff");
    CHECK(whole.hex() == parts.hex());
    CHECK(whole.hex() != RunningHash{}.hex());
}

} // namespace schemadiff
