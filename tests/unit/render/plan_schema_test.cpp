// Keeps schemas/plan.schema.json and what plan_json() writes together, with as much of JSON
// Schema as that file uses.
#include "sample_plan.hpp"

#include <engine/render/plan_json.hpp>
#include <schemadiff/base/failure.hpp>
#include <support/catch.hpp>

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <string>

namespace schemadiff::render
{

namespace
{

using Json = nlohmann::json;

Json schema_file()
{
    std::ifstream file{PROJECT_DIR "/schemas/plan.schema.json"};
    REQUIRE(file);
    return Json::parse(file);
}

bool has_type(Json const &value, std::string const &type)
{
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "integer" && value.is_number_integer()) || (type == "null" && value.is_null());
}

// A word that is read gets as far as the digest, which is that of another file.
std::string refusal(std::string const &text)
{
    try {
        plan_from_json(text);
        return "";
    } catch (Failure const &failure) {
        return failure.what();
    }
}

// Collects complaints, and which properties of which definition were met at all.
class Validator
{
public:
    // With braces a Json would become a list of one.
    explicit Validator(Json schema) : schema_(std::move(schema)) {}

    void check(Json const &value) { check(value, schema_, "plan", "plan"); }

    std::vector<std::string> complaints;
    std::set<std::string> met;

    std::set<std::string> declared() const
    {
        std::set<std::string> all;
        auto const add = [&](std::string const &name, Json const &definition) {
            Json const properties = definition.value("properties", Json::object());
            for (auto const &item : properties.items()) {
                all.insert(name + "." + item.key());
            }
        };
        add("plan", schema_);
        for (auto const &item : schema_["$defs"].items()) {
            add(item.key(), item.value());
        }
        return all;
    }

private:
    void check(Json const &value, Json const &rule, std::string const &path,
               std::string const &name)
    {
        static std::set<std::string> const known{
            "$schema",  "$id",   "$defs", "title",   "description", "type", "additionalProperties",
            "required", "items", "const", "minimum", "properties",  "enum", "oneOf",
            "$ref"};
        for (auto const &item : rule.items()) {
            if (!known.contains(item.key())) {
                complaints.push_back("the test does not know the keyword " + item.key());
            }
        }
        if (rule.contains("$ref")) {
            auto const definition = rule["$ref"].get<std::string>().substr(8);
            check(value, schema_["$defs"].at(definition), path, definition);
        }
        if (rule.contains("type") && !has_type(value, rule["type"])) {
            complaints.push_back(path + " is no " + rule["type"].get<std::string>());
            return;
        }
        if (rule.contains("const") && value != rule["const"]) {
            complaints.push_back(path + " has another value");
        }
        if (rule.contains("minimum") && value < rule["minimum"]) {
            complaints.push_back(path + " is too small");
        }
        if (rule.contains("enum") &&
            std::find(rule["enum"].begin(), rule["enum"].end(), value) == rule["enum"].end()) {
            complaints.push_back(path + " is none of the words");
        }
        if (rule.contains("oneOf")) {
            check(value, rule["oneOf"][value.is_null() ? 0 : 1], path, name);
        }
        if (rule.contains("items")) {
            for (std::size_t index = 0; index < value.size(); ++index) {
                check(value[index], rule["items"], path + "[" + std::to_string(index) + "]", name);
            }
        }
        check_members(value, rule, path, name);
    }

    void check_members(Json const &value, Json const &rule, std::string const &path,
                       std::string const &name)
    {
        if (!rule.contains("additionalProperties")) {
            return;
        }
        Json const required = rule.value("required", Json::array());
        for (auto const &key : required) {
            if (!value.contains(key.get<std::string>())) {
                complaints.push_back(path + " has no " + key.get<std::string>());
            }
        }
        Json const properties = rule.value("properties", Json::object());
        for (auto const &item : value.items()) {
            auto const below = path + "." + item.key();
            if (properties.contains(item.key())) {
                met.insert(name + "." + item.key());
                check(item.value(), properties[item.key()], below, name);
            } else if (rule["additionalProperties"].is_object()) {
                check(item.value(), rule["additionalProperties"], below, name);
            } else {
                complaints.push_back(below + " is not in the schema");
            }
        }
    }

    Json schema_;
};

} // namespace

TEST_CASE("a plan with everything in it is what the schema says, and the schema says no more")
{
    Validator validator{schema_file()};
    validator.check(Json::parse(plan_json(sample_plan())));
    CHECK(validator.complaints == std::vector<std::string>{});
    CHECK(validator.met == validator.declared());
}

TEST_CASE("an empty plan is what the schema says")
{
    Validator validator{schema_file()};
    validator.check(Json::parse(plan_json(Plan{})));
    CHECK(validator.complaints == std::vector<std::string>{});
}

TEST_CASE("the schema requires every property that it has")
{
    Json const schema = schema_file();
    auto const keys = [](Json const &definition) {
        std::set<std::string> all;
        for (auto const &item : definition["properties"].items()) {
            all.insert(item.key());
        }
        return all;
    };
    CHECK(schema["required"].get<std::set<std::string>>() == keys(schema));
    for (auto const &item : schema["$defs"].items()) {
        if (item.value().contains("properties")) {
            CHECK(item.value()["required"].get<std::set<std::string>>() == keys(item.value()));
        }
    }
}

TEST_CASE("the words of the schema are the words that are read")
{
    Json const schema = schema_file();
    Json plan = Json::parse(plan_json(sample_plan()));
    auto const accepted = [&](Json::json_pointer const &at, Json const &words) {
        Json const original = plan[at];
        for (Json const &word : words) {
            if (original == word) {
                continue;
            }
            plan[at] = word;
            CHECK(refusal(plan.dump()) == "the plan file was changed after it was saved: its "
                                          "digest is another one");
        }
        plan[at] = original;
    };
    Json const &definitions = schema["$defs"];
    accepted(Json::json_pointer{"/steps/1/up/locks/0/lock"},
             definitions["lock"]["properties"]["lock"]["enum"]);
    accepted(Json::json_pointer{"/steps/1/up/hazards/0/class"},
             definitions["hazard"]["properties"]["class"]["enum"]);
    accepted(Json::json_pointer{"/steps/1/up/transaction"},
             definitions["side"]["properties"]["transaction"]["enum"]);
    accepted(Json::json_pointer{"/steps/1/action"},
             definitions["step"]["properties"]["action"]["enum"]);
    accepted(Json::json_pointer{"/verdict/outcome"},
             definitions["verdict"]["properties"]["outcome"]["enum"]);
    accepted(Json::json_pointer{"/needs/0/kind"},
             definitions["need"]["properties"]["kind"]["enum"]);
    accepted(Json::json_pointer{"/notices/0/severity"},
             definitions["notice"]["properties"]["severity"]["enum"]);
}

} // namespace schemadiff::render
