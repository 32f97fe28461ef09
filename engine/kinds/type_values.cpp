#include <engine/kinds/type_values.hpp>

#include <engine/kinds/cast_ends.hpp>
#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_casts.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

TypeValues::TypeValues(std::vector<ObjectId> const &types, Context const &from, Context const &to)
    : types_(types.begin(), types.end()), from_{from}, to_{to}
{
    by_cast_ = std::any_of(types.begin(), types.end(), [&](ObjectId const &type) {
        return type.kind() == kind_of<CompositeType> &&
               !composite_type::same_layout(type, from.catalog, to.catalog);
    });
}

Sql TypeValues::converted(Sql const &value, TypedPlace const &from, TypedPlace const &to) const
{
    if (are_cast(from, to)) {
        return sql("{}::{}", value, Verbatim{to.type});
    }
    bool const are_arrays = from.type.text.ends_with("[]") && to.type.text.ends_with("[]");
    return are_arrays ? sql("{}::text[]::{}", value, Verbatim{to.type})
                      : sql("{}::text::{}", value, Verbatim{to.type});
}

bool TypeValues::are_cast(TypedPlace const &from, TypedPlace const &to) const
{
    auto const old_end = cast_end(from.object, from.type, from_.catalog);
    auto const new_end = cast_end(to.object, to.type, to_.catalog);
    auto const is_array = [](std::string const &type) {
        return type.ends_with("[]");
    };
    if (old_end.family != new_end.family || old_end.family == "enum" ||
        is_array(old_end.type) != is_array(new_end.type)) {
        return false;
    }
    if (old_end.family.empty()) {
        auto const element = [&](std::string const &type) {
            return type.substr(0, type.size() - (is_array(type) ? 2 : 0));
        };
        return casts_directly(element(old_end.type), element(new_end.type));
    }
    // The one type below both, which may be a table's or one that stays as it is.
    auto const is_of = [&](ObjectId const &id) {
        return sql("{}", Qualified{id.part(0), id.part(1)}).text() == old_end.family;
    };
    auto const type = std::find_if(types_.begin(), types_.end(), is_of);
    return type == types_.end() || (type->kind() == kind_of<CompositeType> && by_cast_);
}

Sql TypeValues::cast_of(ObjectId const &composite_type) const
{
    std::vector<Sql> parts;
    for (auto const *attribute : composite_type::attributes(composite_type, to_.catalog)) {
        auto const *old_one = from_.catalog.find(attribute->id);
        auto const &type = attribute->as<CompositeAttribute>().type;
        parts.push_back(old_one == nullptr
                            ? sql("NULL::{}", Verbatim{type})
                            : converted(sql("($1).{}", Ident{attribute->id.name()}),
                                        {*old_one, old_one->as<CompositeAttribute>().type},
                                        {*attribute, type}));
    }
    return sql("SELECT ROW({})::{}", join(parts, ", "),
               Qualified{composite_type.part(0), composite_type.part(1)});
}

} // namespace schemadiff::kinds
