// Makes a tree of what a YAML parser meets in a file, one call for each event, and finds what YAML
// permits but we refuse: duplicate keys, tags, keys that are no text, anchors used wrongly, aliases
// that grow without bound. document.cpp feeds it; it knows nothing of yaml-cpp.
#pragma once

#include <parser/yaml/node.hpp>
#include <parser/yaml/scalar_source.hpp>
#include <schemadiff/base/diagnostic.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace schemadiff::yaml
{

// Thrown out of an event when going on makes no sense; the reason has been reported.
struct StoppedReading {
};

class TreeBuilder
{
public:
    // All three outlive the builder.
    TreeBuilder(std::string_view bytes, std::string const &file, Diagnostics &diagnostics);

    // Precedes the event of the node that has the anchor.
    void name_anchor(std::string const &name) { next_anchor_name_ = name; }

    // `anchor` is the parser's number of the node's anchor, 0 for none; `tag` is resolved, "?" or
    // "!" if none is written. Places are those of the node's first property.
    void on_null(Place place, std::size_t anchor);
    void on_alias(Place place, std::size_t anchor);
    void on_scalar(Place place, std::string const &tag, std::size_t anchor,
                   std::string const &text);
    void on_begin(Node::Kind kind, Place place, std::string const &tag, std::size_t anchor,
                  bool flow);
    void on_end();

    // The innermost list or mapping in brackets that is not closed yet.
    [[nodiscard]] Node const *open_flow() const;
    // Of all anchors so far, sorted.
    [[nodiscard]] std::vector<std::string_view> anchor_names() const;
    // Where the last event was.
    [[nodiscard]] Place last_place() const { return last_place_; }
    // The tree; a null if there was no event.
    [[nodiscard]] Node take() { return std::move(root_); }

private:
    struct Frame {
        Node node;
        std::size_t anchor = 0;
        // Of a map: what is known of the entry whose value comes next.
        std::optional<Entry> entry;
        bool has_merge_key = false;
        // The entry has a key that cannot be; its value is read, checked and dropped.
        bool is_refused = false;
    };

    struct Size {
        std::size_t nodes = 1;
        std::size_t bytes = 0;
        std::size_t depth = 1;
    };

    struct Anchor {
        std::string name;
        FilePos at;
        bool is_open = true;
        Node node;
        Size size;
    };

    [[nodiscard]] FilePos position(Place const &place) const;
    [[nodiscard]] bool expects_key() const;
    [[nodiscard]] bool is_written_null(Place const &place) const;
    [[nodiscard]] bool is_used(std::string const &name);
    static Size size_of(Node const &node);

    void meet(Place const &place);
    void declare_anchor(std::size_t anchor, FilePos at);
    void check_tag(std::string const &tag, Node::Kind kind, FilePos at);
    void check_text(std::string const &text, FilePos at);
    void accept(Node node, std::size_t anchor);
    void accept_key(Node node);
    void accept_value(Node node);

    std::string_view bytes_;
    std::string const *file_;
    Diagnostics *diagnostics_;
    Node root_;
    std::vector<Frame> open_;
    std::map<std::size_t, Anchor> anchors_;
    std::map<std::string, std::size_t> anchor_by_name_;
    std::string next_anchor_name_;
    std::optional<std::unordered_set<std::string_view>> used_names_;
    Size expanded_{0, 0, 0};
    bool budget_is_spent_ = false;
    Place last_place_;
    int line_with_tab_ = 0;
};

} // namespace schemadiff::yaml
