// The order of precedence of operators, shared by the sources that parse them.
#pragma once

#include <parser/grammar/expression_parser.hpp>

#include <cstdint>

namespace schemadiff::grammar
{

// gram.y's order of precedence, loosest first. Types and subscripts bind tighter than all.
enum Level : int {
    no_level = 0,
    or_level,
    and_level,
    not_level,
    is_level,
    comparison_level,
    membership_level,
    operator_level,
    additive_level,
    multiplicative_level,
    power_level,
    at_level,
    collate_level,
    sign_level,
    cast_level,
};

struct ExpressionParser::Infix {
    enum class Form : std::uint8_t {
        nothing,
        boolean,
        is,
        is_null,
        membership,
        operation,
        at_time_zone,
        collate,
        cast,
    };
    Form form = Form::nothing;
    Level level = no_level;
};

} // namespace schemadiff::grammar
