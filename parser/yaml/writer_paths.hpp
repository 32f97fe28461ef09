// Names of files for names of objects: plain names stay as they are, all others get a form that
// every file system takes, and a part of a hash so that no two become the same.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace schemadiff::yaml
{

class FileNames
{
public:
    // Different for each name that is asked for in a folder. users -> users, Users ->
    // users-1f0c93ad.
    std::string name(std::string_view folder, std::string_view object);

private:
    std::set<std::string> taken_;
};

} // namespace schemadiff::yaml
