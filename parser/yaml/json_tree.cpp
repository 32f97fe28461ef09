#include <parser/yaml/json_tree.hpp>

#include <iterator>

namespace schemadiff::yaml
{

namespace
{

constexpr std::size_t longest_line = 100;
constexpr std::size_t indentation_step = 2;

// The texts are our own and have no control characters.
std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result + '"';
}

} // namespace

Json Json::text(std::string_view text)
{
    Json json{Kind::scalar};
    json.scalar_ = quoted(text);
    return json;
}

Json Json::boolean(bool value)
{
    Json json{Kind::scalar};
    json.scalar_ = value ? "true" : "false";
    return json;
}

Json Json::number(long long value)
{
    Json json{Kind::scalar};
    json.scalar_ = std::to_string(value);
    return json;
}

Json Json::list(std::vector<Json> items)
{
    Json json{Kind::list};
    json.items_ = std::move(items);
    return json;
}

Json Json::object()
{
    return Json{Kind::object};
}

Json &&Json::with(std::string key, Json value) &&
{
    add(std::move(key), std::move(value));
    return std::move(*this);
}

void Json::add(std::string key, Json value)
{
    members_.emplace_back(std::move(key), std::move(value));
}

void Json::add_all(Json other)
{
    members_.insert(members_.end(), std::make_move_iterator(other.members_.begin()),
                    std::make_move_iterator(other.members_.end()));
}

std::string Json::one_line() const
{
    if (kind_ == Kind::scalar) {
        return scalar_;
    }
    std::string result;
    for (Json const &item : items_) {
        result += (result.empty() ? "" : ", ") + item.one_line();
    }
    for (auto const &[key, value] : members_) {
        result += (result.empty() ? "" : ", ") + quoted(key) + ": " + value.one_line();
    }
    return kind_ == Kind::list ? "[" + result + "]" : "{" + result + "}";
}

void Json::print(std::string &out, std::size_t indentation, std::size_t column) const
{
    auto const line = one_line();
    // One more for the comma that may follow.
    if (kind_ == Kind::scalar || empty() || column + line.size() < longest_line) {
        out += line;
        return;
    }
    auto const inner = indentation + indentation_step;
    out += kind_ == Kind::list ? "[" : "{";
    char const *separator = "\n";
    for (Json const &item : items_) {
        out.append(separator).append(inner, ' ');
        item.print(out, inner, inner);
        separator = ",\n";
    }
    for (auto const &[key, value] : members_) {
        auto const name = quoted(key) + ": ";
        out.append(separator).append(inner, ' ').append(name);
        value.print(out, inner, inner + name.size());
        separator = ",\n";
    }
    out.append("\n").append(indentation, ' ');
    out += kind_ == Kind::list ? "]" : "}";
}

std::string Json::printed() const
{
    std::string out;
    print(out, 0, longest_line);
    return out + "\n";
}

} // namespace schemadiff::yaml
