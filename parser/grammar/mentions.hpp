// Which names a piece of SQL mentions: views, function bodies, expressions, PL/pgSQL. Used
// to order what depends on what; it knows no grammar, so a mention is a possibility and the
// caller looks up which of them are objects.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

struct Mention {
    std::vector<std::string> parts; // a.b.c, folded; never empty
    bool is_called = false;         // '(' follows
    bool follows_as = false;        // an alias, or the type of CAST(... AS ...)
    bool follows_point = false;     // (row).a: no object by itself
    bool is_literal = false;        // from 'app.seq'::regclass, nextval('app.seq') and the like
    bool is_operator = false;       // from OPERATOR(app.===)
    std::size_t offset = 0;         // of the first part, or of the literal

    friend bool operator==(Mention const &, Mention const &) = default;
};

// In the order of the text, repeated as often as written. Reserved words are left out. Never
// fails: text that cannot be read yields what stands before the unreadable part.
std::vector<Mention> mentions(std::string_view sql_text);

} // namespace schemadiff::grammar
