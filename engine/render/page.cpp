#include "page.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::render
{

namespace
{

// Wide enough for "hazard: " so that all labels of a step end in one column.
constexpr std::size_t label_width = 8;

// Narrower than this, broken lines are worse to read than long ones.
constexpr std::size_t least_room = 30;

std::string_view escape(Tone tone)
{
    switch (tone) {
    case Tone::plain:
        return "";
    case Tone::strong:
        return "\x1b[1m";
    case Tone::faint:
        return "\x1b[2m";
    case Tone::green:
        return "\x1b[32m";
    case Tone::yellow:
        return "\x1b[33m";
    case Tone::red:
        return "\x1b[31m";
    case Tone::cyan:
        return "\x1b[36m";
    }
    return "";
}

} // namespace

Tone tone_of(Action action)
{
    switch (action) {
    case Action::create:
        return Tone::green;
    case Action::alter:
        return Tone::yellow;
    case Action::rename:
        return Tone::cyan;
    case Action::drop:
        return Tone::red;
    }
    return Tone::plain;
}

std::string Page::painted(std::string_view text, Tone tone) const
{
    if (!options_.colour || tone == Tone::plain || text.empty()) {
        return std::string(text);
    }
    return fmt::format("{}{}\x1b[0m", escape(tone), text);
}

std::size_t Page::room(std::size_t indent) const
{
    if (options_.width <= 0) {
        return 0;
    }
    auto const width = static_cast<std::size_t>(options_.width);
    return std::max(least_room, width - std::min(width, indent));
}

void Page::line(std::string_view text, Tone tone)
{
    text_ += painted(text, tone) + '\n';
}

void Page::sentence(std::size_t indent, std::string_view text, Tone tone)
{
    for (std::string const &part : wrapped(one_line(text), room(indent))) {
        line(std::string(indent, ' ') + part, tone);
    }
}

void Page::line_with_margin(std::string_view left, std::string_view right, Tone tone)
{
    text_ += painted(left, tone);
    if (!right.empty()) {
        auto const used = characters(left) + characters(right);
        auto const width = static_cast<std::size_t>(std::max(0, options_.width));
        text_ += std::string(width > used + 2 ? width - used : 2, ' ');
        text_ += painted(right, Tone::faint);
    }
    text_ += '\n';
}

void Page::rule(std::string_view title)
{
    auto const width = static_cast<std::size_t>(std::max(0, options_.width));
    auto const used = characters(title) + 4;
    line(fmt::format("-- {} {}", title, std::string(width > used ? width - used : 2, '-')),
         Tone::faint);
}

void Page::labelled(std::size_t indent, std::string_view label, std::string_view text, Tone tone)
{
    std::string lead = fmt::format("{}:", label);
    lead.resize(std::max(label_width, lead.size() + 1), ' ');
    under_one_another(indent, std::move(lead), text, tone);
}

void Page::item(std::size_t indent, std::string_view sign, std::string_view text, Tone tone)
{
    under_one_another(indent, fmt::format("{} ", sign), text, tone);
}

void Page::under_one_another(std::size_t indent, std::string lead, std::string_view text, Tone tone)
{
    for (std::string const &part : wrapped(one_line(text), room(indent + lead.size()))) {
        text_ += std::string(indent, ' ') + painted(lead + part, tone) + '\n';
        lead.assign(lead.size(), ' ');
    }
}

void Page::statement(std::size_t indent, std::string_view sql, Tone tone)
{
    std::string const shown = printable(terminated(sql));
    for (std::string_view const part : lines_of(shown)) {
        line(part.empty() ? "" : std::string(indent, ' ').append(part), tone);
    }
}

} // namespace schemadiff::render
