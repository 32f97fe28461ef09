// What the server made of each expression that was applied: pairs of hashes, so that the next
// plan knows without asking a server that two texts mean the same.
#pragma once

#include <engine/postgres/connection.hpp>

#include <span>
#include <string>
#include <vector>

namespace schemadiff::execute
{

struct ExpressionPair {
    std::string subject;
    std::string field;
    std::string source_hash;  // of what was written
    std::string printed_hash; // of what the server printed for it
    int server_version = 0;   // which printed it

    friend bool operator==(ExpressionPair const &, ExpressionPair const &) = default;
};

// All of them, by subject and field. Empty where there is no journal.
std::vector<ExpressionPair> known_pairs(postgres::Connection &connection,
                                        std::string const &journal_schema);

// One pair for each subject and field, the last one. Does nothing where there is no journal.
void remember_pairs(postgres::Connection &connection, std::string const &journal_schema,
                    std::span<ExpressionPair const> pairs);

} // namespace schemadiff::execute
