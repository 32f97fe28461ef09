#include <parser/yaml/emitter.hpp>

#include <parser/yaml/message_text.hpp>
#include <parser/yaml/plain_text.hpp>

#include <algorithm>
#include <string_view>

namespace schemadiff::yaml
{

namespace
{

constexpr std::size_t indentation_step = 2;
// A key that is longer must be written as `? key`, says YAML; it counts characters, we bytes.
constexpr std::size_t longest_simple_key = 1000;

void append_single_quoted(std::string &out, std::string_view text)
{
    out += '\'';
    for (char const c : text) {
        out.append(c == '\'' ? 2 : 1, c);
    }
    out += '\'';
}

void append_double_quoted(std::string &out, std::string_view text)
{
    out += '"';
    for (std::size_t index = 0; index < text.size();) {
        char const c = text[index];
        auto const character = escapable(text.substr(index));
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '\r') {
            out += "\\r";
        } else if (character.must_escape && character.code_point < 0x100) {
            out += together("\\x", hexadecimal(character.code_point, 2));
        } else if (character.must_escape) {
            out += together("\\u", hexadecimal(character.code_point, 4));
        } else {
            out += text.substr(index, character.length);
        }
        index += character.length;
    }
    out += '"';
}

// Parsers differ about where a block's text begins and ends if it does so with lines of nothing but
// white space, so such texts are left to double quotes.
bool can_be_block(std::string_view text)
{
    auto const first = text.find_first_not_of('\n');
    if (first == std::string_view::npos || text[first] == '\t') {
        return false;
    }
    auto const first_visible = text.find_first_not_of(" \t\n");
    if (first_visible == std::string_view::npos ||
        text.substr(first, first_visible - first).find('\n') != std::string_view::npos) {
        return false;
    }
    auto const last_visible = text.find_last_not_of(" \t\n");
    auto const tail = text.substr(last_visible + 1);
    auto const last_blank = tail.find_last_of(" \t");
    auto const first_break = tail.find('\n');
    return last_blank == std::string_view::npos || first_break == std::string_view::npos ||
           last_blank < first_break;
}

// Whether the beginning of the text would mislead a parser that finds the indentation by itself.
bool needs_indentation_sign(std::string_view text)
{
    return text.front() == ' ' || text.front() == '\n';
}

void append_block(std::string &out, std::string_view text, std::size_t indentation)
{
    out += '|';
    if (needs_indentation_sign(text)) {
        out += std::to_string(indentation_step);
    }
    if (!text.ends_with('\n')) {
        out += '-';
    } else if (text.ends_with("\n\n")) {
        out += '+';
    }
    out += '\n';
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        if (!line.empty()) {
            out.append(indentation, ' ');
            out += line;
        }
        out += '\n';
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
}

bool is_quoted(Node::Style style)
{
    return style == Node::Style::single_quoted || style == Node::Style::double_quoted;
}

// A text on one line.
void append_text(std::string &out, std::string_view text, Node::Style style, bool in_flow)
{
    auto const spelling = plainest_spelling(text);
    bool const can_be_plain =
        spelling == Spelling::plain || (spelling == Spelling::plain_block && !in_flow);
    if (can_be_plain && !is_quoted(style)) {
        out += text;
    } else if (spelling <= Spelling::single_quoted && style != Node::Style::double_quoted) {
        append_single_quoted(out, text);
    } else {
        append_double_quoted(out, text);
    }
}

bool is_empty_collection(Node const &node)
{
    return (node.is_list() && node.items.empty()) || (node.is_map() && node.entries.empty());
}

bool is_block(Node const &node)
{
    return node.is_scalar() && node.style != Node::Style::double_quoted &&
           plainest_spelling(node.text) == Spelling::literal && can_be_block(node.text);
}

// Writes values one after the other. `indentation` is always the column, from 0, of the key or the
// dash that the value belongs to; what is nested in it is indented by one step more.
class Emitter
{
public:
    std::string document(Node const &root)
    {
        // Parsers disagree about what a sign of indentation counts from at the top.
        bool const is_odd_block = is_block(root) && needs_indentation_sign(root.text);
        if (is_odd_block) {
            append_double_quoted(out_, root.text);
            out_ += '\n';
        } else if (!append_one_line(root)) {
            append_lines(root, 0);
        }
        return std::move(out_);
    }

private:
    // A null, a text or a list or map that is to be in brackets, with its line break. False, and
    // nothing is appended, if it must be something else.
    bool append_one_line(Node const &node)
    {
        auto const begin = out_.size();
        auto const last_break = out_.rfind('\n');
        auto const line_begin = last_break == std::string_view::npos ? 0 : last_break + 1;
        if (node.is_null()) {
            out_ += "null";
        } else if (is_block(node)) {
            return false;
        } else if (node.is_scalar()) {
            append_text(out_, node.text, node.style, false);
        } else if (!append_flow(node, line_begin + longest_flow_line)) {
            out_.resize(begin);
            return false;
        }
        out_ += '\n';
        return true;
    }

