#include <engine/prove/roles.hpp>

#include <engine/kinds/named_roles.hpp>
#include <engine/postgres/connection.hpp>
#include <schemadiff/model/shared.hpp>
#include <schemadiff/sql/sql.hpp>

namespace schemadiff::prove
{

std::set<ObjectId> shared_ids(Catalog const &before, Catalog const &after)
{
    std::set<ObjectId> ids;
    for (Catalog const *side : {&before, &after}) {
        for (ObjectPtr const &object : shared_objects(*side)) {
            ids.insert(object->id);
        }
    }
    return ids;
}

std::set<std::string> subjects(std::set<ObjectId> const &ids)
{
    std::set<std::string> all;
    for (ObjectId const &id : ids) {
        all.insert(described(id));
    }
    return all;
}

std::set<std::string> new_roles_in_use(Catalog const &before, Catalog const &after)
{
    std::set<std::string> roles;
    for (ObjectPtr const &object : after.objects()) {
        std::vector<ObjectId> named;
        if (!is_shared(object->id)) {
            kinds::add_named_roles(*object, after, named);
        }
        for (ObjectId const &id : named) {
            if (!before.contains(id)) {
                roles.insert(described(id));
            }
        }
    }
    return roles;
}

std::vector<std::string> make_other_roles(scratch::Place &place, Catalog const &start,
                                          Catalog const &goal)
{
    std::set<std::string> others;
    for (ObjectPtr const &object : goal.objects()) {
        others.merge(kinds::named_roles(*object));
    }
    std::vector<std::string> made;
    postgres::Connection connection{place.server()};
    auto const rows = connection.query("SELECT rolname FROM pg_catalog.pg_roles");
    for (std::size_t index = 0; index < rows.size(); ++index) {
        others.erase(std::string(rows[index].text("rolname")));
    }
    for (std::string const &role : others) {
        auto const id = id_of<Role>({role});
        if (!start.contains(id) && !goal.contains(id)) {
            connection.execute(sql("CREATE ROLE {}", Ident{role}));
            made.push_back("role " + role);
        }
    }
    return made;
}

} // namespace schemadiff::prove
