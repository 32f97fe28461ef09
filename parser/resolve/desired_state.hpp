// The way from YAML files to the catalog that they describe: read, put together, mixins taken in,
// names made, types and references found, meaning checked. All mistakes of all files come at once.
#pragma once

#include <parser/resolve/naming.hpp>
#include <parser/yaml/source_files.hpp>
#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/catalog.hpp>
#include <schemadiff/model/claims.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::resolve
{

struct DesiredState {
    Catalog catalog;
    Claims claims;
    Naming naming;
    // Lines of the files, for later messages about their objects.
    SourceLine source_line;
};

// Every mistake of all files, with the lines to show them.
class LoadFailure : public Failure
{
public:
    LoadFailure(std::vector<Diagnostic> diagnostics, SourceLine lines)
        : Failure{std::move(diagnostics)}, source_line{std::move(lines)}
    {
    }

    SourceLine source_line;
};

// Files, folders or "-" for standard input, read as one. Throws LoadFailure where there is an
// error, with the warnings too; otherwise warnings go to `diagnostics`.
DesiredState load(std::vector<std::string> const &paths, Diagnostics &diagnostics);

// The same from files that are read already.
DesiredState load_files(std::vector<yaml::SourceFile> files, Diagnostics &diagnostics);

// The same from a text that stands for the file of this name.
DesiredState load_text(std::string_view yaml, std::string const &file, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
