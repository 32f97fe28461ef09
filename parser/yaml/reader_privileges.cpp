#include <parser/yaml/reader_privileges.hpp>

#include <schemadiff/model/kind_facts.hpp>

namespace schemadiff::yaml
{

std::span<std::string_view const> all_privileges(Kind kind)
{
    return facts(kind).privileges;
}

std::span<std::string_view const> public_privileges(ObjectId const &subject)
{
    bool const is_public_schema = subject.kind() == kind_of<Schema> && subject.name() == "public";
    return is_public_schema ? std::span<std::string_view const>{privilege_words::usage}
                            : facts(subject.kind()).public_privileges;
}

} // namespace schemadiff::yaml
