// CREATE EXTENSION. Path {name}. Objects that belong to an extension are never touched.
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

} // namespace schemadiff
