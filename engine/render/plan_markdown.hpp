// A plan as a comment on a pull request: the numbers and hazards first, the SQL behind them.
// Written for GitHub's dialect; nothing of the user's text can leave its cell or its fence.
#pragma once

#include <schemadiff/plan/plan.hpp>

#include <cstddef>
#include <string>

namespace schemadiff::render
{

struct MarkdownOptions {
    // GitHub refuses a comment of more than 65,536 characters. Longer SQL is cut at a line, and
    // the comment says so.
    std::size_t most_sql_bytes = 40'000;
};

std::string plan_markdown(Plan const &plan, MarkdownOptions const &options = {});

} // namespace schemadiff::render
