// Rules of a kind that the program does not know yet: whatever is asked of it is a clear error.
#pragma once

#include <engine/kinds/rules.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

namespace schemadiff::kinds
{

[[noreturn]] inline void refuse_unfinished(Object const &object)
{
    throw Failure({Severity::error,
                   codes::uncovered_kind,
                   object.at,
                   described(object.id) + " is not covered yet",
                   {}});
}

template <class T>
Rules unfinished_rules()
{
    return {
        .kind = kind_of<T>,
        .create = [](Object const &object, Context const &) -> Side { refuse_unfinished(object); },
        .drop = [](Object const &object, Context const &) -> Side { refuse_unfinished(object); },
        .alter = [](Object const &before, Object const &, FieldNames const &, Context const &,
                    Context const &) -> Alteration { refuse_unfinished(before); },
        .depends_on =
            [](Object const &, Catalog const &) {
                return std::vector<ObjectId>{};
            }};
}

} // namespace schemadiff::kinds
