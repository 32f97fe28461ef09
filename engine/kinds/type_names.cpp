#include <engine/kinds/type_names.hpp>

#include <schemadiff/model/multirange.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

constexpr std::string_view ending = "__before";

Qualified name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

} // namespace

bool is_renamed_multirange(TypeName const &before, TypeName const &after,
                           Context const &before_context, Context const &after_context)
{
    for (auto const &range : before_context.catalog.of_kind(kind_of<RangeType>)) {
        auto const *later = after_context.catalog.find(range->id);
        auto const type = sql("{}", Qualified{range->id.schema(), multirange_name(*range)});
        if (later == nullptr || !before.text.starts_with(type.text())) {
            continue;
        }
        auto const new_type = sql("{}", Qualified{later->id.schema(), multirange_name(*later)});
        return after.text == new_type.text() + before.text.substr(type.text().size());
    }
    return false;
}

std::string aside(std::string_view name)
{
    std::size_t end = std::min(name.size(), 63 - ending.size());
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return std::string(name.substr(0, end)).append(ending);
}

Side renamed_type(Sql const &word, ObjectId const &before, ObjectId const &after)
{
    Side result;
    if (before.schema() != after.schema()) {
        result.statements.push_back(
            sql("ALTER {} {} SET SCHEMA {}", word, name(before), Ident{after.schema()}));
    }
    if (before.name() != after.name()) {
        result.statements.push_back(sql("ALTER {} {} RENAME TO {}", word,
                                        Qualified{after.schema(), before.name()},
                                        Ident{after.name()}));
    }
    return result;
}

Qualified unless_catalog(QualifiedName const &name)
{
    return {name.schema == "pg_catalog" ? std::string_view{} : std::string_view(name.schema),
            name.name};
}

void add_collation(std::vector<ObjectId> &ids, std::optional<QualifiedName> const &collation,
                   Catalog const &catalog)
{
    if (collation) {
        auto const id = id_of<Collation>({collation->schema, collation->name});
        if (catalog.contains(id)) {
            ids.push_back(id);
        }
    }
}

} // namespace schemadiff::kinds
