#include <parser/yaml/reader.hpp>

#include <parser/grammar/names.hpp>
#include <parser/grammar/signature_type.hpp>
#include <parser/yaml/mapping.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <parser/yaml/reader_text.hpp>
#include <parser/yaml/suggest.hpp>

#include <charconv>
#include <cstddef>

namespace schemadiff::yaml
{

namespace
{

// The schema of such a type, or the type of the column, is still to be found.
bool is_open(grammar::TypeName const &type)
{
    return type.is_column_type || (!type.is_builtin && !type.schema);
}

constexpr std::size_t longest_name = 63; // NAMEDATALEN - 1

std::vector<std::string> hints_of(std::string hint)
{
    return hint.empty() ? std::vector<std::string>{} : std::vector{std::move(hint)};
}

// What YAML 1.1 takes for a truth value, and we do not.
std::string boolean_hint(std::string_view text)
{
    auto const word = lower(text);
    bool const is_true =
        word == "yes" || word == "on" || word == "y" || word == "true" || word == "1";
    bool const is_false =
        word == "no" || word == "off" || word == "n" || word == "false" || word == "0";
    return is_true ? "Write 'true'." : is_false ? "Write 'false'." : "";
}

// A part of a table may have no name yet.
std::string place_of(ObjectId const &id)
{
    Kind const kind = id.kind();
    bool const may_be_unnamed = facts(kind).home == Home::relation && id.parts().size() == 2;
    return may_be_unnamed ? together(word(kind) == "index" ? "an " : "a ", word(kind), " of \"",
                                     id.part(0), "\".\"", id.part(1), "\"")
                          : described(id);
}

bool names_own_columns(std::string_view field)
{
    return field == "columns" || field == "include" || field == "set_columns" ||
           field == "update_columns";
}

} // namespace

bool is_unnamed(Entry const &entry)
{
    return entry.key.empty() && !entry.key_at.is_known();
}

void report_shape(Diagnostics &diagnostics, Node const &value, std::string_view name,
                  std::string_view wanted)
{
    diagnostics.error(codes::wrong_shape, value.at,
                      together("'", name, "' must be ", wanted, ", not ", noun(value.kind)));
}

bool Reader::expect_text(FieldInfo const &field, Node const &value)
{
    if (value.is_scalar()) {
        return true;
    }
    if (value.is_null()) {
        diagnostics_->error(
            codes::wrong_shape, value.at, together("'", field.name, "' has no value"),
            {value.text.empty()
                 ? std::string{"Write the value behind the colon, or remove it."}
                 : together("Put '", value.text, "' in quotes if it is meant as text.")});
    } else {
        report_shape(*diagnostics_, value, field.name, "text");
    }
    return false;
}

bool Reader::read(FieldInfo const &field, Node const &value, bool &member)
{
    if (value.is_scalar() && (value.text == "true" || value.text == "false")) {
        member = value.text == "true";
        return true;
    }
    if (!value.is_scalar()) {
        report_shape(*diagnostics_, value, field.name, "true or false");
    } else {
        diagnostics_->error(
            codes::bad_value, value.at,
            together("'", field.name, "' must be true or false, not '", value.text, "'"),
            hints_of(boolean_hint(value.text)));
    }
    return false;
}

bool Reader::read(FieldInfo const &field, Node const &value, long long &member)
{
    if (!expect_text(field, value)) {
        return false;
    }
    char const *const end = value.text.data() + value.text.size();
    auto const [last, error] = std::from_chars(value.text.data(), end, member);
    if (error == std::errc{} && last == end) {
        return true;
    }
    diagnostics_->error(
        codes::bad_value, value.at,
        together("'", field.name, "' must be a whole number ",
                 error == std::errc::result_out_of_range ? "of 64 bits" : "in digits", ", not '",
                 value.text, "'"));
    return false;
}

bool Reader::read(FieldInfo const &field, Node const &value, std::string &member)
{
    if (!expect_text(field, value)) {
        return false;
    }
    if (field.words.empty()) {
        member = value.text;
        return true;
    }
    auto word = lower(value.text);
    if (contains(field.words, word)) {
        member = std::move(word);
        return true;
    }
    auto hint = did_you_mean(value.text, field.words);
    if (hint.empty()) {
        hint = together("Write one of: ", joined(field.words), ".");
    }
    diagnostics_->error(codes::bad_value, value.at,
                        together("'", field.name, "' cannot be '", value.text, "'"),
                        {std::move(hint)});
    return false;
}

bool Reader::read(FieldInfo const &field, Node const &value, Version &member)
{
    return read(field, value, member.text);
}

bool Reader::read(FieldInfo const &field, Node const &value, TypeName &member)
{
    if (!expect_text(field, value)) {
        return false;
    }
    auto const type = parsed(grammar::parse_type, value);
    if (type) {
        member.text = type_text(*type);
    }
    return type.has_value();
}

bool Reader::read(FieldInfo const &field, Node const &value, QualifiedName &member)
{
    std::vector<std::string> parts;
    if (value.is_list()) {
        if (!read(FieldInfo{field.name}, value, parts)) {
            return false;
        }
    } else if (!expect_text(field, value)) {
        return false;
    } else if (value.text.find('"') != std::string::npos) {
        auto names = parsed(grammar::parse_qualified_name, value);
        if (!names) {
            return false;
        }
        parts = std::move(*names);
    } else {
        auto const dot = value.text.find('.');
        if (dot != std::string::npos) {
            parts.push_back(value.text.substr(0, dot));
        }
        parts.push_back(dot == std::string::npos ? value.text : value.text.substr(dot + 1));
    }
    bool const has_empty = std::any_of(parts.begin(), parts.end(),
                                       [](std::string const &part) { return part.empty(); });
    if (parts.empty() || parts.size() > 2 || has_empty) {
        diagnostics_->error(codes::bad_value, value.at,
                            together("'", field.name, "' must be a name or schema.name"),
                            {"Write [schema, name] where a name itself has a point."});
        return false;
    }
    member = qualified(parts, value);
    if (parts.size() == 1 && field.name == "collation") {
        member.schema = "pg_catalog";
    } else if (parts.size() == 1 && field.name != "table" && field.name != "renamed_from" &&
               (relation_ == nullptr || field.name == "operator_class")) {
        // Functions and their like may be the server's own: parser/resolve finds out.
        member.schema.clear();
    }
    return true;
}

bool Reader::read(FieldInfo const &field, Node const &value, Options &member)
{
    if (!value.is_map()) {
        report_shape(*diagnostics_, value, field.name, "a mapping of names to values");
        return false;
    }
    for (Entry const &entry : value.entries) {
        if (expect_text({entry.key}, entry.value)) {
            member[field.keeps_case ? entry.key : lower(entry.key)] = entry.value.text;
        }
    }
    return true;
}

bool Reader::read(FieldInfo const &field, Node const &value, std::vector<std::string> &member)
{
    member.clear();
    if (value.is_scalar()) {
        member.resize(1);
        if (!read(field, value, member.front())) {
            return false;
        }
    } else if (!value.is_list()) {
        report_shape(*diagnostics_, value, field.name, "a list");
        return false;
    } else {
        member.reserve(value.items.size());
        for (Node const &item : value.items) {
            member.emplace_back();
            if (!read(field, item, member.back())) {
                return false;
            }
        }
    }
    if (relation_ != nullptr && names_own_columns(field.name)) {
        check_columns(member, value);
    }
    return true;
}

bool Reader::read(FieldInfo const &field, Node const &value, std::vector<Expression> &member)
{
    member.clear();
    auto const nodes = value.is_list() ? std::span{value.items} : std::span{&value, 1};
    for (Node const &item : nodes) {
        member.emplace_back();
        if (!read(field, item, member.back())) {
            return false;
        }
    }
    return true;
}

void Reader::refuse_key(Entry const &entry, std::span<std::string_view const> fields, Keys others,
                        ObjectId const &id)
{
    if (id.kind() == kind_of<Role> && entry.key.find("password") != std::string::npos) {
        diagnostics_->error(codes::unknown_key, entry.key_at,
                            together("'", entry.key, "' has no place in ", place_of(id),
                                     ": passwords are never read, written or planned"),
                            {"Set it on the server, with \\password of psql."});
        return;
    }
    std::vector<std::string_view> known{fields.begin(), fields.end()};
    known.insert(known.end(), others.begin(), others.end());
    auto hint = did_you_mean(entry.key, known);
    diagnostics_->error(codes::unknown_key, entry.key_at,
                        together("unknown key '", entry.key, "' in ", place_of(id)),
                        hints_of(std::move(hint)));
}

void Reader::expect_keys(Node const &map, Keys keys, ObjectId const &id)
{
    for (Entry const &entry : map.entries) {
        if (!contains(keys, entry.key)) {
            refuse_key(entry, {}, keys, id);
        }
    }
}

void Reader::syntax_error(Node const &value, grammar::SyntaxError const &error)
{
    diagnostics_->error(codes::sql_syntax, value.position_of(error.offset), error.message);
}

std::string Reader::type_text(grammar::TypeName const &type)
{
    has_open_type_ = has_open_type_ || is_open(type);
    return grammar::canonical(type);
}

std::string Reader::bare_type_text(grammar::TypeName type)
{
    has_open_type_ = has_open_type_ || is_open(type);
    return grammar::signature_type(std::move(type));
}

QualifiedName Reader::qualified(std::vector<std::string> const &parts, Node const &value)
{
    if (parts.size() > 2) {
        diagnostics_->error(
            codes::bad_value, value.at,
            together("'", grammar::quoted_qualified_name(parts), "' is more than schema and name"));
    }
    return parts.size() == 1 ? QualifiedName{schema_, parts.front()}
                             : QualifiedName{parts.front(), parts.back()};
}

bool Reader::check_name(std::string_view name, SourcePos const &at)
{
    if (name.empty()) {
        diagnostics_->error(codes::empty_name, at, "a name cannot be empty");
        return false;
    }
    if (name.size() > longest_name) {
        diagnostics_->error(codes::name_too_long, at,
                            together("the name has ", name.size(), " bytes, and PostgreSQL keeps ",
                                     longest_name, " of them"),
                            {"Write a shorter one."});
    }
    return true;
}

void Reader::check_column(std::string const &name, SourcePos const &at)
{
    if (!relation_->knows_columns || relation_->columns.contains(name)) {
        return;
    }
    diagnostics_->error(codes::unknown_column, at,
                        together(described(relation_->id), " has no column \"", name, "\""),
                        hints_of(did_you_mean(name, relation_->column_names)));
}

void Reader::check_columns(std::vector<std::string> const &names, Node const &value)
{
    for (std::size_t index = 0; index < names.size(); ++index) {
        bool const is_item = value.is_list() && index < value.items.size();
        check_column(names[index], is_item ? value.items[index].at : value.at);
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(index),
                      names[index]) != names.begin() + static_cast<std::ptrdiff_t>(index)) {
            diagnostics_->error(codes::column_twice, is_item ? value.items[index].at : value.at,
                                together("column \"", names[index], "\" is listed twice"));
        }
    }
}

} // namespace schemadiff::yaml
