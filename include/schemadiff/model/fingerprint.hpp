// What an object was when a plan was made, as a hash: the planner writes down what it expects,
// and apply refuses where something has moved since. It compares nothing by itself.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

// In place of a hash where there must be no such object.
inline constexpr std::string_view absent_object = "absent";

// Of the id and of everything that same_content() compares: all fields, and the owner.
std::string content_hash(Object const &object);

// Of a whole catalog, independent of positions in files.
std::string content_hash(Catalog const &catalog);

// `table "app"."users"`: the kind's word and every part of the id, quoted; unlike described(),
// no two ids have the same key. The inverse gives nothing for what is no key, such as a key
// with a kind of a later program.
std::string expectation_key(ObjectId const &id);
std::optional<ObjectId> id_of_expectation(std::string_view key);

// Key -> hash, or `absent_object`, of these objects as they are now.
std::map<std::string, std::string> expectations(Catalog const &current,
                                                std::span<ObjectId const> ids);

// The keys of `expected` that are not as expected any more.
std::vector<std::string> moved(std::map<std::string, std::string> const &expected,
                               Catalog const &current);

} // namespace schemadiff
