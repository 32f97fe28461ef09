#include <engine/kinds/server_features.hpp>

namespace schemadiff::kinds
{

namespace
{

void replace_all(std::string &text, std::string const &what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

// {not_member pg_type t.oid}: what belongs to an extension comes and goes with it.
void replace_not_member(std::string &text)
{
    constexpr std::string_view opening = "{not_member ";
    for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
        auto const end = text.find('}', at);
        auto const words = text.substr(at + opening.size(), end - at - opening.size());
        auto const space = words.find(' ');
        text.replace(at, end + 1 - at,
                     "NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = "
                     "'pg_catalog." +
                         words.substr(0, space) + "'::pg_catalog.regclass AND e.objid = " +
                         words.substr(space + 1) + " AND e.deptype = 'e')");
    }
}

} // namespace

std::string for_server(std::string_view query, int server_version, std::string_view managed)
{
    std::string text{query};
    replace_all(text, "{managed}", managed);
    replace_not_member(text);
    for (ServerFeature const &feature : server_features) {
        replace_all(text, '{' + std::string(feature.name) + '}',
                    server_version >= feature.since ? feature.expression : feature.before);
    }
    return text;
}

} // namespace schemadiff::kinds
