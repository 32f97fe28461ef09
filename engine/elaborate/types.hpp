// The types of columns, for the comparison of texts without a server. For settle.cpp only.
#pragma once

#include <parser/grammar/same_expression.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/catalog.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace schemadiff::elaborate
{

// What the offline comparison may know about types: those of the columns, and which are enums.
class Types
{
public:
    explicit Types(Catalog const &catalog) : catalog_{&catalog}
    {
        for (auto const &one : catalog.of_kind(kind_of<Enum>)) {
            enums_.insert(quoted_name(one->id.schema(), one->id.name()));
        }
        for (auto const &one : catalog.of_kind(kind_of<Domain>)) {
            domains_.emplace(quoted_name(one->id.schema(), one->id.name()),
                             one->as<Domain>().type.text);
        }
        for (auto &[name, type] : domains_) {
            for (auto below = domains_.find(type); below != domains_.end() && below->first != name;
                 below = domains_.find(type)) {
                type = below->second;
            }
        }
    }

    grammar::ColumnTypes const &of(ObjectId const &id)
    {
        auto const table = id_of<Table>({id.part(0), id.part(1)});
        auto [found, is_new] = by_table_.try_emplace(table);
        if (is_new) {
            auto &types = found->second;
            types.table = table.name();
            types.enums = enums_;
            types.domains = domains_;
            // In a check of a domain.
            auto const domain = domains_.find(quoted_name(table.schema(), table.name()));
            if (domain != domains_.end()) {
                types.types.emplace("value", domain->second);
            }
            for (auto const &column : catalog_->below(kind_of<Column>, table)) {
                types.types.emplace(column->id.name(), column->as<Column>().type.text);
            }
        }
        return found->second;
    }

private:
    Catalog const *catalog_;
    std::set<std::string, std::less<>> enums_;
    std::map<std::string, std::string, std::less<>> domains_;
    std::unordered_map<ObjectId, grammar::ColumnTypes> by_table_;
};

} // namespace schemadiff::elaborate
