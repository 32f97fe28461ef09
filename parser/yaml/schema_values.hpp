// The schemas of the values of fields, and of all fields of a kind. For json_schema.cpp; the
// counterpart of writer_values.hpp.
#pragma once

#include <parser/yaml/json_tree.hpp>
#include <schemadiff/model/body.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace schemadiff::yaml
{

// {"$ref": "#/$defs/name"}
Json reference(std::string_view name);
Json any_of(std::vector<Json> schemas);
// A mapping with these keys and no others.
Json mapping(Json properties);
// A mapping whose values are of this schema, whatever the keys are.
Json named(Json values);
Json listed(Json items);
// One of some words.
Json words(std::span<std::string_view const> allowed);
// The schema with a description in front; without one the schema as it is.
Json described_as(std::string_view about, Json schema);

// The names of the definitions that the fields of these types refer to.
inline Json value_schema(bool const *)
{
    return Json::object().with("type", Json::text("boolean"));
}
inline Json value_schema(long long const *)
{
    return Json::object().with("type", Json::text("integer"));
}
inline Json value_schema(std::string const *)
{
    return reference("text");
}
inline Json value_schema(Expression const *)
{
    return reference("expression");
}
inline Json value_schema(TypeName const *)
{
    return reference("type");
}
inline Json value_schema(Version const *)
{
    return reference("text");
}
inline Json value_schema(QualifiedName const *)
{
    return reference("qualified_name");
}
inline Json value_schema(Options const *)
{
    return reference("options");
}
inline Json value_schema(std::vector<std::string> const *)
{
    return reference("texts");
}
inline Json value_schema(std::vector<Expression> const *)
{
    return listed(reference("expression"));
}
inline Json value_schema(std::vector<IndexKey> const *)
{
    return reference("index_keys");
}
inline Json value_schema(std::vector<ColumnSettings> const *)
{
    return named(reference("column_settings"));
}
inline Json value_schema(std::vector<Argument> const *)
{
    return reference("arguments");
}
template <class T>
Json value_schema(std::optional<T> const *)
{
    return value_schema(static_cast<T const *>(nullptr));
}

// One property for each field, but for those in `without`.
template <class T>
Json field_properties(std::initializer_list<std::string_view> without = {})
{
    Json properties = Json::object();
    [[maybe_unused]] auto const add = [&]<class M>(Field<T, M> const &field) {
        if (std::find(without.begin(), without.end(), field.name) == without.end()) {
            properties.add(
                std::string{field.name},
                described_as(field.about, field.words.empty()
                                              ? value_schema(static_cast<M const *>(nullptr))
                                              : words(field.words)));
        }
    };
    std::apply([&](auto const &...field) { (add(field), ...); }, T::fields);
    return properties;
}

} // namespace schemadiff::yaml
