#include "json_reader.hpp"
#include "snapshot_format.hpp"
#include "snapshot_json.hpp"

#include <span>

namespace schemadiff::render
{

namespace
{

using Json = nlohmann::ordered_json;

Json of_type(std::string_view type)
{
    return {{"type", type}};
}
Json reference(std::string_view name)
{
    return {{"$ref", "#/$defs/" + std::string(name)}};
}
Json list_of(Json items)
{
    return {{"type", "array"}, {"items", std::move(items)}};
}

Json schema_of(bool const *)
{
    return of_type("boolean");
}
Json schema_of(long long const *)
{
    return of_type("integer");
}
Json schema_of(std::string const *)
{
    return of_type("string");
}
Json schema_of(Expression const *)
{
    return of_type("string");
}
Json schema_of(TypeName const *)
{
    return of_type("string");
}
Json schema_of(Version const *)
{
    return of_type("string");
}
Json schema_of(ObjectId const *)
{
    return reference("object_name");
}
Json schema_of(QualifiedName const *)
{
    return reference("pair");
}
Json schema_of(Options const *)
{
    return list_of(reference("pair"));
}
Json schema_of(Argument const *)
{
    return reference("argument");
}
Json schema_of(IndexKey const *)
{
    return reference("index_key");
}
Json schema_of(ColumnSettings const *)
{
    return reference("column_settings");
}

template <class T>
Json schema_of(std::vector<T> const *)
{
    return list_of(schema_of(static_cast<T const *>(nullptr)));
}

template <class T>
Json schema_of(std::optional<T> const *)
{
    return {{"oneOf", {of_type("null"), schema_of(static_cast<T const *>(nullptr))}}};
}

template <class T>
Json schema_of()
{
    return schema_of(static_cast<T const *>(nullptr));
}

Json mapping(Json properties, bool needs_all)
{
    Json required = Json::array();
    for (auto const &property : properties.items()) {
        required.push_back(property.key());
    }
    Json result{
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (needs_all) {
        result["required"] = std::move(required);
    }
    return result;
}

// "" stands where a word is not said.
Json words_schema(std::span<std::string_view const> words, std::string const &usual)
{
    Json all = Json::array();
    for (std::string_view const word : words) {
        all.push_back(word);
    }
    if (usual.empty()) {
        all.push_back("");
    }
    return {{"enum", std::move(all)}};
}

template <class T>
Json content_schema()
{
    [[maybe_unused]] static T const usual{};
    Json properties = Json::object();
    for_each_member<T>([&](auto const &member) {
        using M = std::remove_cvref_t<decltype(usual.*member.member)>;
        Json schema = schema_of<M>();
        if constexpr (requires { member.words; } && std::is_same_v<M, std::string>) {
            if (!member.words.empty()) {
                schema = words_schema(member.words, usual.*member.member);
            }
        }
        properties[std::string(member.name)] = std::move(schema);
    });
    return mapping(std::move(properties), false);
}

// What an object can say depends on its kind, and its name begins with the kind's word.
Json content_by_kind()
{
    Json rules = Json::array();
    Kinds::for_each([&]<class T>(T *) {
        rules.push_back(
            {{"if", {{"properties", {{"object", {{"pattern", fmt::format("^{} \"", T::word)}}}}}}},
             {"then", {{"properties", {{"content", content_schema<T>()}}}}}});
    });
    return rules;
}

Json object_schema()
{
    auto object = mapping({{"object", reference("object_name")},
                           {"owner", of_type("string")},
                           {"position", {{"type", "integer"}, {"minimum", 0}}},
                           {"content", of_type("object")},
                           {"references", list_of(reference("object_name"))},
                           {"mentions", list_of(reference("object_name"))}},
                          false);
    object["required"] = {"object"};
    object["allOf"] = content_by_kind();
    return object;
}

Json definitions()
{
    auto const text = of_type("string");
    return {
        {"object_name",
         {{"type", "string"},
          {"description", "the kind's word and every part of the name, quoted"},
          {"pattern", "^[a-z ]+ \".*\"$"}}},
        {"pair", {{"type", "array"}, {"items", text}, {"minItems", 2}, {"maxItems", 2}}},
        {"argument", mapping({{"mode", text},
                              {"name", text},
                              {"type", text},
                              {"default", schema_of<decltype(Argument::default_value)>()}},
                             true)},
        {"index_key", mapping({{"column", text},
                               {"expression", schema_of<decltype(IndexKey::expression)>()},
                               {"collation", schema_of<decltype(IndexKey::collation)>()},
                               {"operator_class", schema_of<decltype(IndexKey::operator_class)>()},
                               {"operator_class_options", schema_of<Options>()},
                               {"descending", of_type("boolean")},
                               {"nulls_first", of_type("boolean")}},
                              true)},
        {"column_settings",
         mapping({{"column", text},
                  {"statistics", schema_of<decltype(ColumnSettings::statistics)>()},
                  {"storage", text},
                  {"compression", text},
                  {"options", schema_of<Options>()}},
                 true)},
        {"object", object_schema()},
        {"uncovered", mapping({{"kind", text}, {"name", text}}, true)}};
}

} // namespace

std::string snapshot_schema()
{
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"$id", "urn:schemadiff:snapshot:1"},
                {"title", "A snapshot of a schema, as schemadiff inspect --format json writes it"},
                {"description", "Made from the tables of fields of the program. Members that are "
                                "left out are as usual; docs/plan-format.md explains the rest."}};
    schema.update(mapping({{"format", {{"const", snapshot_format_name}}},
                           {"version", {{"const", snapshot_version}}},
                           {"server_version",
                            {{"type", "integer"},
                             {"minimum", 0},
                             {"description", "150018 for 15.18; 0: from no server"}}},
                           {"objects", list_of(reference("object"))},
                           {"uncovered", list_of(reference("uncovered"))}},
                          true));
    schema["properties"]["default_tablespace"] = {
        {"type", "string"}, {"description", "tablespace of the database; left out: pg_default"}};
    schema["$defs"] = definitions();
    return schema.dump(2) + '\n';
}

} // namespace schemadiff::render
