// Small questions about texts, for the source files of Reader.
#pragma once

#include <string>
#include <string_view>

namespace schemadiff::yaml
{

// ASCII letters only, as PostgreSQL folds names.
std::string lower(std::string_view text);

std::string trimmed(std::string_view text);

// Whether it begins with REFERENCES, whatever the case.
bool starts_with_references(std::string_view text);

// Whether it is one word as a name has it, without quotes.
bool is_bare_word(std::string_view text);

// How values of a type are stored where a column does not say it: plain, main or extended. Empty
// for types that are not PostgreSQL's own.
std::string_view usual_storage(std::string_view type);

} // namespace schemadiff::yaml
