#include <parser/yaml/node.hpp>

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

namespace schemadiff::yaml
{

std::string const *interned(std::string const &file)
{
    static std::mutex mutex;
    static std::set<std::string> names;
    std::lock_guard const lock{mutex};
    return &*names.insert(file).first;
}

Node Node::of_text(std::string text, Style style)
{
    Node node;
    node.kind = Kind::scalar;
    node.style = style;
    node.text = std::move(text);
    return node;
}

Node Node::of_list()
{
    Node node;
    node.kind = Kind::list;
    return node;
}

Node Node::of_list(std::vector<Node> items)
{
    Node node;
    node.kind = Kind::list;
    node.items = std::move(items);
    return node;
}

Node Node::of_map()
{
    Node node;
    node.kind = Kind::map;
    return node;
}

Node &Node::add(std::string key, Node value)
{
    entries.push_back({std::move(key), {}, Style::plain, std::move(value)});
    return entries.back().value;
}

Node const *Node::find(std::string_view key) const
{
    auto const found = std::find_if(entries.begin(), entries.end(),
                                    [&](Entry const &entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &found->value;
}

FilePos Node::position_of(std::size_t offset) const
{
    auto const before = std::string_view{text}.substr(0, offset);
    if (style == Style::literal) {
        auto const breaks = std::count(before.begin(), before.end(), '\n');
        auto const last_break = before.rfind('\n');
        auto const in_line =
            last_break == std::string_view::npos ? before.size() : before.size() - last_break - 1;
        return {at.file_, at.line + 1 + static_cast<int>(breaks),
                1 + indentation + static_cast<int>(in_line)};
    }
    auto const next =
        std::upper_bound(jumps.begin(), jumps.end(), before.size(),
                         [](std::size_t wanted, Jump const &jump) { return wanted < jump.offset; });
    if (next == jumps.begin()) {
        bool const quoted = style == Style::single_quoted || style == Style::double_quoted;
        return at.moved_by(static_cast<int>(before.size()) + (quoted ? 1 : 0));
    }
    Jump const &jump = *std::prev(next);
    return {at.file_, static_cast<int>(jump.line),
            static_cast<int>(jump.column + before.size() - jump.offset)};
}

bool same_content(Node const &a, Node const &b)
{
    if (a.kind != b.kind) {
        return false;
    }
    switch (a.kind) {
    case Node::Kind::null:
        return true;
    case Node::Kind::scalar:
        return a.text == b.text;
    case Node::Kind::list:
        return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                          same_content);
    case Node::Kind::map:
        return std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                          [](Entry const &one, Entry const &other) {
                              return one.key == other.key && same_content(one.value, other.value);
                          });
    }
    return false;
}

} // namespace schemadiff::yaml
