// What a new object lets whom do before anything is granted on it: PostgreSQL's own default,
// changed by the default privileges of the role that makes it. The planner asks for the statements
// that take that back to what Grant objects start from; engine/elaborate asks for the grants that
// come by themselves, where a desired state leaves them open.
#pragma once

#include <engine/kinds/rules.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

using PrivilegeNames = std::vector<std::string>;

// What leads from some privileges of one role to others; all sorted.
struct AccessMoves {
    PrivilegeNames revoked, option_revoked, granted, granted_with_option;
    [[nodiscard]] bool empty() const
    {
        return revoked.empty() && option_revoked.empty() && granted.empty() &&
               granted_with_option.empty();
    }
};
AccessMoves access_moves(PrivilegeNames const &from, PrivilegeNames const &from_option,
                         PrivilegeNames const &to, PrivilegeNames const &to_option);

// What PostgreSQL gives by itself: to "owner" everything, to "public" some. `privileges` is the id
// of DefaultPrivileges.
PrivilegeNames usual_default(ObjectId const &privileges, std::string_view grantee,
                             int server_version);

// Both sides of a plan, and who runs it.
struct Making {
    Catalog const &before;
    Catalog const &after;
    std::string_view role; // empty: unknown, then nothing is assumed
    int server_version = 0;
};

// Run right after `object` has been made by `making.role`; empty where no default privileges are
// in force. `own` is the catalog of its side, whose grants follow.
std::vector<Sql> access_statements(Object const &object, Catalog const &own, Making const &making);

// The same where a step that alters it going up makes it anew on the way back.
std::vector<Sql> access_statements_going_back(Object const &before, Context const &before_context,
                                              Context const &after_context);

// The grants that `object` has right after it was made.
std::vector<ObjectPtr> access_by_default(Object const &object, Making const &making);

// The Grant objects that say what an ACL gives beside acldefault(). `owner` is that of the object,
// or of the relation of a column.
void add_grants(ObjectId const &on, std::string const &owner, std::vector<std::string> const &acl,
                int server_version, Found &found);

// TABLE app.users: as GRANT takes it.
Sql grant_target(ObjectId const &on, Catalog const &catalog);

} // namespace schemadiff::kinds
