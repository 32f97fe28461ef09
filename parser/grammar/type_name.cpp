#include <parser/grammar/type_name.hpp>

#include <parser/grammar/builtin_types.hpp>
#include <parser/grammar/cursor.hpp>
#include <parser/grammar/names.hpp>
#include <parser/grammar/token_values.hpp>

#include <charconv>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

constexpr long largest_time_precision = 6;
constexpr long largest_numeric_precision = 1000;
constexpr long largest_character_length = 10'485'760;
constexpr long largest_bit_length = 83'886'080;

// (a, b) behind a type; nothing without parentheses.
std::vector<std::string> take_modifiers(Cursor &cursor)
{
    std::vector<std::string> modifiers;
    if (cursor.accept_symbol("(")) {
        do {
            std::string_view const text = cursor.take_balanced(true);
            if (text.empty()) {
                cursor.fail("expected a type modifier");
            }
            modifiers.emplace_back(text);
        } while (cursor.accept_symbol(","));
        cursor.expect_symbol(")", "after the type modifiers");
    }
    return modifiers;
}

std::optional<long> whole_number(std::string_view text)
{
    bool const is_negative = text.starts_with('-');
    text.remove_prefix(is_negative ? 1 : 0);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::string const digits = plain_integer(text);
    long number = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    bool const is_number = error == std::errc{} && end == digits.data() + digits.size();
    return is_number ? std::optional{is_negative ? -number : number} : std::nullopt;
}

// One number between two bounds, as PostgreSQL stores it.
struct Bounds {
    long least;
    long most;
};

std::string checked_modifier(Cursor &cursor, std::size_t offset, std::string_view text,
                             Bounds bounds)
{
    std::optional<long> const number = whole_number(text);
    if (!number) {
        cursor.fail_at(offset,
                       "expected a whole number as type modifier, not '" + std::string{text} + "'");
    } else if (*number < bounds.least || *number > bounds.most) {
        cursor.fail_at(offset, "the type modifier must be between " + std::to_string(bounds.least) +
                                   " and " + std::to_string(bounds.most));
    }
    return std::to_string(number.value_or(0));
}

void normalise_modifiers(Cursor &cursor, TypeName &type, std::size_t offset)
{
    std::vector<std::string> &modifiers = type.modifiers;
    if (modifiers.empty()) {
        return;
    }
    ModifierKind const kind = modifier_kind(type.name);
    if (kind == ModifierKind::none) {
        cursor.fail_at(offset, "type \"" + std::string{printed_builtin_name(type.name)} +
                                   "\" takes no modifier");
        return;
    }
    std::size_t const most = kind == ModifierKind::precision_and_scale ? 2 : 1;
    if (modifiers.size() > most) {
        cursor.fail_at(offset, "too many type modifiers");
        return;
    }
    switch (kind) {
    case ModifierKind::none:
        break;
    case ModifierKind::length: {
        bool const is_bits = type.name == "bit" || type.name == "varbit";
        modifiers[0] =
            checked_modifier(cursor, offset, modifiers[0],
                             {1, is_bits ? largest_bit_length : largest_character_length});
        break;
    }
    case ModifierKind::precision_and_scale:
        modifiers[0] =
            checked_modifier(cursor, offset, modifiers[0], {1, largest_numeric_precision});
        modifiers.resize(2, "0");
        // A negative scale is allowed since PostgreSQL 15.
        modifiers[1] = checked_modifier(cursor, offset, modifiers[1],
                                        {-largest_numeric_precision, largest_numeric_precision});
        break;
    case ModifierKind::time_precision: {
        // PostgreSQL warns about more than six digits and stores six.
        std::string const precision =
            checked_modifier(cursor, offset, modifiers[0], {0, 1'000'000});
        modifiers[0] = precision.size() > 1
                           ? std::to_string(largest_time_precision)
                           : std::min(precision, std::to_string(largest_time_precision));
        break;
    }
    }
}

// float(24) and float(25) are two types, not one with a modifier.
void take_float(Cursor &cursor, TypeName &type, std::size_t offset)
{
    constexpr long most_bits_of_real = 24;
    constexpr long most_bits_of_double = 53;
    type.name = "float8";
    std::vector<std::string> const modifiers = take_modifiers(cursor);
    if (!modifiers.empty()) {
        std::string const bits =
            checked_modifier(cursor, offset, modifiers[0], {1, most_bits_of_double});
        type.name = whole_number(bits).value_or(0) <= most_bits_of_real ? "float4" : "float8";
    }
}

