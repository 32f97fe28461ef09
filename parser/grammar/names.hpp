// Names as SQL text writes them: quoting, qualified names, signatures of functions.
// Used wherever YAML keys or values hold such a name; it resolves nothing.
#pragma once

#include <parser/grammar/parsed.hpp>
#include <parser/grammar/type_name.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

// quote_ident(): quotes only around what needs them, by the keywords of PostgreSQL 18. For
// reading and comparing; SQL that is executed quotes every name.
std::string quoted_identifier(std::string_view name);
// The parts with quotes where needed and points between.
std::string quoted_qualified_name(std::vector<std::string> const &parts);

// a, a.b, a.b.c; unquoted parts are folded.
Result<std::vector<std::string>> parse_qualified_name(std::string_view text);

enum class ArgumentMode : std::uint8_t { in, out, inout, variadic };

struct FunctionArgument {
    ArgumentMode mode = ArgumentMode::in;
    std::optional<std::string> name;
    TypeName type;
    std::optional<std::string> default_text; // as written
    std::size_t offset = 0;

    // Whether the argument is part of what tells one function from another.
    [[nodiscard]] bool is_input() const { return mode != ArgumentMode::out; }
    friend bool operator==(FunctionArgument const &, FunctionArgument const &) = default;
};

struct FunctionSignature {
    std::vector<std::string> name; // one part, or schema and name
    std::vector<FunctionArgument> arguments;
    // Aggregates only: the arguments after ORDER BY, also counted in `arguments`.
    std::size_t ordered_arguments = 0;
    bool is_any = false; // aggregate(*)

    friend bool operator==(FunctionSignature const &, FunctionSignature const &) = default;
};

// name(mode name type DEFAULT expression, ...); without parentheses there are no arguments.
Result<FunctionSignature> parse_function_signature(std::string_view text);
// The same without the name and the parentheses.
Result<std::vector<FunctionArgument>> parse_function_arguments(std::string_view text);

// The canonical types of the inputs, joined by ", ".
std::string identity_arguments(std::vector<FunctionArgument> const &arguments);

} // namespace schemadiff::grammar
