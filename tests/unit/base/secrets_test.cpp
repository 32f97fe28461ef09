#include <schemadiff/base/secrets.hpp>

#include <support/catch.hpp>

namespace schemadiff
{

namespace
{

std::string quoted(std::string_view value)
{
    return '\'' + std::string(value) + '\'';
}

} // namespace

TEST_CASE("a secret comes back where its token is a constant of its own, and nowhere else")
{
    auto const token = put_away("hush");
    CHECK(token.find("hush") == std::string::npos);
    CHECK(put_away("hush") == token);
    CHECK(put_away("other") != token);

    CHECK(with_secrets("OPTIONS (a 'x', b '" + token + "')", quoted) ==
          "OPTIONS (a 'x', b 'hush')");
    CHECK(with_secrets("'" + token + "', '" + token + "'", quoted) == "'hush', 'hush'");
    CHECK(with_secrets("'for " + token + "'", quoted) == "'for " + token + "'");
    CHECK(with_secrets("SELECT 1", quoted) == "SELECT 1");
}

TEST_CASE("the token of a connection is a connection string")
{
    auto const token = put_connection_away("host=a password=hush");
    CHECK(token.starts_with("password="));
    CHECK(token.find_first_of(" '\\") == std::string::npos);
    CHECK(with_secrets("CONNECTION '" + token + "' X", quoted) ==
          "CONNECTION 'host=a password=hush' X");
}

TEST_CASE("a token of another run of the program is not sent")
{
    CHECK(with_secrets("OPTIONS (a '***secret4711***')", quoted) == std::nullopt);
    CHECK(with_secrets("OPTIONS (a '***secret0***')", quoted) == std::nullopt);
    CHECK(with_secrets("OPTIONS (a '***secretx***')", quoted) == std::nullopt);
}

TEST_CASE("names of users are no secrets, and what nobody knows is one")
{
    CHECK(is_open_option("user"));
    CHECK_FALSE(is_open_option("password"));
    CHECK_FALSE(is_open_option("api_key"));
}

} // namespace schemadiff
