#include <schemadiff/model/identity.hpp>

#include <schemadiff/base/object_name.hpp>

namespace schemadiff
{

std::string usual_sequence_name(ObjectId const &column)
{
    return object_name(column.part(1), column.name(), "seq");
}

QualifiedName sequence_name(ObjectId const &column, Column const &body)
{
    auto options = body.identity_options;
    options.emplace("sequence", usual_sequence_name(column));
    options.emplace("sequence_schema", column.schema());
    return {options["sequence_schema"], options["sequence"]};
}

} // namespace schemadiff
