// CREATE EXTENSION, path {name}, and what somebody may do with its members. Nothing else of what
// belongs to an extension is ever touched.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/version.hpp>

#include <tuple>

namespace schemadiff
{

struct Extension {
    std::optional<std::string> schema;
    // Installed version, or in a desired state a version or a requirement such as '>=0.5.0'.
    std::optional<Version> version;

    static constexpr std::string_view word = "extension";
    static constexpr std::string_view section = "extensions";
    static constexpr KindFacts facts{.home = Home::database};
    static constexpr auto fields = std::tuple{
        Field<Extension, std::optional<std::string>>{"schema",
                                                     &Extension::schema,
                                                     OnChange::alter,
                                                     "schema that holds its objects",
                                                     {},
                                                     Absent::unclaimed},
        Field<Extension, std::optional<Version>>{"version",
                                                 &Extension::version,
                                                 OnChange::alter,
                                                 "version, or a requirement: '>=0.5.0'",
                                                 {},
                                                 Absent::unclaimed},
    };
};

// What the grants on a member of an extension hang on. Unlike those on any other object they say
// all, what everybody may do as well, because the extension's script may have given access of its
// own (pg_init_privs, which pg_dump looks at, too).
struct MemberAccess {
    bool is_as_made = false;          // nobody has changed it
    std::vector<std::string> as_made; // aclitems; empty: no server has said
};

// A function, procedure or aggregate of an extension. Path {extension, schema.name as SQL writes
// it, argument types}.
struct ExtensionFunction : MemberAccess {
    static constexpr std::string_view word = "extension function";
    static constexpr std::string_view section = "functions";
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<Extension>,
                                     .is_plain = true,
                                     .key = KeyForm::routine,
                                     .comes_with_parent = true,
                                     .privileges = privilege_words::execute};
    static constexpr std::tuple<> fields{};
    static constexpr auto uncompared = std::tuple{
        Uncompared<ExtensionFunction, bool>{"is_as_made", &ExtensionFunction::is_as_made},
        Uncompared<ExtensionFunction, std::vector<std::string>>{"as_made",
                                                                &ExtensionFunction::as_made}};
};

// A table or view of an extension. Path {extension, schema.name as SQL writes it}.
struct ExtensionRelation : MemberAccess {
    static constexpr std::string_view word = "extension relation";
    static constexpr std::string_view section = "relations";
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<Extension>,
                                     .is_plain = true,
                                     .key = KeyForm::relation,
                                     .comes_with_parent = true,
                                     .privileges = privilege_words::relation};
    static constexpr std::tuple<> fields{};
    static constexpr auto uncompared = std::tuple{
        Uncompared<ExtensionRelation, bool>{"is_as_made", &ExtensionRelation::is_as_made},
        Uncompared<ExtensionRelation, std::vector<std::string>>{"as_made",
                                                                &ExtensionRelation::as_made}};
};

} // namespace schemadiff
