// Keys of plain kinds: the last parts of an object's path as the text of a YAML key, both ways.
#pragma once

#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/object_id.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::yaml
{

// {name}, {name, argument types}, {name, method}, {source, target} or {role, schema, sort}; nothing
// where the text has another form. Types are brought into their canonical text.
std::optional<std::vector<std::string>> parts_of_key(KeyForm form, std::string_view key);

// `name(integer, text)`, for messages.
std::string_view example_of(KeyForm form);

std::string key_of(ObjectId const &id);

} // namespace schemadiff::yaml
