// One addressable thing of a catalog: its id, where it was written, and the struct of its kind.
#pragma once

#include <schemadiff/base/source_pos.hpp>
#include <schemadiff/model/body.hpp>
#include <schemadiff/model/object_id.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff
{

struct Object {
    ObjectId id;
    Body body;
    // Absent: not claimed by a desired state, or the kind has no owner of its own.
    std::optional<std::string> owner{};
    // Place among its siblings where PostgreSQL keeps an order (columns); never compared.
    int position = 0;
    // What its SQL text names: pg_depend's edges where it was read from a server, what the text
    // mentions where it was read from a file. Edges that its fields show are not repeated here.
    std::vector<ObjectId> references{};
    // What a body that is only text names (functions): wishes for the order of creation, which
    // give way where they would form a cycle. Sorted like `references`.
    std::vector<ObjectId> mentions{};
    SourcePos at{};
    // The former name (or, for a move, {schema, name}), declared by `renamed_from`.
    std::vector<std::string> renamed_from{};

    template <class T>
    [[nodiscard]] T const &as() const
    {
        return body.get<T>();
    }
    template <class T>
    [[nodiscard]] T &as()
    {
        return body.get<T>();
    }
};

// Objects are shared between catalogs and never changed once they are in one.
using ObjectPtr = std::shared_ptr<Object const>;

// Whether an object that belongs to an extension is as its script has made it, so that nobody need
// say so.
bool is_as_made(Object const &object);

// The fields of an object by which it is compared: body and owner, nothing else.
bool same_content(Object const &before, Object const &after);

// Calls f(field, member of the body) for each field of the object's kind.
template <class F>
void for_each_field(Object const &object, F &&f)
{
    visit(
        [&]<class T>(T const &body) {
            std::apply([&](auto const &...field) { (f(field, body.*field.member), ...); },
                       T::fields);
        },
        object.body);
}
template <class F>
void for_each_field(Object &object, F &&f)
{
    visit(
        [&]<class T>(T &body) {
            std::apply([&](auto const &...field) { (f(field, body.*field.member), ...); },
                       T::fields);
        },
        object.body);
}

namespace detail
{

template <class F, class T>
void visit_expressions(F const &f, std::string const &field, T &value)
{
    if constexpr (std::is_same_v<T, Expression>) {
        f(field, value);
    } else if constexpr (std::is_same_v<T, std::optional<Expression>>) {
        if (value) {
            f(field, *value);
        }
    } else if constexpr (std::is_same_v<T, std::vector<Expression>>) {
        for (std::size_t at = 0; at < value.size(); ++at) {
            visit_expressions(f, field + '[' + std::to_string(at) + ']', value[at]);
        }
    } else if constexpr (std::is_same_v<T, std::vector<IndexKey>>) {
        for (std::size_t at = 0; at < value.size(); ++at) {
            visit_expressions(f, field + '[' + std::to_string(at) + ']', value[at].expression);
        }
    } else if constexpr (std::is_same_v<T, std::vector<Argument>>) {
        for (std::size_t at = 0; at < value.size(); ++at) {
            visit_expressions(f, field + '[' + std::to_string(at) + ']', value[at].default_value);
        }
    }
}

} // namespace detail

// Calls f(field, expression) for each piece of SQL text that PostgreSQL prints in its own way;
// `field` tells them apart: "where", "columns[2]".
template <class F>
void for_each_expression(Object &object, F const &f)
{
    for_each_field(object, [&](auto const &field, auto &member) {
        detail::visit_expressions(f, std::string(field.name), member);
    });
}

} // namespace schemadiff
