#include <engine/introspect/known_server.hpp>

#include <engine/kinds/server_features.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::introspect
{

namespace
{

constexpr int major = 10000;

std::string known()
{
    return fmt::format("schemadiff knows PostgreSQL {} to {}.", kinds::oldest_server / major,
                       kinds::newest_server / major);
}

} // namespace

void refuse_old_server(int server_version)
{
    if (server_version < kinds::oldest_server) {
        throw Failure({Severity::error,
                       codes::old_server,
                       {},
                       fmt::format("the server is PostgreSQL {}, which is older than {}",
                                   server_version / major, kinds::oldest_server / major),
                       {known()}});
    }
}

std::optional<Diagnostic> warning_of_newer_server(int server_version)
{
    if (server_version / major <= kinds::newest_server / major) {
        return std::nullopt;
    }
    return Diagnostic{Severity::warning,
                      codes::newer_server,
                      {},
                      fmt::format("the server is PostgreSQL {}, which is newer than {}: what is "
                                  "new in it is not seen",
                                  server_version / major, kinds::newest_server / major),
                      {known() + " Look for a newer schemadiff."}};
}

} // namespace schemadiff::introspect
