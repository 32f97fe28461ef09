#include <parser/resolve/declared_names.hpp>

#include <parser/grammar/names.hpp>
#include <parser/grammar/signature_type.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>

namespace schemadiff::resolve
{

namespace
{

// Kinds whose names do not stand among those of relations and types.
bool has_name_of_its_own(Kind kind)
{
    auto const &one = facts(kind);
    return one.home == Home::schema && !one.is_relation && !one.is_type;
}

} // namespace

DeclaredNames::DeclaredNames(yaml::Drafts const &drafts)
{
    for (yaml::Draft const &draft : drafts.objects) {
        auto const &id = draft.object->id;
        auto const &one = facts(id.kind());
        auto *all = has_name_of_its_own(id.kind())   ? &objects_
                    : one.is_type || one.is_relation ? &types_
                                                     : nullptr;
        if (all == nullptr || id.parts().size() < 2) {
            continue;
        }
        auto &schemas = (*all)[std::string{id.part(1)}];
        if (std::find(schemas.begin(), schemas.end(), id.part(0)) == schemas.end()) {
            schemas.emplace_back(id.part(0));
        }
    }
}

std::string DeclaredNames::found(Schemas const &all, std::string const &name, std::string_view own)
{
    auto const at = all.find(name);
    if (at == all.end()) {
        return {};
    }
    auto const &schemas = at->second;
    bool const is_own = std::find(schemas.begin(), schemas.end(), own) != schemas.end();
    return is_own ? std::string{own} : schemas.size() == 1 ? schemas.front() : std::string{};
}

std::string DeclaredNames::schema_of(std::string const &name, std::string_view own) const
{
    auto schema = found(objects_, name, own);
    return schema.empty() ? "pg_catalog" : schema;
}

void DeclaredNames::complete(QualifiedName &name, std::string_view own) const
{
    if (name.schema.empty()) {
        name.schema = schema_of(name.name, own);
    }
}

std::string DeclaredNames::types(std::string_view list, std::string_view own) const
{
    auto const signature = grammar::parse_function_signature("f(" + std::string{list} + ")");
    if (!signature) {
        return std::string{list};
    }
    std::string text;
    std::size_t left = signature->arguments.size();
    for (grammar::FunctionArgument const &argument : signature->arguments) {
        bool const begins_order =
            signature->ordered_arguments > 0 && left-- == signature->ordered_arguments;
        text += begins_order   ? (text.empty() ? "ORDER BY " : " ORDER BY ")
                : text.empty() ? ""
                               : ", ";
        text += argument.mode == grammar::ArgumentMode::variadic ? "VARIADIC " : "";
        text += argument.name ? grammar::quoted_identifier(*argument.name) + ' ' : "";
        auto type = argument.type;
        if (!type.is_builtin && !type.schema) {
            if (auto schema = found(types_, type.name, own); !schema.empty()) {
                type.schema = std::move(schema);
            }
        }
        text += grammar::signature_type(std::move(type));
    }
    return text;
}

} // namespace schemadiff::resolve
