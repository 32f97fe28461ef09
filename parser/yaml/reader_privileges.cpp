#include <parser/yaml/reader_privileges.hpp>

#include <schemadiff/model/body.hpp>

#include <array>

namespace schemadiff::yaml
{

namespace
{

constexpr auto of_relations = std::to_array<std::string_view>(
    {"delete", "insert", "references", "select", "trigger", "truncate", "update"});
constexpr auto of_columns =
    std::to_array<std::string_view>({"insert", "references", "select", "update"});
constexpr auto of_sequences = std::to_array<std::string_view>({"select", "update", "usage"});
constexpr auto of_functions = std::to_array<std::string_view>({"execute"});
constexpr auto of_schemas = std::to_array<std::string_view>({"create", "usage"});
constexpr auto usage = std::to_array<std::string_view>({"usage"});

} // namespace

std::span<std::string_view const> all_privileges(Kind kind)
{
    if (kind == kind_of<Table> || kind == kind_of<View>) {
        return of_relations;
    }
    if (kind == kind_of<Column>) {
        return of_columns;
    }
    if (kind == kind_of<Sequence>) {
        return of_sequences;
    }
    if (kind == kind_of<Function>) {
        return of_functions;
    }
    if (kind == kind_of<Schema>) {
        return of_schemas;
    }
    if (kind == kind_of<Enum>) {
        return usage;
    }
    return {};
}

std::span<std::string_view const> public_privileges(ObjectId const &subject)
{
    if (subject.kind() == kind_of<Function>) {
        return of_functions;
    }
    bool const is_public_schema = subject.kind() == kind_of<Schema> && subject.name() == "public";
    if (subject.kind() == kind_of<Enum> || is_public_schema) {
        return usage;
    }
    return {};
}

} // namespace schemadiff::yaml
