// The YAML files that a path on the command line stands for, as bytes, and the lines of them that
// messages show. It does not know what the files mean.
#pragma once

#include <schemadiff/base/diagnostic.hpp>

#include <memory>
#include <string>
#include <vector>

namespace schemadiff::yaml
{

struct SourceFile {
    // As given, or below the folder that was given; "<stdin>" for standard input.
    std::string path;
    // At most one byte more than read_document() accepts.
    std::string bytes;
};

// One file, whatever its name; a folder's *.yaml and *.yml with those of the folders in it, sorted
// by path, without hidden ones and without what a symbolic link leads to a second time; "-" for
// standard input. What cannot be read is reported as not_readable, and so is a folder without any.
std::vector<SourceFile> source_files(std::string const &path, Diagnostics &diagnostics);

// Lines as a terminal can show them: without line break and byte order mark, '_' for control
// characters and what is not UTF-8.
SourceLine source_line_of(std::shared_ptr<std::vector<SourceFile> const> files);

} // namespace schemadiff::yaml
