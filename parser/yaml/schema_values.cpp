#include <parser/yaml/schema_values.hpp>

namespace schemadiff::yaml
{

Json reference(std::string_view name)
{
    return Json::object().with("$ref", Json::text(std::string{"#/$defs/"}.append(name)));
}

Json any_of(std::vector<Json> schemas)
{
    return Json::object().with("anyOf", Json::list(std::move(schemas)));
}

Json mapping(Json properties)
{
    return Json::object()
        .with("type", Json::text("object"))
        .with("additionalProperties", Json::boolean(false))
        .with("properties", std::move(properties));
}

Json named(Json values)
{
    return Json::object()
        .with("type", Json::text("object"))
        .with("additionalProperties", std::move(values));
}

Json listed(Json items)
{
    return Json::object().with("type", Json::text("array")).with("items", std::move(items));
}

Json words(std::span<std::string_view const> allowed)
{
    std::vector<Json> all;
    all.reserve(allowed.size());
    for (std::string_view const word : allowed) {
        all.push_back(Json::text(word));
    }
    return Json::object().with("enum", Json::list(std::move(all)));
}

Json described_as(std::string_view about, Json schema)
{
    if (about.empty()) {
        return schema;
    }
    Json described = Json::object().with("description", Json::text(about));
    described.add_all(std::move(schema));
    return described;
}

} // namespace schemadiff::yaml
