#include <parser/resolve/placeholders.hpp>

#include <schemadiff/base/identifier.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::resolve
{

namespace
{

using yaml::Node;

constexpr std::string_view table_word = "{table}";
constexpr std::string_view schema_word = "{schema}";

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '"' || static_cast<unsigned char>(c) >= 0x80U;
}

// One text and what it becomes.
class Replacement
{
public:
    Replacement(Node &node, TableName const &name, bool is_sql)
        : node_{node}, name_{name}, is_sql_{is_sql}, before_{node.text}
    {
    }

    void run()
    {
        mark(0);
        while (at_ < before_.size()) {
            auto const rest = before_.substr(at_);
            if (rest.starts_with(table_word)) {
                replace(table_word.size(), name_.table);
            } else if (rest.starts_with(schema_word)) {
                replace(schema_word.size(), name_.schema);
            } else {
                copy();
            }
        }
        // A literal block finds its places by counting lines, which is wrong from now on.
        node_.style = Node::Style::folded;
        node_.jumps = std::move(jumps_);
        node_.text = std::move(after_);
    }

private:
    void copy()
    {
        char const c = before_[at_];
        is_in_string_ = c == '\'' ? !is_in_string_ : is_in_string_;
        after_ += c;
        ++at_;
        if (c == '\n') {
            mark(at_);
        }
    }

    void replace(std::size_t length, std::string_view name)
    {
        bool const continues =
            (at_ > 0 && is_word_character(before_[at_ - 1])) ||
            (at_ + length < before_.size() && is_word_character(before_[at_ + length]));
        if (is_sql_ && !is_in_string_ && !continues) {
            after_ += quoted_identifier(name);
        } else {
            after_ += name;
        }
        at_ += length;
        mark(at_);
    }

    // From here on the new text is in step with the file again.
    void mark(std::size_t offset)
    {
        SourcePos const place = node_.position_of(offset);
        jumps_.push_back({static_cast<std::uint32_t>(after_.size()),
                          static_cast<std::uint32_t>(place.line),
                          static_cast<std::uint32_t>(place.column)});
    }

    Node &node_;
    TableName const &name_;
    bool is_sql_;
    std::string_view before_;
    std::size_t at_ = 0;
    bool is_in_string_ = false;
    std::string after_;
    std::vector<Node::Jump> jumps_;
};

void replace_in(Node &node, TableName const &name, bool is_sql)
{
    bool const has_placeholder = node.text.find(table_word) != std::string::npos ||
                                 node.text.find(schema_word) != std::string::npos;
    if (node.is_scalar() && has_placeholder) {
        Replacement{node, name, is_sql}.run();
    }
    for (Node &item : node.items) {
        replace_in(item, name, is_sql);
    }
    for (yaml::Entry &entry : node.entries) {
        replace_in(entry.value, name, is_sql && entry.key != "comment");
    }
}

} // namespace

void replace_placeholders(Node &node, TableName const &name)
{
    replace_in(node, name, true);
}

} // namespace schemadiff::resolve
