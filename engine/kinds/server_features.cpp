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

} // namespace

std::string for_server(std::string_view query, int server_version, std::string_view managed)
{
    std::string text{query};
    replace_all(text, "{managed}", managed);
    for (ServerFeature const &feature : server_features) {
        replace_all(text, '{' + std::string(feature.name) + '}',
                    server_version >= feature.since ? feature.expression : feature.before);
    }
    return text;
}

} // namespace schemadiff::kinds
