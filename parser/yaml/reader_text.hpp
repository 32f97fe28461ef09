// Small questions about texts, for the source files of Reader.
#pragma once

#include <parser/yaml/usual_storage.hpp>

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

} // namespace schemadiff::yaml
