// How PostgreSQL spells a name: quoted where quote_identifier() of any version that we know
// would quote it (src/backend/utils/adt/ruleutils.c), bare otherwise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

bool needs_quotes(std::string_view name);

// users, "Users", "a""b"
std::string quoted_identifier(std::string_view name);

// app.users; without a schema the name alone.
std::string quoted_name(std::string_view schema, std::string_view name);

// The way back: the parts of a name as SQL writes it, without their quotes.
std::vector<std::string> name_parts(std::string_view text);

} // namespace schemadiff
