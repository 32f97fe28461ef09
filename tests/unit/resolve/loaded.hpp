// Desired states from a text, for tests that expect them to be good.
#pragma once

#include "state_text.hpp"
#include <parser/resolve/desired_state.hpp>

#include <support/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace schemadiff::resolve
{

inline std::string indented(std::string_view text, std::string_view by)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size() - 1) + 1;
        result.append(by).append(text.substr(at, end - at));
        at = end;
    }
    return result;
}

inline DesiredState loaded(std::string const &yaml)
{
    Diagnostics diagnostics;
    try {
        auto state = load_text("schemadiff: 1\n" + yaml, "state.yaml", diagnostics);
        INFO(rendered(diagnostics, state.source_line));
        CHECK(diagnostics.empty());
        return state;
    } catch (LoadFailure const &failure) {
        std::string text;
        for (Diagnostic const &one : failure.diagnostics()) {
            text += rendered(one, failure.source_line);
        }
        FAIL(yaml << "\n" << text);
    }
    return {};
}

// A table app.t; `rest` are other sections of its schema, `top` those of the top level.
inline DesiredState loaded_table(std::string_view table, std::string_view rest = "",
                                 std::string_view top = "")
{
    return loaded(std::string{top} + "schemas:\n  app:\n" + indented(rest, "    ") +
                  "    tables:\n      t:\n" + indented(table, "        "));
}

// All objects of one kind.
template <class T>
std::string all(DesiredState const &state)
{
    std::string text;
    for (ObjectPtr const &object : state.catalog.of_kind(kind_of<T>)) {
        text += object_text(*object);
    }
    return text;
}

// The names of all objects of one kind, in their order.
template <class T>
std::string names(DesiredState const &state)
{
    std::string text;
    for (ObjectPtr const &object : state.catalog.of_kind(kind_of<T>)) {
        text.append(text.empty() ? "" : " ").append(object->id.name());
    }
    return text;
}

} // namespace schemadiff::resolve
