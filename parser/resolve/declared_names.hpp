// What the desired state declares, by name: for names that are written without a schema.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/model/object_id.hpp>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schemadiff::resolve
{

class DeclaredNames
{
public:
    explicit DeclaredNames(yaml::Drafts const &drafts);

    // The schema of a function, operator or text search object of this name: `own` where it is
    // declared there, the only one that has it, or else pg_catalog.
    [[nodiscard]] std::string schema_of(std::string const &name, std::string_view own) const;
    void complete(QualifiedName &name, std::string_view own) const;
    // A list of types as the key of an operator or a cast has it, with what is written without its
    // schema found among the declared types.
    [[nodiscard]] std::string types(std::string_view list, std::string_view own) const;

private:
    using Schemas = std::unordered_map<std::string, std::vector<std::string>>;

    [[nodiscard]] static std::string found(Schemas const &all, std::string const &name,
                                           std::string_view own);

    Schemas objects_;
    Schemas types_;
};

} // namespace schemadiff::resolve