void take_with_time_zone(Cursor &cursor, TypeName &type)
{
    if (cursor.accept_words({"with", "time", "zone"})) {
        type.name += "tz";
    } else {
        cursor.accept_words({"without", "time", "zone"});
    }
}

// The types whose names are keywords of the grammar; false if none is here.
bool take_keyword_type(Cursor &cursor, TypeName &type)
{
    std::size_t const offset = cursor.offset();
    auto const is_plain = [&](std::initializer_list<std::string_view> words,
                              std::string_view name) {
        bool const is_there = cursor.at_any_word(words);
        if (is_there) {
            cursor.take();
            type.name = name;
        }
        return is_there;
    };
    if (is_plain({"int", "integer"}, "int4") || is_plain({"smallint"}, "int2") ||
        is_plain({"bigint"}, "int8") || is_plain({"real"}, "float4") ||
        is_plain({"boolean"}, "bool") || is_plain({"json"}, "json")) {
        return true;
    }
    if (cursor.accept_words({"double", "precision"})) {
        type.name = "float8";
    } else if (cursor.accept_word("float")) {
        take_float(cursor, type, offset);
    } else if (is_plain({"decimal", "dec", "numeric"}, "numeric")) {
        type.modifiers = take_modifiers(cursor);
    } else if (cursor.accept_word("bit")) {
        bool const is_varying = cursor.accept_word("varying");
        type.name = is_varying ? "varbit" : "bit";
        type.modifiers = take_modifiers(cursor);
        if (!is_varying && type.modifiers.empty()) {
            type.modifiers = {"1"};
        }
    } else if (cursor.accept_word("varchar")) {
        type.name = "varchar";
        type.modifiers = take_modifiers(cursor);
    } else if (cursor.accept_words({"national", "character"}) ||
               cursor.accept_words({"national", "char"}) ||
               is_plain({"character", "char", "nchar"}, "bpchar")) {
        bool const is_varying = cursor.accept_word("varying");
        type.name = is_varying ? "varchar" : "bpchar";
        type.modifiers = take_modifiers(cursor);
        if (!is_varying && type.modifiers.empty()) {
            type.modifiers = {"1"};
        }
    } else if (is_plain({"timestamp"}, "timestamp") || is_plain({"time"}, "time")) {
        type.modifiers = take_modifiers(cursor);
        take_with_time_zone(cursor, type);
    } else if (cursor.accept_word("interval")) {
        type.name = "interval";
        take_interval_fields(cursor, type);
    } else {
        return false;
    }
    return true;
}

void take_array_bounds(Cursor &cursor, TypeName &type)
{
    auto const bound = [&] {
        if (cursor.at_kind(TokenKind::integer)) {
            cursor.take();
        }
        cursor.expect_symbol("]", "after the array bound");
        ++type.array_dimensions;
    };
    if (cursor.accept_word("array")) {
        if (cursor.accept_symbol("[")) {
            bound();
        } else {
            ++type.array_dimensions;
        }
    }
    while (cursor.accept_symbol("[")) {
        bound();
    }
}

void take_generic_type(Cursor &cursor, TypeName &type)
{
    if (!cursor.at_function_name()) {
        cursor.fail("expected a type");
        return;
    }
    std::vector<std::string> parts{cursor.take().value};
    while (cursor.accept_symbol(".")) {
        parts.push_back(cursor.expect_label("a name after '.'"));
    }
    if (cursor.at_symbol("%") && cursor.at_word("type", 1) && parts.size() > 1) {
        cursor.take();
        cursor.take();
        type.name = quoted_qualified_name(parts);
        type.is_column_type = true;
        return;
    }
    if (parts.size() > 2) {
        cursor.fail("a type name has at most two parts");
        return;
    }
    type.name = std::move(parts.back());
    type.is_builtin =
        parts.size() == 2 ? parts.front() == "pg_catalog" : is_builtin_type(type.name);
    if (parts.size() == 2 && !type.is_builtin) {
        type.schema = std::move(parts.front());
    }
    // _int4 is what pg_type calls the array.
    bool const may_be_array = parts.size() == 2 ? type.is_builtin : true;
    if (may_be_array && type.name.starts_with('_') && is_builtin_type(type.name.substr(1))) {
        type.name.erase(0, 1);
        type.is_builtin = true;
        type.array_dimensions = 1;
    }
    type.modifiers = take_modifiers(cursor);
}

