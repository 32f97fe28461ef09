#include <engine/postgres/address.hpp>

#include <engine/postgres/redaction.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <optional>

namespace schemadiff::postgres
{

namespace
{

using OptionList = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

constexpr auto none = std::string_view::npos;

[[noreturn]] void refuse(std::string_view source, std::string const &what,
                         std::vector<std::string> hints)
{
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::bad_address,
                             .at = {},
                             .message = fmt::format("{}: {}", source, what),
                             .hints = std::move(hints)}};
}

std::string const encode_hint = "Write special characters of the user name and password "
                                "percent-encoded: %40 for @, %2F for /, %3A for :, %25 for %.";

std::string_view trimmed(std::string_view text)
{
    static constexpr std::string_view space = " \t\r\n";
    auto const begin = text.find_first_not_of(space);
    if (begin == none) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

bool is_plain_word(std::string_view text)
{
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '+';
    });
}

// libpq takes the first '@' for the end of the password and any '/' for the end of the host, so
// a password with one of them unencoded would end up in the host's name, which we do show.
void check_special_characters(std::string_view source, std::string_view after_scheme)
{
    auto const at = after_scheme.find('@');
    auto const is_user_part = at != none && at < after_scheme.find('/');
    auto const rest = is_user_part ? after_scheme.substr(at + 1) : after_scheme;
    if (rest.substr(0, rest.find('?')).find('@') != none) {
        refuse(source, "the part before the host holds an unencoded special character",
               {encode_hint});
    }
}

// The URL as libpq knows it, without SQLAlchemy's driver; nothing where it is no URL at all.
std::optional<std::string> libpq_url(std::string_view source, std::string_view text)
{
    auto const end = text.find("://");
    if (end == none || text.substr(0, end).find_first_of("= \t") != none) {
        return std::nullopt;
    }
    auto const scheme = text.substr(0, end);
    auto const dialect = scheme.substr(0, scheme.find('+'));
    if (dialect != "postgresql" && dialect != "postgres") {
        refuse(source,
               is_plain_word(scheme) ? fmt::format("'{}://' is not a PostgreSQL address", scheme)
                                     : std::string{"this is not a PostgreSQL address"},
               {"Write postgresql://user@host:port/database."});
    }
    auto const after_scheme = text.substr(end + 3);
    check_special_characters(source, after_scheme);
    return fmt::format("postgresql://{}", after_scheme);
}

// libpq's words about text that it cannot read, without the quotes of that text. Only an
// unknown keyword is repeated, and only if it looks like one.
[[noreturn]] void refuse_unreadable(std::string_view source, std::string_view libpq_text)
{
    auto const message = trimmed(libpq_text);
    auto const open = message.find('"');
    auto const close = message.rfind('"');
    auto const quoted =
        open == close ? std::string_view{} : message.substr(open + 1, close - open - 1);
    if (message.starts_with("invalid URI query parameter") ||
        message.starts_with("invalid connection option")) {
        refuse(source,
               is_plain_word(quoted) ? fmt::format("unknown parameter '{}'", quoted)
                                     : std::string{"unknown parameter"},
               {quoted == "ssl" ? "Write sslmode=require."
                                : "Remove it: only libpq's connection parameters are understood."});
    }
    if (message.starts_with("invalid percent-encoded") || message.starts_with("forbidden value")) {
        refuse(source, "a '%' is not followed by two hexadecimal digits of a character",
               {encode_hint});
    }
    if (message.starts_with("missing \"=\"")) {
        refuse(source, "this is neither a URL nor libpq's key=value form",
               {"Write postgresql://user@host:port/database."});
    }
    if (message.find("IPv6") != none) {
        refuse(source, "the brackets around an IPv6 address are incomplete", {});
    }
    if (message.starts_with("unterminated quoted string")) {
        refuse(source, "a quoted value has no closing quote", {});
    }
    refuse(source, "the address cannot be read", {encode_hint});
}

AddressOptions taken(PQconninfoOption const *list)
{
    AddressOptions result;
    for (auto const *option = list; option != nullptr && option->keyword != nullptr; ++option) {
        if (option->val != nullptr) {
            result.emplace(option->keyword, option->val);
        }
    }
    return result;
}

AddressOptions parsed(std::string_view source, std::string_view text)
{
    auto const readable = libpq_url(source, text).value_or(std::string{text});
    char *error = nullptr;
    OptionList const list{PQconninfoParse(readable.c_str(), &error), &PQconninfoFree};
    std::unique_ptr<char, decltype(&PQfreemem)> const error_owner{error, &PQfreemem};
    if (!list) {
        refuse_unreadable(source, error == nullptr ? "" : error);
    }
    return taken(list.get());
}

