// What the top level says about the whole state: `manage`, `comments`, `owner`.
#pragma once

#include <parser/resolve/documents.hpp>
#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/model/claims.hpp>

#include <optional>
#include <string>

namespace schemadiff::resolve
{

// Without `grants_of` and `partitions_left_alone`, which the objects say.
Claims claims_of(Tree const &tree, Diagnostics &diagnostics);

// Finds `partitions_left_alone`. A table that leaves its partitions alone can declare none.
void claim_partitions(yaml::Drafts const &drafts, Claims &claims, Diagnostics &diagnostics);

std::optional<std::string> owner_of(Tree const &tree, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
