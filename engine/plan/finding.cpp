#include <schemadiff/plan/plan.hpp>

#include <fmt/format.h>

namespace schemadiff
{

std::string sentence(Finding const &finding)
{
    if (!finding.unknown.empty()) {
        return "whether rows are in its way is not known: " + finding.unknown;
    }
    if (finding.rows == 0) {
        return "no row is in its way";
    }
    return fmt::format("{}{} {} in its way, for example {}", finding.is_all ? "" : "more than ",
                       finding.rows, finding.rows == 1 ? "row is" : "rows are",
                       fmt::join(finding.keys, "; "));
}

} // namespace schemadiff
