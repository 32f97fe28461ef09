// All files of a desired state as one: sections that are spread over files are put together, and
// what is said twice is reported. It does not look into tables.
#pragma once

#include <parser/yaml/node.hpp>
#include <schemadiff/base/diagnostic.hpp>

#include <vector>

namespace schemadiff::resolve
{

// The top level. Sections that no file has are nulls.
struct Tree {
    yaml::Node owner;
    yaml::Node manage;
    yaml::Node comments;
    yaml::Node naming;
    std::vector<yaml::Entry> mixins;
    std::vector<yaml::Entry> extensions;
    std::vector<yaml::Entry> schemas;
    yaml::Node plain = yaml::Node::of_map(); // sections of plain kinds that stand in no schema
};

Tree merged(std::vector<yaml::Node> documents, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
