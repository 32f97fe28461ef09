// What the top level says about the whole state: `manage`, `comments`, `owner`.
#pragma once

#include <parser/resolve/documents.hpp>
#include <schemadiff/model/claims.hpp>

#include <optional>
#include <string>

namespace schemadiff::resolve
{

// Without `grants_of`, which the objects say.
Claims claims_of(Tree const &tree, Diagnostics &diagnostics);

std::optional<std::string> owner_of(Tree const &tree, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
