#include "fingerprint.hpp"

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

constexpr std::size_t most_that_are_named = 20;

std::string sentence(Plan const &plan, Catalog const &current, std::string const &key)
{
    auto const id = id_of_expectation(key);
    if (!id) {
        return key + " is not known to this program";
    }
    if (plan.expects.at(key) == absent_object) {
        return key + " is there now";
    }
    return key + (current.contains(*id) ? " has changed" : " is gone");
}

} // namespace

std::vector<std::string> moved(Plan const &plan, Catalog const &current)
{
    std::vector<std::string> sentences;
    for (std::string const &key : schemadiff::moved(plan.expects, current)) {
        sentences.push_back(sentence(plan, current, key));
    }
    return sentences;
}

void refuse_if_moved(Plan const &plan, Catalog const &current,
                     std::optional<std::string> const &but_for)
{
    auto keys = schemadiff::moved(plan.expects, current);
    if (but_for) {
        std::erase(keys, *but_for);
    }
    if (keys.empty()) {
        return;
    }
    std::vector<std::string> hints;
    for (std::size_t index = 0; index < std::min(keys.size(), most_that_are_named); ++index) {
        hints.push_back(sentence(plan, current, keys[index]));
    }
    if (keys.size() > most_that_are_named) {
        hints.push_back(fmt::format("... and {} more", keys.size() - most_that_are_named));
    }
    hints.emplace_back("Make the plan again with schemadiff plan, and review it.");
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::stale_plan,
                             .at = {},
                             .message = fmt::format(
                                 "the plan was made for another current state: "
                                 "{} {} moved since",
                                 keys.size(), keys.size() == 1 ? "object has" : "objects have"),
                             .hints = std::move(hints)},
                  ExitCode::refused};
}

} // namespace schemadiff::execute
