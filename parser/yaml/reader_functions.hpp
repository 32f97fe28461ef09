// The normal forms of what functions say: results, and settings as pg_proc.proconfig keeps them.
// For read_function.cpp, and for parser/resolve where types become known later.
#pragma once

#include <schemadiff/model/body.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::yaml
{

// The types of the inputs, joined by ", ": the last part of a function's id.
std::string identity_types(std::vector<Argument> const &arguments);

// TABLE(a integer, b text), of the arguments of mode `table`.
std::string table_result(std::vector<Argument> const &arguments);

// What OUT and INOUT arguments make of a function that says no result; empty without any.
std::string output_result(std::vector<Argument> const &arguments);

// As pg_settings spells it: TimeZone, work_mem.
std::string setting_name(std::string_view written);

// Settings that hold a list of names (GUC_LIST_QUOTE), each quoted as an identifier.
bool is_name_list(std::string_view setting);

// `app, "My Schema"` -> the names; unquoted ones are folded.
std::vector<std::string> listed_names(std::string_view text);

// What flatten_set_variable_args() of the server makes of them: an empty list is "".
std::string quoted_list(std::vector<std::string> const &names);

} // namespace schemadiff::yaml
