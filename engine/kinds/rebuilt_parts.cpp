#include <engine/kinds/rebuilt_parts.hpp>

#include <engine/kinds/partition.hpp>
#include <schemadiff/base/object_name.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <type_traits>

namespace schemadiff::kinds
{

namespace
{

// ChooseIndexName() as long as nobody else has the name; nothing where the name is made of more
// than those of columns.
template <class T>
std::optional<std::string> usual_name(ObjectId const &id, T const &body)
{
    if constexpr (std::is_same_v<T, PrimaryKey>) {
        return object_name(id.part(1), "", "pkey");
    } else if constexpr (std::is_same_v<T, Unique> || std::is_same_v<T, Index>) {
        std::vector<std::string> columns;
        if constexpr (std::is_same_v<T, Unique>) {
            columns = body.columns;
        } else {
            for (IndexKey const &key : body.keys) {
                columns.push_back(key.column);
            }
        }
        columns.insert(columns.end(), body.include.begin(), body.include.end());
        std::set<std::string> const distinct(columns.begin(), columns.end());
        if (distinct.contains("") || distinct.size() != columns.size()) {
            return std::nullopt;
        }
        std::string joined;
        for (std::string const &column : columns) {
            joined.append(joined.empty() ? "" : "_").append(column);
        }
        return object_name(id.part(1), joined, std::is_same_v<T, Unique> ? "key" : "idx");
    } else {
        return std::nullopt;
    }
}

bool comes_back_as_it_is(Object const &part, Object const &above)
{
    if (part.id.kind() != above.id.kind()) {
        return false;
    }
    return visit(
        [&]<class T>(T const &body) {
            bool is_same = usual_name(part.id, body) == part.id.name();
            if constexpr (requires { body.options; }) {
                is_same = is_same && body.options == above.as<T>().options;
            }
            if constexpr (requires { body.tablespace; }) {
                is_same = is_same && body.tablespace == above.as<T>().tablespace;
            }
            return is_same;
        },
        part.body);
}

ObjectId topmost(ObjectId index, Catalog const &catalog)
{
    while (auto above = parent_index(index, catalog)) {
        index = *std::move(above);
    }
    return index;
}

} // namespace

void let_parts_go_that_differ(Side &side, ObjectId const &column, Context const &context)
{
    auto const &catalog = context.catalog;
    for (ObjectId const &id : context.dependants(column)) {
        auto const *part = facts(id.kind()).has_index ? catalog.find(id) : nullptr;
        auto const above = part == nullptr ? std::nullopt : parent_index(id, catalog);
        if (above && !comes_back_as_it_is(*part, *catalog.find(*above))) {
            side.makes_way.push_back({.of = topmost(*above, catalog), .kinds = {}, .itself = true});
        }
    }
}

} // namespace schemadiff::kinds
