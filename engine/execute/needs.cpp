#include "needs.hpp"

#include <engine/postgres/server_needs.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::execute
{

namespace
{

std::string hint_for(ServerNeed const &need)
{
    return need.kind == need_words::tablespace
               ? "A tablespace belongs to the server, not to a database: create it there first."
               : "Load its library there first: shared_preload_libraries of the server.";
}

} // namespace

void refuse_missing(postgres::Connection &connection, Plan const &plan, Direction direction)
{
    std::set<ServerNeed> needs;
    for (PlannedNeed const &one : plan.needs) {
        if (one.on_way_back == (direction == Direction::down)) {
            needs.insert(one.need);
        }
    }
    auto const missing = postgres::missing_on(connection, needs);
    std::vector<Diagnostic> diagnostics;
    for (PlannedNeed const &one : plan.needs) {
        if (one.on_way_back == (direction == Direction::down) && missing.contains(one.need)) {
            diagnostics.push_back({Severity::error,
                                   codes::server_lacks,
                                   one.at,
                                   fmt::format("the server has no {}, which {} needs",
                                               described(one.need), one.subject),
                                   {hint_for(one.need)}});
        }
    }
    if (!diagnostics.empty()) {
        throw Failure(std::move(diagnostics));
    }
}

} // namespace schemadiff::execute
