#include <parser/yaml/tree_builder.hpp>

#include <parser/yaml/document.hpp>
#include <parser/yaml/mapping.hpp>
#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace schemadiff::yaml
{

namespace
{

} // namespace

TreeBuilder::TreeBuilder(std::string_view bytes, std::string const &file, Diagnostics &diagnostics)
    : bytes_{bytes}, file_{interned(file)}, diagnostics_{&diagnostics}
{
    root_.at = {file_, 1, 1};
}

FilePos TreeBuilder::position(Place const &place) const
{
    return {file_, place.line, place.column};
}

bool TreeBuilder::expects_key() const
{
    return !open_.empty() && open_.back().node.is_map() && !open_.back().entry;
}

// A parser reports a value that is left out at the token that comes next, and that may be a key
// with the name `null`. A value stands right of its mapping's keys, or within brackets.
bool TreeBuilder::is_written_null(Place const &place) const
{
    static constexpr std::array<std::string_view, 4> words = {"~", "null", "Null", "NULL"};
    auto const rest = bytes_.substr(std::min(place.offset, bytes_.size()));
    bool const is_word =
        std::any_of(words.begin(), words.end(), [&](auto word) { return rest.starts_with(word); });
    if (!is_word || open_.empty() || expects_key()) {
        return is_word;
    }
    Frame const &frame = open_.back();
    return frame.node.flow || place.column > frame.node.at.column;
}

// Every event passes here: tabs in front of the first thing of a line are told once a line.
void TreeBuilder::meet(Place const &place)
{
    last_place_ = place;
    if (line_with_tab_ == place.line || place.column == 1) {
        return;
    }
    auto const in_line = static_cast<std::size_t>(place.column - 1);
    auto const indent = bytes_.substr(place.offset - in_line, in_line);
    if (indent.find_first_not_of(" \t") != std::string_view::npos) {
        return;
    }
    if (auto const tab = indent.find('\t'); tab != std::string_view::npos) {
        line_with_tab_ = place.line;
        diagnostics_->error(codes::yaml_syntax,
                            FilePos{file_, place.line, static_cast<int>(tab) + 1},
                            "a tab cannot indent YAML", {"Indent with spaces."});
    }
}

void TreeBuilder::declare_anchor(std::size_t anchor, FilePos at)
{
    if (anchor == 0) {
        return;
    }
    auto const name = std::exchange(next_anchor_name_, {});
    auto const [earlier, is_new] = anchor_by_name_.try_emplace(name, anchor);
    if (!is_new) {
        SourcePos const first = anchors_[earlier->second].at;
        diagnostics_->error(codes::bad_anchor, at,
                            together("anchor '&", name, "' is defined twice, first at ", first),
                            {"Give one of them another name."});
        earlier->second = anchor;
    }
    anchors_[anchor] = {.name = name, .at = at, .is_open = true, .node = {}, .size = {}};
}

void TreeBuilder::check_tag(std::string const &tag, Node::Kind kind, FilePos at)
{
    if (tag.empty() || tag == "?" || tag == "!") {
        return;
    }
    static constexpr std::string_view core = "tag:yaml.org,2002:";
    bool const is_core = tag.starts_with(core);
    auto const name = std::string_view{tag}.substr(is_core ? core.size() : 0);
    bool const is_known = is_core && ((kind == Node::Kind::scalar && name == "str") ||
                                      (kind == Node::Kind::list && name == "seq") ||
                                      (kind == Node::Kind::map && name == "map"));
    if (!is_known) {
        diagnostics_->error(codes::unsupported_yaml, at,
                            together("tag '", is_core ? "!!" : "", name, "' is not supported"),
                            {is_core
                                 ? "Remove the tag: the meaning of a value follows from its key."
                                 : "Put the text in quotes if the '!' belongs to it."});
    }
}

// Names and values end up in SQL, and PostgreSQL knows no NUL in text.
void TreeBuilder::check_text(std::string const &text, FilePos at)
{
    if (text.find('\0') != std::string_view::npos) {
        diagnostics_->error(codes::bad_bytes, at, "a NUL character cannot be part of a text",
                            {"Remove the escape \"\\0\"."});
    }
}

void TreeBuilder::on_null(Place place, std::size_t anchor)
{
    Place const start = anchor == 0 ? place : behind_properties(bytes_, place);
    declare_anchor(anchor, position(place));
    Node node;
    last_place_ = place;
    if (is_written_null(start)) {
        meet(place);
        auto const rest = bytes_.substr(start.offset);
        node.text = rest.substr(0, rest.starts_with('~') ? 1 : 4);
        node.at = position(start);
    } else if (open_.empty()) {
        node.at = position(start);
    } else {
        auto const &frame = open_.back();
        node.at = frame.entry ? frame.entry->key_at : frame.node.at;
        if (frame.node.is_list() && frame.node.flow) {
            diagnostics_->error(codes::yaml_syntax, position(place),
                                "nothing stands before this ','",
                                {"Write '' for an empty text, or remove the comma."});
        }
    }
    accept(std::move(node), anchor);
}

void TreeBuilder::on_scalar(Place place, std::string const &tag, std::size_t anchor,
                            std::string const &text)
{
    meet(place);
    declare_anchor(anchor, position(place));
    Place const start = behind_properties(bytes_, place);
    auto source = scalar_source(bytes_, start, text);
    Node node = Node::of_text(text, source.style);
    node.at = position(start);
    node.indentation = source.indentation;
    node.jumps = std::move(source.jumps);
    check_tag(tag, Node::Kind::scalar, position(place));
    check_text(text, node.at);
    if (!source.is_closed) {
        diagnostics_->error(codes::yaml_syntax, node.at, "this quote is never closed",
                            {"Close it, or double a single quote that belongs to the text."});
    }
    // With the tag !!str even `null` is text, as if it stood in quotes.
    if (tag.size() > 1 && node.style == Node::Style::plain) {
        node.style = Node::Style::single_quoted;
        node.jumps.insert(node.jumps.begin(), {0, static_cast<std::uint32_t>(start.line),
                                               static_cast<std::uint32_t>(start.column)});
    }
    accept(std::move(node), anchor);
}

void TreeBuilder::on_begin(Node::Kind kind, Place place, std::string const &tag, std::size_t anchor,
                           bool flow)
{
    meet(place);
    declare_anchor(anchor, position(place));
    Frame frame;
    frame.node.kind = kind;
    frame.node.flow = flow;
    // Without properties of its own, what stands here may belong to the first key.
    bool const has_properties = anchor != 0 || tag != "?";
    frame.node.at = position(has_properties ? behind_properties(bytes_, place) : place);
    frame.anchor = anchor;
    check_tag(tag, kind, position(place));
    if (open_.size() >= deepest_nesting) {
        diagnostics_->error(codes::too_large, frame.node.at,
                            together("nested more than ", deepest_nesting, " levels deep"));
        throw StoppedReading{};
    }
    open_.push_back(std::move(frame));
}

void TreeBuilder::on_end()
{
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (frame.node.is_map()) {
        drop_duplicates(frame.node, *diagnostics_);
        if (frame.has_merge_key) {
            merge(frame.node, *diagnostics_);
        }
    }
    accept(std::move(frame.node), frame.anchor);
}

void TreeBuilder::on_alias(Place place, std::size_t anchor)
{
    meet(place);
    Node nothing;
    nothing.at = position(place);
    auto const found = anchors_.find(anchor);
    if (found == anchors_.end()) {
        accept(std::move(nothing), 0);
        return;
    }
    Anchor const &target = found->second;
    if (target.is_open) {
        diagnostics_->error(codes::bad_anchor, position(place),
                            together("alias '*", target.name, "' stands inside of what it names"));
        accept(std::move(nothing), 0);
        return;
    }
    expanded_.nodes += target.size.nodes;
    expanded_.bytes += target.size.bytes;
    bool const is_too_deep = open_.size() + target.size.depth > deepest_nesting + 1;
    if (is_too_deep || expanded_.nodes > most_alias_nodes || expanded_.bytes > most_alias_bytes) {
        if (!std::exchange(budget_is_spent_, true)) {
            diagnostics_->error(codes::too_large, position(place),
                                is_too_deep
                                    ? together("with what alias '*", target.name,
                                               "' stands for, this is nested more than ",
                                               deepest_nesting, " levels deep")
                                    : together("the aliases of this file stand for more than ",
                                               most_alias_nodes, " values or ",
                                               most_alias_bytes >> 20U, " MB of text"));
        }
        accept(std::move(nothing), 0);
        return;
    }
    Node copy = target.node;
    if (expects_key()) {
        copy.at = position(place);
    }
    accept(std::move(copy), 0);
}

// Copies of anchored nodes are kept only if an alias names them. What looks like an alias inside of
// a text counts too: it costs a copy and changes nothing.
bool TreeBuilder::is_used(std::string const &name)
{
    if (!used_names_) {
        used_names_.emplace();
        for (auto star = bytes_.find('*'); star != std::string_view::npos;
             star = bytes_.find('*', star + 1)) {
            auto const rest = bytes_.substr(star + 1);
            used_names_->insert(rest.substr(0, rest.find_first_of("*[]{}, \t\r\n")));
        }
    }
    return used_names_->contains(name);
}

TreeBuilder::Size TreeBuilder::size_of(Node const &node)
{
    Size size{.nodes = 1, .bytes = node.text.size(), .depth = 1};
    auto const add = [&](Node const &child, std::size_t key_bytes) {
        auto const inner = size_of(child);
        size.nodes += inner.nodes;
        size.bytes += inner.bytes + key_bytes;
        size.depth = std::max(size.depth, inner.depth + 1);
    };
    for (Node const &item : node.items) {
        add(item, 0);
    }
    for (Entry const &entry : node.entries) {
        add(entry.value, entry.key.size());
    }
    return size;
}

void TreeBuilder::accept(Node node, std::size_t anchor)
{
    if (anchor != 0) {
        Anchor &declared = anchors_[anchor];
        declared.is_open = false;
        if (is_used(declared.name)) {
            declared.size = size_of(node);
            declared.node = node;
        }
    }
    if (open_.empty()) {
        root_ = std::move(node);
        return;
    }
    Frame &frame = open_.back();
    if (frame.node.is_list()) {
        frame.node.items.push_back(std::move(node));
    } else if (frame.entry) {
        accept_value(std::move(node));
    } else {
        accept_key(std::move(node));
    }
}

void TreeBuilder::accept_key(Node node)
{
    Frame &frame = open_.back();
    frame.is_refused = node.is_list() || node.is_map();
    if (frame.is_refused) {
        diagnostics_->error(codes::wrong_shape, node.at,
                            together("a key must be text, not ", noun(node.kind)),
                            {"Quote the key if it is text that begins with a bracket or a brace."});
    } else if (node.is_null() && node.text.empty()) {
        diagnostics_->error(codes::yaml_syntax, position(last_place_), "a key is missing here");
        frame.is_refused = true;
    }
    frame.entry.emplace();
    frame.entry->key = std::move(node.text);
    frame.entry->key_at = node.at;
    frame.entry->key_style = node.style;
    frame.has_merge_key = frame.has_merge_key || is_merge(*frame.entry);
}

void TreeBuilder::accept_value(Node node)
{
    Frame &frame = open_.back();
    if (!frame.is_refused) {
        frame.entry->value = std::move(node);
        frame.node.entries.push_back(std::move(*frame.entry));
    }
    frame.entry.reset();
}

Node const *TreeBuilder::open_flow() const
{
    auto const found = std::find_if(open_.rbegin(), open_.rend(),
                                    [](Frame const &frame) { return frame.node.flow; });
    return found == open_.rend() ? nullptr : &found->node;
}

std::vector<std::string_view> TreeBuilder::anchor_names() const
{
    std::vector<std::string_view> names;
    for (auto const &[name, anchor] : anchor_by_name_) {
        names.push_back(name);
    }
    return names;
}

} // namespace schemadiff::yaml
