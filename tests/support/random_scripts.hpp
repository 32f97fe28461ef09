// Random pairs of schemas as SQL scripts: what users write, not what our model can hold. They are
// made without any part of schemadiff, so that an attribute that it does not know of can stand in
// them. The second script is a neighbour of the first: most objects are the same, some are changed,
// missing or new, and what stands on them (views over views, functions over tables that functions
// fill, partitions, row types, policies) is written anew over what is left.
#pragma once

#include <cstdint>
#include <string>

namespace schemadiff::tests
{

struct ScriptOptions {
    std::uint64_t seed = 1;
    // The oldest server that accepts the scripts.
    int server_major = 15;
};

struct ScriptPair {
    std::string before;
    std::string after;
};

// The same options give the same scripts on every machine. Pairs of different seeds share no name,
// so that several fit into one database. The roles of fixtures/cases/roles.sql have to be there.
ScriptPair random_scripts(ScriptOptions const &options);

} // namespace schemadiff::tests
