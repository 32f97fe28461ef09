#include <engine/elaborate/follow_text.hpp>

#include <parser/grammar/tokens.hpp>
#include <schemadiff/base/identifier.hpp>

namespace schemadiff::elaborate
{

std::string followed_text(std::string const &text, Object const &object, plan::Rename const &rename)
{
    bool const own_column = rename.before.kind() == kind_of<Column> &&
                            object.id.is_below(rename.after.up(kind_of<Table>));
    if (!own_column) {
        return text;
    }
    std::string result;
    std::size_t copied = 0;
    for (grammar::Token const &token : grammar::readable_tokens(text)) {
        bool const name = token.kind == grammar::TokenKind::identifier ||
                          token.kind == grammar::TokenKind::quoted_identifier;
        if (name && token.value == rename.before.name()) {
            result.append(text, copied, token.offset - copied);
            result += quoted_identifier(rename.after.name());
            copied = token.end_offset();
        }
    }
    return result.append(text, copied, std::string::npos);
}

} // namespace schemadiff::elaborate
