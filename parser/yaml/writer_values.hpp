// The values of fields as nodes, and the long form that is made of them: one key for each field
// that is not as usual. One overload for each type that a field can have; a type without one does
// not compile. For the writer's own source files.
#pragma once

#include <parser/yaml/node.hpp>
#include <schemadiff/model/body.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

// A map or list on one line where it fits.
Node flow_map();
Node flow_list();

Node value_node(bool value);
Node value_node(long long value);
Node value_node(std::string const &text);
Node value_node(Expression const &expression);
Node value_node(TypeName const &type);
Node value_node(Version const &version);
Node value_node(QualifiedName const &name);
Node value_node(Options const &options);
Node value_node(std::vector<std::string> const &texts);
Node value_node(std::vector<Expression> const &expressions);
// Always as mappings; short forms of keys need to know the columns: see write_index.cpp.
Node value_node(IndexKey const &key);
Node value_node(std::vector<IndexKey> const &keys);
Node value_node(std::vector<Argument> const &arguments);
Node value_node(std::vector<ColumnSettings> const &columns);
template <class T>
Node value_node(std::optional<T> const &value)
{
    return value ? value_node(*value) : Node{};
}

// Adds the fields that differ from those of an object that says nothing, but for those in
// `without`, which the caller writes in another way.
template <class T>
void add_fields(Node &map, T const &body, std::initializer_list<std::string_view> without = {})
{
    [[maybe_unused]] static T const usual{};
    [[maybe_unused]] auto const add = [&](auto const &field) {
        auto const &needed = T::facts.required;
        bool const is_said = body.*field.member != usual.*field.member ||
                             std::find(needed.begin(), needed.end(), field.name) != needed.end();
        bool const is_wanted =
            is_said && std::find(without.begin(), without.end(), field.name) == without.end();
        if (is_wanted) {
            map.add(std::string{field.name}, value_node(body.*field.member));
        }
    };
    std::apply([&](auto const &...field) { (add(field), ...); }, T::fields);
}

} // namespace schemadiff::yaml
