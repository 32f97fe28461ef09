// One operator or support function of an operator class or family, which the model keeps as text:
//   operator 1 app.<(integer, bigint) for order by app.family
//   function 1 (integer, bigint) app.cmp(integer, bigint)
// What stands in pg_catalog is named without its schema. The types behind the number of a function
// are left out where they are those of the class.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemadiff
{

struct OperatorMember {
    bool is_function = false;
    int number = 0;
    // What the member is for; of an operator, its operands.
    std::string left;
    std::string right;
    std::string schema; // empty: pg_catalog
    std::string name;
    std::string arguments;  // of a function: integer, bigint
    std::string order_by{}; // the family that gives the order, as SQL writes it

    friend auto operator<=>(OperatorMember const &, OperatorMember const &) = default;
};

// Types that are not said are those of the class; without a class, `type` is empty and they stay
// so. Nothing where the text is no member.
std::optional<OperatorMember> operator_member(std::string_view text, std::string_view type);

std::string text_of(OperatorMember const &member, std::string_view type);

} // namespace schemadiff
