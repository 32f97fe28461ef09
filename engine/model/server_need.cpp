#include <schemadiff/model/server_need.hpp>

#include <schemadiff/model/body.hpp>

namespace schemadiff
{

std::vector<ServerNeed> server_needs(Object const &object)
{
    std::vector<ServerNeed> needs;
    if (auto tablespace = tablespace_of(object); !tablespace.empty()) {
        needs.push_back({std::string(need_words::tablespace), std::move(tablespace)});
    }
    if (auto const *label = object.body.get_if<SecurityLabel>()) {
        needs.push_back({std::string(need_words::label_provider), label->provider});
    }
    return needs;
}

std::string described(ServerNeed const &need)
{
    return need.kind + " \"" + need.name + '"';
}

std::string tablespace_of(Object const &object)
{
    return visit(
        []<class T>(T const &body) {
            if constexpr (requires { body.tablespace; }) {
                return body.tablespace.value_or("");
            } else {
                return std::string{};
            }
        },
        object.body);
}

void leave_out_tablespace(Object &object)
{
    visit(
        []<class T>([[maybe_unused]] T &body) {
            if constexpr (requires { body.tablespace; }) {
                body.tablespace.reset();
            }
        },
        object.body);
}

} // namespace schemadiff