    // False if it cannot be on one line of the file; then a part of it has been appended.
    bool append_flow(Node const &node, std::size_t limit)
    {
        if (node.is_null()) {
            out_ += "null";
            return true;
        }
        if (node.is_scalar()) {
            append_text(out_, node.text, node.style, true);
            return out_.size() < limit && !is_block(node);
        }
        if (is_empty_collection(node)) {
            out_ += node.is_list() ? "[]" : "{}";
            return true;
        }
        if (!node.flow) {
            return false;
        }
        char separator = node.is_list() ? '[' : '{';
        auto const append_separator = [&] {
            out_ += separator;
            out_.append(separator == ',' ? 1 : 0, ' ');
            separator = ',';
        };
        for (Node const &item : node.items) {
            append_separator();
            if (!append_flow(item, limit)) {
                return false;
            }
        }
        for (Entry const &entry : node.entries) {
            append_separator();
            append_text(out_, entry.key, entry.key_style, true);
            out_ += ": ";
            if (!append_flow(entry.value, limit)) {
                return false;
            }
        }
        out_ += node.is_list() ? ']' : '}';
        return out_.size() <= limit;
    }

    // A block, or a list or map with a line for each item. The first line begins where the text
    // ends, the others at `indentation`.
    void append_lines(Node const &node, std::size_t indentation)
    {
        if (node.is_scalar()) {
            append_block(out_, node.text, indentation + indentation_step);
            return;
        }
        bool is_first = true;
        auto const begin_line = [&] {
            out_.append(is_first ? 0 : indentation, ' ');
            is_first = false;
        };
        for (Node const &item : node.items) {
            begin_line();
            append_item(item, indentation);
        }
        for (Entry const &entry : node.entries) {
            begin_line();
            append_entry(entry, indentation);
        }
    }

    void append_item(Node const &item, std::size_t indentation)
    {
        out_ += "- ";
        if (!append_one_line(item)) {
            append_lines(item, indentation + (item.is_scalar() ? 0 : indentation_step));
        }
    }

    void append_entry(Entry const &entry, std::size_t indentation)
    {
        auto const begin = out_.size();
        append_text(out_, entry.key, entry.key_style, false);
        if (out_.size() - begin > longest_simple_key) {
            out_.insert(begin, "? ");
            out_ += '\n';
            out_.append(indentation, ' ');
        }
        out_ += ':';
        if (entry.value.is_null()) {
            out_ += '\n';
            return;
        }
        out_ += ' ';
        if (append_one_line(entry.value)) {
            return;
        }
        if (entry.value.is_scalar()) {
            append_lines(entry.value, indentation);
            return;
        }
        out_.back() = '\n';
        out_.append(indentation + indentation_step, ' ');
        append_lines(entry.value, indentation + indentation_step);
    }

    std::string out_;
};

} // namespace

std::string emitted(Node const &document)
{
    return Emitter{}.document(document);
}

} // namespace schemadiff::yaml
