#include <parser/yaml/document.hpp>

#include <parser/yaml/byte_check.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <parser/yaml/syntax_message.hpp>
#include <parser/yaml/tree_builder.hpp>
#include <schemadiff/base/codes.hpp>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <utility>

namespace schemadiff::yaml
{

namespace
{

// Lets yaml-cpp read the bytes where they are.
class ViewBuffer : public std::streambuf
{
public:
    explicit ViewBuffer(std::string_view bytes)
    {
        // The buffer is only read from, whatever the type of the pointers says.
        char *const begin = const_cast<char *>(bytes.data()); // NOLINT(*-const-cast)
        setg(begin, begin, begin + bytes.size());
    }
};

// yaml-cpp counts from 0.
Place place_of(YAML::Mark const &mark)
{
    return {static_cast<std::size_t>(mark.pos), mark.line + 1, mark.column + 1};
}

// Hands yaml-cpp's events to the builder.
class Events : public YAML::EventHandler
{
public:
    Events(TreeBuilder &builder, std::string_view bytes, std::string const &file,
           Diagnostics &diagnostics)
        : builder_{&builder}, bytes_{bytes}, file_{&file}, diagnostics_{&diagnostics}
    {
    }

    void OnDocumentStart(YAML::Mark const &mark) override
    {
        if (++documents_ > 1) {
            refuse_second_document(place_of(mark));
        }
    }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const &mark, YAML::anchor_t anchor) override
    {
        builder_->on_null(place_of(mark), anchor);
    }
    void OnAlias(YAML::Mark const &mark, YAML::anchor_t anchor) override
    {
        builder_->on_alias(place_of(mark), anchor);
    }
    void OnScalar(YAML::Mark const &mark, std::string const &tag, YAML::anchor_t anchor,
                  std::string const &value) override
    {
        builder_->on_scalar(place_of(mark), tag, anchor, value);
    }
    void OnSequenceStart(YAML::Mark const &mark, std::string const &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override
    {
        builder_->on_begin(Node::Kind::list, place_of(mark), tag, anchor,
                           style == YAML::EmitterStyle::Flow);
    }
    void OnSequenceEnd() override { builder_->on_end(); }
    void OnMapStart(YAML::Mark const &mark, std::string const &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override
    {
        builder_->on_begin(Node::Kind::map, place_of(mark), tag, anchor,
                           style == YAML::EmitterStyle::Flow);
    }
    void OnMapEnd() override { builder_->on_end(); }
    void OnAnchor(YAML::Mark const &, std::string const &name) override
    {
        builder_->name_anchor(name);
    }

private:
    // yaml-cpp takes whatever does not belong to the first document for the next one, even without
    // a '---' between them.
    void refuse_second_document(Place place)
    {
        auto const from = builder_->last_place().offset;
        auto const between = bytes_.substr(from, place.offset + 3 - from);
        SourcePos const at{*file_, place.line, place.column};
        if (between.find("\n---") != std::string_view::npos) {
            diagnostics_->error(codes::unsupported_yaml, at, "a second document in one file",
                                {"Put each document in a file of its own, or remove the '---'."});
        } else {
            diagnostics_->error(codes::yaml_syntax, at, "this does not belong to what is before it",
                                {"Check the indentation of this line and the brackets before it."});
        }
        throw StoppedReading{};
    }

    TreeBuilder *builder_;
    std::string_view bytes_;
    std::string const *file_;
    Diagnostics *diagnostics_;
    int documents_ = 0;
};

Place place_of_node(std::string_view bytes, Node const &node)
{
    Place place;
    while (place.line < node.at.line) {
        place.offset = bytes.find('\n', place.offset) + 1;
        ++place.line;
    }
    place.offset += static_cast<std::size_t>(node.at.column - 1);
    place.column = node.at.column;
    return place;
}

// At the end of the text, yaml-cpp's mark has the right offset with a wrong line or column.
Place place_of_offset(std::string_view bytes, std::size_t offset)
{
    auto const before = bytes.substr(0, offset);
    auto const line_begin = before.rfind('\n') + 1; // npos + 1 is 0
    return {.offset = before.size(),
            .line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
            .column = static_cast<int>(before.size() - line_begin) + 1};
}

Diagnostic explained(YAML::ParserException const &exception, TreeBuilder const &builder,
                     std::string_view bytes, std::string const &file)
{
    Node const *const open = builder.open_flow();
    auto const offset = static_cast<std::size_t>(std::max(exception.mark.pos, 0));
    return explained(
        SyntaxError{.message = exception.msg,
                    .at = place_of_offset(bytes, offset),
                    .last_read = builder.last_place(),
                    .open_bracket = open == nullptr ? Place{} : place_of_node(bytes, *open),
                    .has_open_bracket = open != nullptr},
        bytes, file);
}

struct UnknownAlias {
    Place at;
    Diagnostic diagnostic;
};

UnknownAlias unknown_alias(Place const &at, TreeBuilder const &builder, std::string_view bytes,
                           std::string const &file)
{
    auto const rest = bytes.substr(at.offset + 1);
    auto const name = rest.substr(0, rest.find_first_of("[]{}, \t\r\n"));
    auto const meant = did_you_mean(name, builder.anchor_names());
    return {.at = at,
            .diagnostic = {.severity = Severity::error,
                           .code = codes::bad_anchor,
                           .at = {file, at.line, at.column},
                           .message = together("no anchor '&", name, "' above this alias"),
                           .hints = {meant.empty()
                                         ? "Put the text in quotes if it is not meant as an alias."
                                         : meant}}};
}

// One try at the bytes. An alias without an anchor ends yaml-cpp's reading, so it comes back alone
// for the caller to blank out and try again.
struct Outcome {
    std::optional<Node> node;
    std::optional<UnknownAlias> unknown_alias;
};

// yaml-cpp takes a line that begins with '%' for a directive even behind the document, and with
// that for nothing.
void check_end(std::string_view bytes, Place const &last_read, std::string const &file,
               Diagnostics &diagnostics)
{
    auto const directive = bytes.find("\n%", last_read.offset);
    if (last_read.offset > 0 && directive != std::string_view::npos) {
        Place const place = place_of_offset(bytes, directive + 1);
        diagnostics.error(codes::yaml_syntax, {file, place.line, place.column},
                          "a line cannot begin with '%'", {"Put the text in quotes."});
    }
}

Outcome read_once(std::string_view bytes, std::string const &file, Diagnostics &diagnostics)
{
    ViewBuffer buffer{bytes};
    std::istream stream{&buffer};
    TreeBuilder builder{bytes, file, diagnostics};
    try {
        Events events{builder, bytes, file, diagnostics};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(events)) {
        }
        check_end(bytes, builder.last_place(), file, diagnostics);
        return {.node = builder.take(), .unknown_alias = {}};
    } catch (StoppedReading const &) {
        return {};
    } catch (YAML::DeepRecursion const &exception) {
        Place const place = place_of(exception.mark);
        diagnostics.error(codes::too_large, {file, place.line, place.column},
                          together("nested more than ", deepest_nesting, " levels deep"));
        return {};
    } catch (YAML::ParserException const &exception) {
        if (exception.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
            return {.node = {},
                    .unknown_alias = unknown_alias(place_of(exception.mark), builder, bytes, file)};
        }
        diagnostics.add(explained(exception, builder, bytes, file));
        return {};
    }
}

} // namespace

std::optional<Node> read_document(std::string_view bytes, std::string const &file,
                                  Diagnostics &diagnostics)
{
    if (bytes.size() > most_bytes) {
        diagnostics.error(codes::too_large, {file, 0, 0},
                          together("the file has ", bytes.size(), " bytes, more than the ",
                                   most_bytes >> 20U, " MB that are read"),
                          {"Split it: a folder of YAML files is read as one."});
        return std::nullopt;
    }
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        diagnostics.error(codes::bad_bytes, {file, 0, 0}, "the file is UTF-16, not UTF-8",
                          {"Save it as UTF-8."});
        return std::nullopt;
    }
    auto text = without_byte_order_mark(bytes);
    auto copy = cleaned(text, file, diagnostics);
    constexpr int most_unknown_aliases = 20;
    for (int tries = 0; tries <= most_unknown_aliases; ++tries) {
        if (copy) {
            text = *copy;
        }
        Diagnostics found;
        Outcome outcome = read_once(text, file, found);
        if (!outcome.unknown_alias) {
            for (Diagnostic &diagnostic : found.sorted()) {
                diagnostics.add(std::move(diagnostic));
            }
            return std::move(outcome.node);
        }
        diagnostics.add(std::move(outcome.unknown_alias->diagnostic));
        if (!copy) {
            copy = std::string{text};
        }
        auto const begin = outcome.unknown_alias->at.offset;
        auto const end = std::min(copy->find_first_of("[]{}, \t\r\n", begin), copy->size());
        copy->replace(begin, end - begin, "~" + std::string(end - begin - 1, ' '));
    }
    return std::nullopt;
}

} // namespace schemadiff::yaml
