#include <parser/yaml/plain_keys.hpp>

#include <parser/grammar/names.hpp>
#include <parser/grammar/type_name.hpp>
#include <schemadiff/model/satellite.hpp>

namespace schemadiff::yaml
{

namespace
{

using Parts = std::optional<std::vector<std::string>>;

// Pieces between commas that stand outside of quotes and parentheses.
std::vector<std::string> listed(std::string_view text)
{
    std::vector<std::string> pieces{""};
    int depth = 0;
    bool quoted = false;
    for (char const c : text) {
        quoted = c == '"' ? !quoted : quoted;
        depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && !quoted && depth == 0) {
            pieces.emplace_back();
        } else if (c != ' ' || !pieces.back().empty()) {
            pieces.back() += c;
        }
    }
    if (pieces.size() == 1 && pieces.front().empty()) {
        pieces.clear();
    }
    return pieces;
}

// A type, with what stands before it (VARIADIC, ORDER BY) left as it is.
std::string canonical_argument(std::string const &text)
{
    return grammar::canonical_type(text).value_or(text);
}

// The parenthesis that the last one closes.
std::size_t opening(std::string_view key)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = key.size(); at-- > 0;) {
        quoted = key[at] == '"' ? !quoted : quoted;
        depth += quoted ? 0 : key[at] == ')' ? 1 : key[at] == '(' ? -1 : 0;
        if (depth == 0) {
            return key[at] == '(' ? at : std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

Parts signature(std::string_view key)
{
    auto const open = key.ends_with(')') ? opening(key) : std::string_view::npos;
    if (open == std::string_view::npos || open == 0) {
        return std::nullopt;
    }
    std::string types;
    for (std::string const &one : listed(key.substr(open + 1, key.size() - open - 2))) {
        types.append(types.empty() ? "" : ", ").append(canonical_argument(one));
    }
    return std::vector{std::string(key.substr(0, open)), std::move(types)};
}

Parts split_at(std::string_view key, std::string_view word)
{
    auto const at = key.rfind(word);
    if (at == std::string_view::npos || at == 0 || at + word.size() == key.size()) {
        return std::nullopt;
    }
    return std::vector{std::string(key.substr(0, at)), std::string(key.substr(at + word.size()))};
}

bool has_schema(std::string_view name)
{
    auto const parts = grammar::parse_qualified_name(name);
    return parts && parts->size() == 2;
}

} // namespace

Parts parts_of_key(KeyForm form, std::string_view key)
{
    switch (form) {
    case KeyForm::name:
        return std::vector{std::string(key)};
    case KeyForm::relation:
        return has_schema(key) ? Parts{{std::string(key)}} : std::nullopt;
    case KeyForm::signature:
        return signature(key);
    case KeyForm::routine: {
        auto parts = signature(key);
        return parts && has_schema(parts->front()) ? parts : std::nullopt;
    }
    case KeyForm::method:
        return split_at(key, " using ");
    case KeyForm::words: {
        auto parts = split_at(key, " as ");
        if (parts) {
            for (std::string &part : *parts) {
                part = canonical_argument(part);
            }
        }
        return parts;
    }
    case KeyForm::scope: {
        auto parts = split_at(key, " on ");
        if (parts) {
            auto const in = split_at(parts->front(), " in ");
            parts->insert(parts->begin() + 1, in ? in->back() : std::string{});
            parts->front() = in ? in->front() : parts->front();
        }
        return parts;
    }
    }
    return std::nullopt;
}

std::string_view example_of(KeyForm form)
{
    return form == KeyForm::signature  ? "name(integer, text)"
           : form == KeyForm::routine  ? "schema.name(integer, text)"
           : form == KeyForm::method   ? "name using btree"
           : form == KeyForm::words    ? "integer as text"
           : form == KeyForm::scope    ? "role in schema on tables"
           : form == KeyForm::relation ? "schema.name"
                                       : "name";
}

std::string key_of(ObjectId const &id)
{
    auto const after = signature_text(id);
    auto const form = facts(id.kind()).key;
    return form == KeyForm::words || form == KeyForm::scope
               ? after
               : std::string(id.part(name_place(id))).append(after);
}

} // namespace schemadiff::yaml
