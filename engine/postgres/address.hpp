// Where a database is and who connects: read from a URL, from libpq's key=value form, or from
// the environment. Holds the password and never shows it; does not connect.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::postgres
{

// libpq's keywords with their values.
using AddressOptions = std::map<std::string, std::string, std::less<>>;

class Address
{
public:
    // Understands postgresql://, postgres://, postgresql+ANY:// (SQLAlchemy's driver suffix) and
    // key=value. Empty text means the environment: DATABASE_URL, else what libpq itself reads
    // (PGHOST, PGSERVICE, ...). Throws Failure on anything else, without quoting the text.
    explicit Address(std::string_view text = {});

    // Made by us, so nothing is checked; empty values keep libpq from using its environment.
    explicit Address(AddressOptions options) : options_{std::move(options)} {}

    // libpq's key=value form, with the password: for libpq, never for a message.
    [[nodiscard]] std::string conninfo() const;
    [[nodiscard]] AddressOptions const &options() const { return options_; }

    // What libpq would use: the options, and its defaults and environment for the others.
    [[nodiscard]] AddressOptions effective_options() const;

    // "host h, port 6543, database d, user u, sslmode require"
    [[nodiscard]] std::string described() const;

    [[nodiscard]] Address with_database(std::string_view name) const;

    // The text without this address's secrets, even where they stand alone.
    [[nodiscard]] std::string redacted(std::string_view text) const;

private:
    AddressOptions options_;
};

// The same words for options that libpq reports about a connection.
std::string described(AddressOptions const &effective);

// The values that no message may show, as they are and as a URL spells them.
std::vector<std::string> secrets(AddressOptions const &effective);

} // namespace schemadiff::postgres
