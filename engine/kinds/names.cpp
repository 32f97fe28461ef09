#include <engine/kinds/names.hpp>

#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <stdexcept>

namespace schemadiff::kinds
{

namespace
{

bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// Where the name, with its points and quotes, that begins at `begin` ends.
std::size_t end_of_name(std::string_view text, std::size_t begin)
{
    bool quoted = false;
    auto at = begin;
    for (; at < text.size() &&
           (quoted || is_name_character(text[at]) || text[at] == '.' || text[at] == '"');
         ++at) {
        quoted = text[at] == '"' ? !quoted : quoted;
    }
    return at;
}

void add_type(std::vector<std::string> const &parts, Catalog const &catalog,
              std::vector<ObjectId> &ids)
{
    static std::vector<Kind> const kinds = [] {
        std::vector<Kind> all;
        for (std::size_t at = 0; at < Kinds::size; ++at) {
            auto const kind = static_cast<Kind>(at);
            if (facts(kind).is_type || facts(kind).has_columns) {
                all.push_back(kind);
            }
        }
        return all;
    }();
    for (Kind const kind : kinds) {
        add_if_there({kind, parts}, catalog, ids);
    }
}

std::string trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string{}
               : std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

} // namespace

Qualified object_name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

Side moved_object(Sql const &noun, ObjectId const &before, ObjectId const &after,
                  Sql const &arguments)
{
    Side result;
    if (before.schema() != after.schema()) {
        result.statements.push_back(sql("ALTER {} {}{} SET SCHEMA {}", noun, object_name(before),
                                        arguments, Ident{after.schema()}));
    }
    if (before.part(1) != after.part(1)) {
        result.statements.push_back(sql("ALTER {} {}{} RENAME TO {}", noun,
                                        Qualified{after.schema(), before.part(1)}, arguments,
                                        Ident{after.part(1)}));
    }
    return result;
}

Side moved_relation(Sql const &noun, ObjectId const &before, ObjectId const &after)
{
    auto result = moved_object(noun, before, after);
    result.locks.push_back(exclusive_lock(before));
    return result;
}

Side renamed_object(Sql const &noun, ObjectId const &before, ObjectId const &after)
{
    return side(sql("ALTER {} {} RENAME TO {}", noun, Ident{before.name()}, Ident{after.name()}));
}

QualifiedName name_in(Row const &row, std::string_view column)
{
    auto const parts = row.list(column);
    return {parts.at(0), parts.at(1)};
}

std::optional<QualifiedName> optional_name_in(Row const &row, std::string_view column)
{
    return row.is_null(column) ? std::nullopt : std::optional{name_in(row, column)};
}

Sql operator_name(std::string_view schema, std::string_view name)
{
    if (name.empty() || name.find_first_not_of("+-*/<>=~!@#%^&|`?") != std::string_view::npos) {
        throw std::logic_error("not an operator: " + std::string(name));
    }
    auto const bare = sql("{}", Verbatim{Expression{std::string(name)}});
    return schema.empty() ? bare : sql("{}.{}", Ident{schema}, bare);
}

std::vector<std::string> pieces(std::string_view text, char separator)
{
    std::vector<std::string> all;
    std::size_t begin = 0;
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        bool const is_end = at == text.size();
        if (!is_end) {
            quoted = text[at] == '"' ? !quoted : quoted;
            depth += quoted ? 0 : text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        }
        if (is_end || (text[at] == separator && !quoted && depth == 0)) {
            auto piece = trimmed(text.substr(begin, at - begin));
            if (!piece.empty()) {
                all.push_back(std::move(piece));
            }
            begin = at + 1;
        }
    }
    return all;
}

void add_if_there(ObjectId const &id, Catalog const &catalog, std::vector<ObjectId> &ids)
{
    if (catalog.contains(id)) {
        ids.push_back(id);
    }
}

void add_functions(QualifiedName const &name, Catalog const &catalog, std::vector<ObjectId> &ids)
{
    auto const path = id_of<Function>({name.schema, name.name});
    for (auto const &function : catalog.below(kind_of<Function>, path)) {
        ids.push_back(function->id);
    }
}

void add_functions(std::optional<QualifiedName> const &name, Catalog const &catalog,
                   std::vector<ObjectId> &ids)
{
    if (name) {
        add_functions(*name, catalog, ids);
    }
}

void add_types(std::string_view types, Catalog const &catalog, std::vector<ObjectId> &ids)
{
    for (std::size_t at = 0; at < types.size();) {
        auto const end = end_of_name(types, at);
        if (end == at) {
            ++at;
            continue;
        }
        auto const parts = name_parts(types.substr(at, end - at));
        if (parts.size() == 2) {
            add_type(parts, catalog, ids);
        }
        at = end;
    }
}

} // namespace schemadiff::kinds
