// CREATE SEQUENCE. Path {schema, name}. The sequence of an identity column is part of the
// column and not an object of its own.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Sequence {
    TypeName type{"bigint"};
    long long increment = 1;
    // Absent: what PostgreSQL takes for the type and the sign of the increment.
    std::optional<long long> min_value;
    std::optional<long long> max_value;
    std::optional<long long> start;
    long long cache = 1;
    bool cycle = false;
    bool unlogged = false; // from PostgreSQL 15

    static constexpr std::string_view word = "sequence";
    static constexpr std::string_view section = "sequences";
    static constexpr KindFacts facts{.has_owner = true,
                                     .privileges = privilege_words::sequence,
                                     .is_relation = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<Sequence, TypeName>{"type", &Sequence::type, OnChange::alter,
                                  "smallint, integer or bigint"},
        Field<Sequence, long long>{"increment", &Sequence::increment, OnChange::alter, ""},
        Field<Sequence, std::optional<long long>>{"min_value", &Sequence::min_value,
                                                  OnChange::alter, ""},
        Field<Sequence, std::optional<long long>>{"max_value", &Sequence::max_value,
                                                  OnChange::alter, ""},
        Field<Sequence, std::optional<long long>>{"start", &Sequence::start, OnChange::alter, ""},
        Field<Sequence, long long>{"cache", &Sequence::cache, OnChange::alter, ""},
        Field<Sequence, bool>{"cycle", &Sequence::cycle, OnChange::alter, ""},
        Field<Sequence, bool>{"unlogged", &Sequence::unlogged, OnChange::alter,
                              "from PostgreSQL 15"},
    };
};

// ALTER SEQUENCE ... OWNED BY: the sequence goes with its column. An object of its own, because
// the column's default needs the sequence and the ownership needs the column. Path {schema,
// sequence}.
struct SequenceOwner {
    std::vector<std::string> column; // schema, table, column

    static constexpr std::string_view word = "sequence ownership";
    static constexpr std::string_view section = "owned_by";
    static constexpr KindFacts facts{.part_of = kind_of<Sequence>};
    static constexpr auto fields = std::tuple{
        Field<SequenceOwner, std::vector<std::string>>{"column", &SequenceOwner::column,
                                                       OnChange::alter, "schema, table, column"},
    };
};

} // namespace schemadiff
