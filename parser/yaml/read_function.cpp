// Functions and procedures.
#include <parser/grammar/expression.hpp>
#include <parser/grammar/names.hpp>
#include <parser/yaml/reader_functions.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <parser/yaml/reader_text.hpp>

#include <charconv>

namespace schemadiff::yaml
{

namespace
{

std::string mode_word(grammar::ArgumentMode mode)
{
    switch (mode) {
    case grammar::ArgumentMode::in:
        return "in";
    case grammar::ArgumentMode::out:
        return "out";
    case grammar::ArgumentMode::inout:
        return "inout";
    case grammar::ArgumentMode::variadic:
        return "variadic";
    }
    return {};
}

bool is_output(Argument const &argument)
{
    return argument.mode == "out" || argument.mode == "inout";
}

// Where `TABLE (` ends, or 0 for what does not begin so.
std::size_t table_opening(std::string_view returns)
{
    constexpr std::string_view word = "table";
    if (lower(returns.substr(0, word.size())) != word) {
        return 0;
    }
    auto const open = returns.find_first_not_of(" \t\r\n", word.size());
    return open != std::string_view::npos && returns[open] == '(' ? open + 1 : 0;
}

// What the server prints for a float4: the shortest digits that give it back.
std::optional<std::string> printed_number(std::string_view text)
{
    float value = 0;
    auto const [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || last != text.data() + text.size()) {
        return std::nullopt;
    }
    constexpr float least_exponent = 1e-4F;
    constexpr float most_digits = 1e6F;
    char digits[64];
    bool const is_plain = value == 0 || (value >= least_exponent && value < most_digits);
    auto const end =
        std::to_chars(digits, digits + sizeof digits, value,
                      is_plain ? std::chars_format::fixed : std::chars_format::scientific)
            .ptr;
    return std::string{digits, end};
}

} // namespace

std::string identity_types(std::vector<Argument> const &arguments)
{
    std::string text;
    for (Argument const &argument : arguments) {
        if (argument.mode != "out" && argument.mode != "table") {
            text += (text.empty() ? "" : ", ") + argument.type.text;
        }
    }
    return text;
}

std::string table_result(std::vector<Argument> const &arguments)
{
    std::string text;
    for (Argument const &argument : arguments) {
        if (argument.mode == "table") {
            text += together(text.empty() ? "" : ", ", grammar::quoted_identifier(argument.name),
                             " ", argument.type.text);
        }
    }
    return "TABLE(" + text + ")";
}

std::string output_result(std::vector<Argument> const &arguments)
{
    auto const count = std::count_if(arguments.begin(), arguments.end(), is_output);
    auto const first = std::find_if(arguments.begin(), arguments.end(), is_output);
    return count == 0 ? "" : count > 1 ? "record" : first->type.text;
}

Argument Reader::argument(grammar::FunctionArgument const &clause, SourcePos const &at)
{
    Argument argument;
    argument.mode = mode_word(clause.mode);
    argument.name = clause.name.value_or("");
    argument.type.text = bare_type_text(clause.type);
    if (clause.default_text) {
        auto const expression = grammar::parse_expression(*clause.default_text);
        if (!expression) {
            diagnostics_->error(codes::sql_syntax, at, expression.error().message);
        }
        argument.default_value = Expression{*clause.default_text};
    }
    return argument;
}

bool Reader::read(FieldInfo const &field, Node const &value, std::vector<Argument> &member)
{
    static constexpr auto modes =
        std::to_array<std::string_view>({"in", "out", "inout", "variadic"});
    static constexpr auto keys =
        std::to_array<std::string_view>({"mode", "name", "type", "default"});
    if (!value.is_list()) {
        report_shape(*diagnostics_, value, field.name, "a list of arguments");
        return false;
    }
    for (Node const &item : value.items) {
        Argument argument;
        Node const *const type = item.find("type");
        if (type == nullptr) {
            diagnostics_->error(codes::missing_key, item.at, "an argument needs its 'type'");
            return false;
        }
        expect_keys(item, keys, id_of<Function>({schema_, "", ""}));
        if (expect_text({"type"}, *type)) {
            if (auto const parsed_type = parsed(grammar::parse_type, *type)) {
                argument.type.text = bare_type_text(*parsed_type);
            }
        }
        if (Node const *mode = item.find("mode")) {
            read(FieldInfo{"mode", modes}, *mode, argument.mode);
        }
        if (Node const *name = item.find("name")) {
            read(FieldInfo{"name"}, *name, argument.name);
        }
        if (Node const *expression = item.find("default")) {
            read(FieldInfo{"default"}, *expression, argument.default_value);
        }
        member.push_back(std::move(argument));
    }
    return true;
}

bool Reader::read_signature(Entry const &entry, std::string &name, Function &body)
{
    auto const signature = grammar::parse_function_signature(entry.key);
    bool const is_quoted = entry.key_style != Node::Style::plain;
    if (!signature) {
        diagnostics_->error(
            codes::sql_syntax,
            entry.key_at.moved_by(static_cast<int>(signature.error().offset) + (is_quoted ? 1 : 0)),
            signature.error().message, {"The key of a function is its signature: f(a integer)."});
        return false;
    }
    if (signature->is_any || signature->ordered_arguments > 0) {
        diagnostics_->error(codes::bad_value, entry.key_at, "aggregates are not covered");
        return false;
    }
    if (signature->name.size() > 2 ||
        (signature->name.size() == 2 && signature->name.front() != schema_)) {
        diagnostics_->error(codes::bad_value, entry.key_at,
                            together("the function stands in schema \"", schema_,
                                     "\" and cannot be called '",
                                     grammar::quoted_qualified_name(signature->name), "'"),
                            {"Leave the schema out, or move the function below its own."});
        return false;
    }
    name = signature->name.back();
    for (grammar::FunctionArgument const &one : signature->arguments) {
        body.arguments.push_back(
            argument(one, entry.key_at.moved_by(static_cast<int>(one.offset))));
    }
    return check_name(name, entry.key_at);
}

void Reader::read_returns(Node const &value, Function &body)
{
    if (!expect_text({"returns"}, value)) {
        return;
    }
    std::string_view const text = value.text;
    auto const opening = table_opening(text);
    if (opening == 0) {
        if (auto const type = parsed(grammar::parse_type, value)) {
            body.returns = (type->is_set ? "SETOF " : "") + bare_type_text(*type);
        }
        return;
    }
    auto const closing = text.rfind(')');
    if (closing == std::string_view::npos) {
        syntax_error(value, {text.size(), "expected ')' after the columns of TABLE"});
        return;
    }
    auto const columns = grammar::parse_function_arguments(text.substr(opening, closing - opening));
    if (!columns) {
        auto fault = columns.error();
        fault.offset += opening;
        syntax_error(value, fault);
        return;
    }
    for (grammar::FunctionArgument const &column : *columns) {
        Argument one = argument(column, value.position_of(opening + column.offset));
        one.mode = "table";
        if (one.name.empty()) {
            syntax_error(value, {opening + column.offset, "expected a column name and its type"});
        }
        body.arguments.push_back(std::move(one));
    }
    body.returns = table_result(body.arguments);
}

void Reader::read_settings(Node const &value, Function &body)
{
    if (!value.is_map()) {
        report_shape(*diagnostics_, value, "settings", "a mapping of names to values");
        return;
    }
    for (Entry const &entry : value.entries) {
        auto name = setting_name(entry.key);
        if (is_name_list(name) && entry.value.is_list()) {
            std::vector<std::string> names;
            if (read(FieldInfo{entry.key}, entry.value, names)) {
                body.settings[name] = quoted_list(names);
            }
        } else if (expect_text({entry.key}, entry.value)) {
            body.settings[name] =
                is_name_list(name) ? quoted_list(listed_names(entry.value.text)) : entry.value.text;
        }
    }
}

void Reader::read_numbers(Node const &value, Function &body)
{
    bool const is_compiled = body.language == "c" || body.language == "internal";
    bool const is_set = body.returns.starts_with("SETOF ") || body.returns.starts_with("TABLE(");
    auto const normalise = [&](std::string_view key, std::optional<std::string> &number,
                               std::string_view usual) {
        if (!number) {
            return;
        }
        auto printed = printed_number(*number);
        if (!printed) {
            diagnostics_->error(codes::bad_value, value.find(key)->at,
                                together("'", key, "' must be a number, not '", *number, "'"));
        } else if (*printed == usual) {
            number.reset();
        } else {
            number = std::move(printed);
        }
    };
    normalise("cost", body.cost, is_compiled ? "1" : "100");
    normalise("rows", body.rows, is_set ? "1000" : "0");
}

void Reader::read_function(Entry const &entry)
{
    static constexpr auto others =
        std::to_array<std::string_view>({"returns", "arguments", "settings", "transforms",
                                         "comment", "owner", "grants", "renamed_from"});
    Node const &value = entry.value;
    auto id = id_of<Function>({schema_, entry.key, ""});
    std::string name;
    Function body;
    if (!read_signature(entry, name, body)) {
        return;
    }
    id = id_of<Function>({schema_, name, identity_types(body.arguments)});
    if (!value.is_map()) {
        report_shape(*diagnostics_, value, entry.key, "a mapping");
        return;
    }
    body.language.clear();
    read_fields(value, body, others, id);
    if (Node const *arguments = value.find("arguments")) {
        body.arguments.clear();
        read(FieldInfo{"arguments"}, *arguments, body.arguments);
        id = id_of<Function>({schema_, name, identity_types(body.arguments)});
    }
    if (Node const *transforms = value.find("transforms")) {
        if (read(FieldInfo{"transforms"}, *transforms, body.transforms)) {
            for (std::string &type : body.transforms) {
                type = grammar::canonical_type(type).value_or(type);
            }
        }
    }
    if (Node const *settings = value.find("settings")) {
        read_settings(*settings, body);
    }
    if (Node const *returns = value.find("returns")) {
        read_returns(*returns, body);
    }
    complete_function(entry, body, id);
    read_numbers(value, body);
    Draft &draft = add(id, std::move(body), entry.key_at);
    auto const object = draft.object;
    read_owner(&value, *object);
    read_common(value, draft);
    read_grants(value, {object, {}}, object->owner);
}

// What is left out, and what cannot be.
void Reader::complete_function(Entry const &entry, Function &body, ObjectId const &id)
{
    Node const &value = entry.value;
    body.language = lower(body.language);
    if (body.language.empty()) {
        body.language = "sql";
        if (!body.sql_body) {
            diagnostics_->error(codes::missing_key, entry.key_at,
                                together(described(id), " has no 'language'"));
        }
    }
    if (body.body.has_value() == body.sql_body.has_value()) {
        diagnostics_->error(codes::missing_key, entry.key_at,
                            body.body
                                ? together(described(id), " has both a 'body' and a 'sql_body'")
                                : together(described(id), " has no 'body'"));
    }
    Node const *const returns = value.find("returns");
    if (body.procedure && returns != nullptr) {
        diagnostics_->error(codes::bad_value, returns->at, "a procedure returns nothing");
    }
    if (body.returns.empty() && !body.procedure) {
        body.returns = output_result(body.arguments);
        if (body.returns.empty() && returns == nullptr) {
            diagnostics_->error(codes::missing_key, entry.key_at,
                                together(described(id), " has no 'returns'"),
                                {"Write 'returns: void' where it gives nothing back, or "
                                 "'procedure: true'."});
        }
    }
}

} // namespace schemadiff::yaml
