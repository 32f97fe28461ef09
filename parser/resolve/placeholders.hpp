// {table} and {schema} in the texts of a mixin, which stand for the table that takes it.
#pragma once

#include <parser/yaml/node.hpp>

#include <string_view>

namespace schemadiff::resolve
{

struct TableName {
    std::string_view schema;
    std::string_view table;
};

// In every text below `node`. As a whole word of SQL the name is quoted where it must be; within a
// string, a comment or a longer word it stands as it is. Texts still know their places.
void replace_placeholders(yaml::Node &node, TableName const &name);

} // namespace schemadiff::resolve
