#include <schemadiff/base/row.hpp>

#include <charconv>
#include <stdexcept>

namespace schemadiff
{

bool Row::boolean(std::string_view column) const
{
    return text(column) == "t";
}

long long Row::number(std::string_view column) const
{
    auto const digits = text(column);
    long long value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::vector<std::string> Row::list(std::string_view column) const
{
    return array_items(text(column));
}

// array_out() of src/backend/utils/adt/arrayfuncs.c: elements are separated by commas and
// quoted where they need it; inside quotes a backslash takes the next character as it is.
std::vector<std::string> array_items(std::string_view text)
{
    std::vector<std::string> items;
    if (text.empty() || text == "{}") {
        return items;
    }
    if (text.size() < 2 || text.front() != '{' || text.back() != '}') {
        throw std::logic_error("not an array: " + std::string(text));
    }
    std::string item;
    bool quoted = false;
    bool was_quoted = false;
    auto const finish = [&] {
        items.push_back(!was_quoted && item == "NULL" ? "" : item);
        item.clear();
        was_quoted = false;
    };
    for (std::size_t index = 1; index + 1 < text.size(); ++index) {
        char const c = text[index];
        if (c == '\\') {
            item += text[++index];
        } else if (c == '"') {
            quoted = !quoted;
            was_quoted = true;
        } else if (c == ',' && !quoted) {
            finish();
        } else {
            item += c;
        }
    }
    finish();
    return items;
}

} // namespace schemadiff
