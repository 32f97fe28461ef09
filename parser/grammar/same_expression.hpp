// Whether two expressions surely mean the same, without asking a server: the text of a user
// against PostgreSQL's print of it. Only rewrites that PostgreSQL itself makes, or that no
// value can tell apart, are used; everything else is undecided. The texts are read as with
// an empty search_path, so that an unqualified function or operator is PostgreSQL's own.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace schemadiff::grammar
{

enum class Sameness : std::uint8_t { equal, undecided };

struct ColumnTypes {
    // By column; the text of canonical(). A column that is missing has an unknown type.
    std::map<std::string, std::string, std::less<>> types;
    // A column that is qualified with this name is the column; empty: none is.
    std::string table;
    // Types that are surely enums, and types of extensions that are surely no domains, both
    // as of canonical(). A literal becomes an enum in a comparison, while with a domain the
    // comparison is one of its base type.
    std::set<std::string, std::less<>> enums;
    std::set<std::string, std::less<>> base_types;
    // The type under each domain, both as of canonical(); a domain of a domain has the last one.
    std::map<std::string, std::string, std::less<>> domains;
};

Sameness same_expression(std::string_view a, std::string_view b, ColumnTypes const &types = {});

// For DEFAULT, where a bare literal becomes the column's type. `column_type` is the text of
// canonical(); `types` tells enums and base types.
Sameness same_default(std::string_view a, std::string_view b, std::string_view column_type,
                      ColumnTypes const &types = {});

} // namespace schemadiff::grammar
