// A catalog as a desired state in YAML: the shortest text, or folder of texts, from which
// parser/resolve makes the same catalog. For `inspect` and for fixtures. What has no place in the
// format (Catalog::uncovered, comments on columns of relations that are not covered) is the
// caller's to tell.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <map>
#include <string>

namespace schemadiff::yaml
{

struct WriteOptions {
    // Claims the whole database: writes `manage: all`.
    bool everything = true;
};

std::string written(Catalog const &catalog, WriteOptions const &options = {});

// The same spread over a folder: path of a file in it -> text. schemadiff.yaml has what belongs to
// no schema; app/schema.yaml, app/types.yaml, app/sequences.yaml, app/functions/touch.yaml,
// app/tables/users.yaml and app/views/active.yaml have what their names say. Paths are safe on
// every file system, and no two differ in case alone.
std::map<std::string, std::string> written_files(Catalog const &catalog,
                                                 WriteOptions const &options = {});

} // namespace schemadiff::yaml
