// A page of terminal text under construction: colour, width, and lines with a label. Used by
// the text formats; text of the user is made printable on its way in.
#pragma once

#include <schemadiff/sql/step.hpp>

#include <engine/render/plan_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace schemadiff::render
{

enum class Tone : std::uint8_t { plain, strong, faint, green, yellow, red, cyan };

Tone tone_of(Action action);

class Page
{
public:
    explicit Page(TextOptions const &options) : options_{options} {}

    void line(std::string_view text = "", Tone tone = Tone::plain);
    // Broken at blanks where it is too long.
    void sentence(std::size_t indent, std::string_view text, Tone tone = Tone::plain);
    // Text at the left and, as far as there is room, at the right margin.
    void line_with_margin(std::string_view left, std::string_view right, Tone tone);
    // "-- transaction 1 of 2 ----------"
    void rule(std::string_view title);
    // "       hazard: the rest of it, broken under its first word"
    void labelled(std::size_t indent, std::string_view label, std::string_view text,
                  Tone tone = Tone::plain);
    // "    + the rest of it, broken under its first word"
    void item(std::size_t indent, std::string_view sign, std::string_view text,
              Tone tone = Tone::plain);
    // As it is, line by line, with a final semicolon.
    void statement(std::size_t indent, std::string_view sql, Tone tone = Tone::plain);

    [[nodiscard]] std::string const &text() const { return text_; }

private:
    [[nodiscard]] std::string painted(std::string_view text, Tone tone) const;
    [[nodiscard]] std::size_t room(std::size_t indent) const;
    void under_one_another(std::size_t indent, std::string lead, std::string_view text, Tone tone);

    TextOptions options_;
    std::string text_;
};

} // namespace schemadiff::render
