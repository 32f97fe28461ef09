// What objects leave to others: the columns that a foreign key refers to, the schema of built-in
// trigger functions and operator classes. And comments and grants, which become objects of their
// own once their subjects have names.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/claims.hpp>

namespace schemadiff::resolve
{

// Before names are made, because {referred_columns} may be part of them.
void complete_objects(yaml::Drafts &drafts);

// Adds their objects to those of `drafts`; a grant that says what PostgreSQL gives by itself makes
// none.
void add_satellites(yaml::Drafts &drafts, Claims &claims);

} // namespace schemadiff::resolve
