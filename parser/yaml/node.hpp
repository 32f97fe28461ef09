// One YAML document as a tree: text, lists and mappings with the place where each was written.
// document.cpp makes it, reader.cpp reads objects from it, writer.cpp and emitter.cpp go the other
// way. It knows no types: whether `no` is text or false is decided by the field that is read.
#pragma once

#include <schemadiff/base/source_pos.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::yaml
{

// A SourcePos of 16 bytes, because a tree holds hundreds of thousands of them. It becomes a
// SourcePos wherever one is wanted.
class FilePos
{
public:
    FilePos() = default;
    // `in_file` comes from interned() and so outlives every position.
    FilePos(std::string const *in_file, int at_line, int at_column)
        : line{at_line}, column{at_column}, file_{in_file}
    {
    }

    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions)
    operator SourcePos() const { return {file(), line, column}; }
    [[nodiscard]] bool is_known() const { return line > 0; }
    [[nodiscard]] std::string file() const { return file_ == nullptr ? std::string{} : *file_; }
    [[nodiscard]] FilePos moved_by(int columns) const { return {file_, line, column + columns}; }

    int line = 0;
    int column = 0;

private:
    friend struct Node;
    std::string const *file_ = nullptr;
};

// The one copy of a file's name. It is kept until the process ends: a few names at most.
std::string const *interned(std::string const &file);

struct Entry;

struct Node {
    enum class Kind : std::uint8_t { null, scalar, list, map };
    enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

    // A place of `text` from which on it runs in step with the file again, after a line break
    // or an escape. Line and column are those of the file.
    struct Jump {
        std::uint32_t offset;
        std::uint32_t line;
        std::uint32_t column;
    };

    Kind kind = Kind::null;
    Style style = Style::plain;
    // For the emitter: write this list or map on one line, if what is in it allows.
    bool flow = false;
    // Of a literal block: how many bytes each line is indented by in the file.
    std::uint16_t indentation = 0;
    FilePos at;
    // A scalar's text after quotes and escapes. A null keeps what was written: "", "~" or "null".
    std::string text;
    std::vector<Node> items;
    std::vector<Entry> entries;
    // Empty if the text stands in the file as it is, as most do. Sorted by offset.
    std::vector<Jump> jumps;

    static Node of_text(std::string text, Style style = Style::plain);
    static Node of_list();
    static Node of_list(std::vector<Node> items);
    static Node of_map();

    // Adds an entry at the end of a map and gives its value. The reference holds until the next
    // add.
    Node &add(std::string key, Node value);

    [[nodiscard]] bool is_null() const { return kind == Kind::null; }
    [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
    [[nodiscard]] bool is_list() const { return kind == Kind::list; }
    [[nodiscard]] bool is_map() const { return kind == Kind::map; }
    // True if YAML itself would guess a type from the text, because it stands without quotes.
    [[nodiscard]] bool is_plain() const { return is_scalar() && style == Style::plain; }

    // The value of a key, or nullptr; also for what is no map. Linear.
    [[nodiscard]] Node const *find(std::string_view key) const;

    // Where byte `offset` of `text` stands in the file.
    [[nodiscard]] FilePos position_of(std::size_t offset) const;
};

struct Entry {
    std::string key;
    FilePos key_at;
    Node::Style key_style = Node::Style::plain;
    Node value;
};

// True if both hold the same texts in the same order. Places and styles do not count.
bool same_content(Node const &a, Node const &b);

} // namespace schemadiff::yaml