std::string with_modifiers(std::string name, TypeName const &type)
{
    for (std::size_t index = 0; index < type.modifiers.size(); ++index) {
        name += (index == 0 ? "(" : ",") + type.modifiers[index];
    }
    return type.modifiers.empty() ? name : name + ")";
}

std::string printed_builtin(TypeName const &type)
{
    std::string_view const name = type.name;
    if (name == "timestamptz" || name == "timetz") {
        return with_modifiers(std::string{name.substr(0, name.size() - 2)}, type) +
               " with time zone";
    }
    if (name == "timestamp" || name == "time") {
        return with_modifiers(std::string{name}, type) + " without time zone";
    }
    if (name == "interval") {
        return with_modifiers(
            type.interval_fields.empty() ? "interval" : "interval " + type.interval_fields, type);
    }
    if (name == "bpchar" && !type.modifiers.empty()) {
        return with_modifiers("character", type);
    }
    // Without a length `bit` would be read as bit(1), so PostgreSQL quotes it; json is a
    // keyword since version 17 but is printed bare.
    if ((name == "bit" && !type.modifiers.empty()) || name == "json") {
        return with_modifiers(std::string{name}, type);
    }
    std::string_view const printed = printed_builtin_name(name);
    return with_modifiers(printed == name && name != "numeric" ? quoted_identifier(name)
                                                               : std::string{printed},
                          type);
}

} // namespace

void take_interval_fields(Cursor &cursor, TypeName &type)
{
    auto const at_field = [&] {
        return cursor.at_any_word({"year", "month", "day", "hour", "minute", "second"});
    };
    if (!at_field()) {
        type.modifiers = take_modifiers(cursor);
        return;
    }
    type.interval_fields = cursor.take().value;
    if (cursor.at_word("to") && type.interval_fields != "second" &&
        type.interval_fields != "month") {
        cursor.take();
        bool const is_end =
            type.interval_fields == "year"   ? cursor.at_word("month")
            : type.interval_fields == "day"  ? cursor.at_any_word({"hour", "minute", "second"})
            : type.interval_fields == "hour" ? cursor.at_any_word({"minute", "second"})
                                             : cursor.at_word("second");
        if (!is_end) {
            cursor.fail("no interval goes from " + type.interval_fields + " to this");
            return;
        }
        type.interval_fields += " to " + cursor.take().value;
    }
    if (type.interval_fields.ends_with("second")) {
        type.modifiers = take_modifiers(cursor);
    }
}

TypeName take_type(Cursor &cursor)
{
    TypeName type;
    type.is_set = cursor.accept_word("setof");
    std::size_t const offset = cursor.offset();
    type.is_builtin = take_keyword_type(cursor, type);
    if (!type.is_builtin) {
        take_generic_type(cursor, type);
    }
    if (type.is_builtin) {
        normalise_modifiers(cursor, type, offset);
    }
    take_array_bounds(cursor, type);
    return type;
}

Result<TypeName> parse_type(std::string_view text)
{
    return parsed_whole(text, "the type", take_type);
}

std::string canonical(TypeName const &type)
{
    std::string text;
    if (type.is_column_type) {
        text = type.name + "%TYPE";
    } else if (type.is_builtin) {
        text = printed_builtin(type);
    } else {
        text = with_modifiers((type.schema ? quoted_identifier(*type.schema) + "." : "") +
                                  quoted_identifier(type.name),
                              type);
    }
    return (type.is_set ? "SETOF " : "") + text + (type.array_dimensions > 0 ? "[]" : "");
}

std::optional<std::string> canonical_type(std::string_view text)
{
    Result<TypeName> const type = parse_type(text);
    return type ? std::optional{canonical(*type)} : std::nullopt;
}

} // namespace schemadiff::grammar
