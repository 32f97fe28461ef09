#include <parser/grammar/signature_type.hpp>

namespace schemadiff::grammar
{

std::string signature_type(TypeName type)
{
    type.modifiers.clear();
    type.interval_fields.clear();
    type.is_set = false;
    // format_type() without a modifier says `character`, with an absent one `bpchar`.
    if (type.is_builtin && (type.name == "bpchar" || type.name == "bit")) {
        return std::string{type.name == "bit" ? "bit" : "character"} +
               (type.array_dimensions > 0 ? "[]" : "");
    }
    return canonical(type);
}

} // namespace schemadiff::grammar
