// The patterns of `naming`, and the names they make. names.cpp asks them for every object without
// a name of its own, and whether the others keep to them.
#pragma once

#include <parser/yaml/node.hpp>
#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/kind.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::resolve
{

// What a placeholder stands for.
struct NameParts {
    std::string_view schema;
    std::string_view table;
    std::string_view name; // the key of the entry; empty: its columns
    std::vector<std::string> columns;
    std::string_view referred_table;
    std::vector<std::string> referred_columns;
};

struct Naming {
    // primary_key, foreign_key, unique, index, check, trigger, policy -> pattern.
    std::map<std::string, std::string> patterns;

    // Null for kinds without one.
    [[nodiscard]] std::string const *pattern_of(Kind kind) const;
};

Naming naming_of(yaml::Node const &value, Diagnostics &diagnostics);

bool has_name_placeholder(std::string_view pattern);

// Over 63 bytes it is cut and ends in a hash. Empty where the pattern lives of a {name} that there
// is not.
std::string name_by_pattern(std::string_view pattern, NameParts const &parts);

// Whether the pattern can make this name of some {name}.
bool keeps_pattern(std::string_view pattern, NameParts parts, std::string_view name);

} // namespace schemadiff::resolve
