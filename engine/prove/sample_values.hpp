// Values of any type that a server can say something about, for rows that nobody has: the same for
// the same number, and another one for each number where the type has so many.
#pragma once

#include <engine/postgres/connection.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::prove
{

class SampleValues
{
public:
    explicit SampleValues(postgres::Connection &connection) : connection_{&connection} {}

    // As the type reads it; numbers are from 1. Nothing where no value of the type is known.
    std::optional<std::string> text(long long type, int number);

private:
    struct Type {
        std::string name; // pg_type.typname
        bool is_of_postgres = false;
        std::string sort; // pg_type.typtype
        bool is_text = false;
        long long base = 0;    // of a domain
        long long element = 0; // of an array
        long long bound = 0;   // of a range
        std::vector<std::string> labels;
        std::vector<std::string> attributes; // OIDs of their types
    };
    Type const &type(long long oid);

    postgres::Connection *connection_;
    std::map<long long, Type> types_;
};

} // namespace schemadiff::prove