bool is_port(std::string_view text)
{
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 &&
           number <= 65535;
}

// libpq would find these only when it connects, and would quote the value.
void check_values(std::string_view source, AddressOptions const &options)
{
    static constexpr std::array<std::string_view, 6> modes{"disable", "allow",     "prefer",
                                                           "require", "verify-ca", "verify-full"};
    if (auto const port = options.find("port"); port != options.end()) {
        std::string_view rest = port->second;
        while (!rest.empty()) {
            auto const one = rest.substr(0, rest.find(','));
            if (!one.empty() && !is_port(one)) {
                refuse(source, "the port is not a number from 1 to 65535", {encode_hint});
            }
            rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        }
    }
    if (auto const mode = options.find("sslmode");
        mode != options.end() && !mode->second.empty() &&
        std::find(modes.begin(), modes.end(), mode->second) == modes.end()) {
        refuse(source, "the sslmode is none that libpq knows",
               {fmt::format("Use one of {}.", fmt::join(modes, ", "))});
    }
}

std::string value(AddressOptions const &options, std::string_view keyword)
{
    auto const found = options.find(keyword);
    return found == options.end() ? std::string{} : found->second;
}

std::string percent_encoded(std::string_view text)
{
    std::string result;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
            result += c;
        } else {
            result += fmt::format("%{:02X}", byte);
        }
    }
    return result;
}

} // namespace

Address::Address(std::string_view text)
{
    auto source = std::string{"the database address"};
    auto wanted = trimmed(text);
    if (wanted.empty()) {
        // Read once at the start of a command; nothing here changes the environment.
        auto const *from_environment = std::getenv("DATABASE_URL"); // NOLINT(concurrency-mt-unsafe)
        if (from_environment == nullptr || trimmed(from_environment).empty()) {
            return;
        }
        source = "DATABASE_URL";
        wanted = trimmed(from_environment);
    }
    options_ = parsed(source, wanted);
    check_values(source, options_);
}

std::string Address::conninfo() const
{
    std::string result;
    for (auto const &[keyword, text] : options_) {
        result += result.empty() ? "" : " ";
        result += keyword + "='";
        for (char const c : text) {
            if (c == '\'' || c == '\\') {
                result += '\\';
            }
            result += c;
        }
        result += '\'';
    }
    return result;
}

AddressOptions Address::effective_options() const
{
    OptionList const defaults{PQconndefaults(), &PQconninfoFree};
    auto result = taken(defaults.get());
    for (auto const &[keyword, text] : options_) {
        result.insert_or_assign(keyword, text);
    }
    return result;
}

std::string Address::described() const
{
    return postgres::described(effective_options());
}

Address Address::with_database(std::string_view name) const
{
    auto options = options_;
    options.insert_or_assign("dbname", std::string{name});
    return Address{std::move(options)};
}

std::string Address::redacted(std::string_view text) const
{
    return postgres::redacted(text, secrets(effective_options()));
}

std::string described(AddressOptions const &effective)
{
    auto const or_else = [](std::string text, std::string const &other) {
        return text.empty() ? other : text;
    };
    auto const host =
        or_else(value(effective, "host"), or_else(value(effective, "hostaddr"), "(local socket)"));
    auto const user = value(effective, "user");
    auto const service = value(effective, "service");
    auto text = fmt::format("host {}, port {}, database {}, user {}, sslmode {}", host,
                            or_else(value(effective, "port"), "5432"),
                            or_else(value(effective, "dbname"), user), user,
                            or_else(value(effective, "sslmode"), "prefer"));
    if (!service.empty()) {
        text += fmt::format(", service {}", service);
    }
    return redacted(text);
}

std::vector<std::string> secrets(AddressOptions const &effective)
{
    static constexpr std::array<std::string_view, 5> shown{"user", "host", "dbname", "port",
                                                           "application_name"};
    std::vector<std::string> result;
    for (auto const *keyword : {"password", "sslpassword"}) {
        auto const secret = value(effective, keyword);
        // Masking a word that the message shows anyway would only tell that it is the password.
        auto const is_shown = std::any_of(shown.begin(), shown.end(), [&](auto one) {
            return value(effective, one).find(secret) != std::string::npos;
        });
        if (!secret.empty() && !is_shown) {
            result.push_back(secret);
            result.push_back(percent_encoded(secret));
        }
    }
    return result;
}

} // namespace schemadiff::postgres
