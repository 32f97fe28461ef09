// The objects of a desired state by the names that SQL text has for them.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schemadiff::resolve
{

class NameIndex
{
public:
    // The catalog has to outlive it.
    explicit NameIndex(Catalog const &catalog);

    [[nodiscard]] ObjectId const *relation(std::string const &path) const
    {
        auto const found = relations_.find(path);
        return found == relations_.end() ? nullptr : found->second;
    }
    [[nodiscard]] ObjectId const *type(std::string const &path) const
    {
        auto const found = types_.find(path);
        return found == types_.end() ? nullptr : found->second;
    }
    [[nodiscard]] ObjectId const *collation(std::string const &path) const
    {
        auto const found = collations_.find(path);
        return found == collations_.end() ? nullptr : found->second;
    }
    // All of that name, whatever their arguments.
    [[nodiscard]] std::vector<ObjectId const *> const &functions(std::string const &path) const
    {
        return all_of(functions_, path);
    }
    [[nodiscard]] std::vector<ObjectId const *> const &operators(std::string const &path) const
    {
        return all_of(operators_, path);
    }
    // Configurations and dictionaries.
    [[nodiscard]] std::vector<ObjectId const *> const &text_search(std::string const &path) const
    {
        return all_of(text_search_, path);
    }

    // Null where it is not declared.
    [[nodiscard]] ObjectId const *extension(std::string_view name) const
    {
        auto const found = name.empty() ? extensions_.end() : extensions_.find(std::string{name});
        return found == extensions_.end() ? nullptr : found->second;
    }

    // The path of an unqualified name: in this schema, or where there is only one such.
    [[nodiscard]] std::string path_of(std::string_view schema, std::string const &name,
                                      bool is_function) const;

private:
    using Index = std::unordered_map<std::string, ObjectId const *>;
    using Lists = std::unordered_map<std::string, std::vector<ObjectId const *>>;

    static std::vector<ObjectId const *> const &all_of(Lists const &lists, std::string const &path)
    {
        static std::vector<ObjectId const *> const none;
        auto const found = lists.find(path);
        return found == lists.end() ? none : found->second;
    }

    void add(Catalog const &catalog, Kind kind, Index &index);

    Index relations_;
    Index types_;
    Index collations_;
    Index extensions_;
    Lists functions_;
    Lists operators_;
    Lists text_search_;
    std::unordered_map<std::string, std::vector<std::string>> functions_by_name_;
    std::unordered_map<std::string, std::vector<std::string>> others_by_name_;
};

} // namespace schemadiff::resolve
