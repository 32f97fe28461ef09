#include <parser/yaml/write_texts.hpp>

#include <parser/grammar/clauses.hpp>
#include <parser/grammar/column_definition.hpp>
#include <parser/grammar/names.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/identity.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::yaml
{

namespace
{

// Free for every use to PostgreSQL, and yet with a meaning of their own in some clause of ours.
bool is_clause_word(std::string_view name)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"double", "first", "include", "json", "last", "no",
                                         "nulls", "of", "period", "storage", "tablespace"});
    return std::find(words.begin(), words.end(), name) != words.end();
}

bool is_whole_number(std::string_view text)
{
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string literal(std::string_view text)
{
    std::string quoted = "'";
    for (char const c : text) {
        quoted.append(c == '\'' ? 2 : 1, c);
    }
    return quoted + '\'';
}

// fillfactor = 70, toast.autovacuum_enabled = 'false'
std::optional<std::string> option_list(Options const &options)
{
    std::string text;
    for (auto const &[key, value] : options) {
        bool const is_simple =
            !key.empty() && key.front() >= 'a' && key.front() <= 'z' &&
            key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
        if (!is_simple) {
            return std::nullopt;
        }
        text.append(text.empty() ? "" : ", ").append(key).append(" = ");
        text += is_whole_number(value) ? value : literal(value);
    }
    return text;
}

// Behind the expression or column of a key.
std::optional<std::string> key_attributes(IndexKey const &key)
{
    std::string text;
    if (key.collation) {
        text += " collate " + unless_builtin(*key.collation);
    }
    if (key.operator_class) {
        text += " " + unless_builtin(*key.operator_class);
    }
    if (!key.operator_class_options.empty()) {
        auto const options = option_list(key.operator_class_options);
        if (!options || !key.operator_class) {
            return std::nullopt;
        }
        text += "(" + *options + ")";
    }
    text += key.descending ? " desc" : "";
    text += key.nulls_first == key.descending ? ""
            : key.nulls_first                 ? " nulls first"
                                              : " nulls last";
    return text;
}

std::string events_text(Trigger const &body)
{
    std::string text;
    for (std::string const &event : body.events) {
        text += (text.empty() ? "" : " or ") + event;
        if (event == "update" && !body.update_columns.empty()) {
            text += " of " + clause_names(body.update_columns);
        }
    }
    return text;
}

std::string argument_text(Argument const &argument)
{
    std::string text = argument.mode == "in" ? "" : argument.mode + " ";
    text += argument.name.empty() ? "" : clause_name(argument.name) + " ";
    text += argument.type.text;
    if (argument.default_value) {
        text.append(" default ").append(trimmed(argument.default_value->text));
    }
    return text;
}

// In the order of grammar::ArgumentMode.
constexpr auto argument_modes = std::to_array<std::string_view>({"in", "out", "inout", "variadic"});

bool says(grammar::FunctionSignature const &signature, std::string_view name,
          std::vector<Argument const *> const &arguments)
{
    return signature.name.size() == 1 && signature.name.front() == name &&
           std::equal(signature.arguments.begin(), signature.arguments.end(), arguments.begin(),
                      arguments.end(), [](grammar::FunctionArgument const &read, auto const *one) {
                          auto const value =
                              one->default_value
                                  ? std::optional{std::string{trimmed(one->default_value->text)}}
                                  : std::nullopt;
                          return argument_modes[static_cast<std::size_t>(read.mode)] == one->mode &&
                                 read.name.value_or("") == one->name && read.default_text == value;
                      });
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    return text.substr(0, text.find_last_not_of(blank) + 1);
}

bool fits_into_clause(std::string_view expression)
{
    return !expression.empty() && expression.find('\n') == std::string_view::npos &&
           expression.find("--") == std::string_view::npos &&
           expression.find("/*") == std::string_view::npos;
}

std::string clause_name(std::string_view name)
{
    return is_clause_word(name) ? '"' + std::string{name} + '"' : quoted_identifier(name);
}

std::string clause_name(QualifiedName const &name)
{
    return name.schema.empty() ? clause_name(name.name)
                               : clause_name(name.schema) + "." + clause_name(name.name);
}

std::string unless_builtin(QualifiedName const &name)
{
    return name.schema == "pg_catalog" ? clause_name(name.name) : clause_name(name);
}

std::string clause_names(std::vector<std::string> const &names)
{
    std::string text;
    for (std::string const &name : names) {
        text.append(text.empty() ? "" : ", ").append(clause_name(name));
    }
    return text;
}

std::string key_names(std::vector<std::string> columns, bool has_period)
{
    if (!has_period || columns.size() < 2) {
        return clause_names(columns);
    }
    auto const last = columns.back();
    columns.pop_back();
    return clause_names(columns) + ", period " + clause_name(last);
}

std::string_view deferral(bool is_deferrable, bool is_initially_deferred)
{
    return is_initially_deferred ? " deferrable initially deferred"
           : is_deferrable       ? " deferrable"
                                 : "";
}

bool KnownExpressions::is_default(std::string const &expression)
{
    auto const [found, is_new] = defaults_.try_emplace(expression, false);
    if (is_new && fits_into_clause(expression)) {
        auto const column =
            grammar::parse_column_definition("int default " + expression + " not null");
        found->second = column && column->default_value && column->not_null &&
                        column->default_value->text == expression;
    }
    return found->second;
}

bool KnownExpressions::is_index_key(std::string const &expression)
{
    auto const [found, is_new] = index_keys_.try_emplace(expression, false);
    if (is_new && fits_into_clause(expression)) {
        auto const key = grammar::parse_index_key(expression + " desc");
        found->second = key && key->expression == expression && key->collation.empty() &&
                        key->operator_class.empty() && key->is_descending;
    }
    return found->second;
}

std::optional<std::string> foreign_key_text(ForeignKey const &body, std::string_view schema)
{
    bool const can_set = body.on_delete == "set null" || body.on_delete == "set default";
    if (!body.set_columns.empty() && !can_set) {
        return std::nullopt;
    }
    std::string text = "(" + key_names(body.columns, body.period) + ") references ";
    text += body.references.schema == schema ? clause_name(body.references.name)
                                             : clause_name(body.references);
    text += body.referred_columns.empty()
                ? ""
                : " (" + key_names(body.referred_columns, body.period) + ")";
    text += body.match == "full" ? " match full" : "";
    text += body.on_update == "no action" ? "" : " on update " + body.on_update;
    text += body.on_delete == "no action" ? "" : " on delete " + body.on_delete;
    text += body.set_columns.empty() ? "" : " (" + clause_names(body.set_columns) + ")";
    text += deferral(body.deferrable, body.initially_deferred);
    text += body.not_enforced ? " not enforced" : body.not_valid ? " not valid" : "";
    return text;
}

std::optional<std::string> index_key_text(IndexKey const &key, KnownExpressions &known)
{
    auto const attributes = key_attributes(key);
    if (!attributes) {
        return std::nullopt;
    }
    if (!key.expression) {
        return clause_name(key.column) + *attributes;
    }
    std::string const expression{trimmed(key.expression->text)};
    if (known.is_index_key(expression)) {
        return expression + *attributes;
    }
    return fits_into_clause(expression) ? std::optional{"(" + expression + ")" + *attributes}
                                        : std::nullopt;
}

std::optional<std::string> index_text(Index const &body, KnownExpressions &known)
{
    auto const options = option_list(body.options);
    auto const where = body.where ? trimmed(body.where->text) : std::string_view{};
    if (!options || body.invalid || !body.statistics.empty() ||
        (body.where && !fits_into_clause(where))) {
        return std::nullopt;
    }
    std::string keys;
    for (IndexKey const &key : body.keys) {
        auto const text = index_key_text(key, known);
        if (!text) {
            return std::nullopt;
        }
        keys.append(keys.empty() ? "" : ", ").append(*text);
    }
    std::string text = body.unique ? "unique " : "";
    text += body.method == "btree" ? "" : "using " + clause_name(body.method) + " ";
    text += "(" + keys + ")";
    text += body.include.empty() ? "" : " include (" + clause_names(body.include) + ")";
    text += body.nulls_not_distinct ? " nulls not distinct" : "";
    text += options->empty() ? "" : " with (" + *options + ")";
    text += body.tablespace ? " tablespace " + clause_name(*body.tablespace) : "";
    if (body.where) {
        text.append(" where ").append(where);
    }
    return text;
}

std::optional<std::string> trigger_text(Trigger const &body)
{
    auto const when = body.when ? trimmed(body.when->text) : std::string_view{};
    bool const updates =
        std::find(body.events.begin(), body.events.end(), "update") != body.events.end();
    if (body.events.empty() || (body.when && !fits_into_clause(when)) ||
        (!body.update_columns.empty() && !updates)) {
        return std::nullopt;
    }
    std::string text = body.constraint ? "constraint " : "";
    text += body.timing + " " + events_text(body);
    text += body.referred_table.name.empty() ? "" : " from " + clause_name(body.referred_table);
    text += deferral(body.deferrable, body.initially_deferred);
    if (!body.old_table.empty() || !body.new_table.empty()) {
        text += " referencing";
        text += body.old_table.empty() ? "" : " old table as " + clause_name(body.old_table);
        text += body.new_table.empty() ? "" : " new table as " + clause_name(body.new_table);
    }
    text += body.for_each_row ? " for each row" : "";
    if (body.when) {
        text.append(" when (").append(when).append(")");
    }
    text += " execute function " + clause_name(body.function) + "(";
    for (std::string const &argument : body.arguments) {
        text.append(text.back() == '(' ? "" : ", ").append(literal(argument));
    }
    return text + ")";
}

std::optional<std::string> identity_text(Column const &body, ObjectId const &column)
{
    struct Clause {
        std::string_view key;
        std::string_view words;
    };
    static constexpr auto numbers = std::to_array<Clause>({{"start", "start "},
                                                           {"increment", "increment "},
                                                           {"min_value", "minvalue "},
                                                           {"max_value", "maxvalue "},
                                                           {"cache", "cache "}});
    Options rest = body.identity_options;
    auto const take = [&](std::string_view key) {
        auto const found = rest.find(key);
        auto value = found == rest.end() ? std::nullopt : std::optional{found->second};
        rest.erase(key);
        return value;
    };
    std::string clauses;
    auto const add = [&](std::string const &clause) {
        clauses.append(clauses.empty() ? "" : " ").append(clause);
    };
    auto const sequence = take("sequence");
    auto const schema = take("sequence_schema");
    if (sequence || schema) {
        // The usual name is not among the options.
        auto const name = sequence.value_or(usual_sequence_name(column));
        add("sequence name " + clause_name(QualifiedName{schema.value_or(""), name}));
    }
    for (Clause const &clause : numbers) {
        if (auto const value = take(clause.key)) {
            if (!is_whole_number(*value)) {
                return std::nullopt;
            }
            add(std::string{clause.words} + *value);
        }
    }
    if (auto const cycle = take("cycle")) {
        if (*cycle != "true") {
            return std::nullopt;
        }
        add("cycle");
    }
    if (!rest.empty()) {
        return std::nullopt;
    }
    return body.identity + " as identity" + (clauses.empty() ? "" : " (" + clauses + ")");
}

std::optional<std::string> signature_text(ObjectId const &id, Function const &body)
{
    auto const name = id.part(1);
    std::string text = clause_name(name) + "(";
    std::vector<Argument const *> arguments;
    for (Argument const &argument : body.arguments) {
        // The columns of RETURNS TABLE are said there.
        if (argument.mode != "table") {
            text.append(arguments.empty() ? "" : ", ").append(argument_text(argument));
            arguments.push_back(&argument);
        }
    }
    text += ")";
    // Names and defaults of arguments can be mistaken for other parts, so the text is read again.
    auto const signature = grammar::parse_function_signature(text);
    return signature && says(*signature, name, arguments) ? std::optional{text} : std::nullopt;
}

} // namespace schemadiff::yaml
