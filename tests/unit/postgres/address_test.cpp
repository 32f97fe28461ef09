#include <engine/postgres/address.hpp>
#include <engine/postgres/redaction.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <support/catch.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

using schemadiff::Failure;
using schemadiff::postgres::Address;
using schemadiff::postgres::redacted;

namespace
{

// Sets variables for the duration of a test and puts the old values back.
class Environment
{
public:
    void set(std::string const &name, std::optional<std::string> const &value)
    {
        auto const *old = std::getenv(name.c_str());
        old_.emplace_back(name, old == nullptr ? std::nullopt : std::optional<std::string>{old});
        put(name, value);
    }
    ~Environment()
    {
        for (auto one = old_.rbegin(); one != old_.rend(); ++one) {
            put(one->first, one->second);
        }
    }

private:
    static void put(std::string const &name, std::optional<std::string> const &value)
    {
        if (value) {
            setenv(name.c_str(), value->c_str(), 1);
        } else {
            unsetenv(name.c_str());
        }
    }
    std::vector<std::pair<std::string, std::optional<std::string>>> old_;
};

// Everything that a user would see of the failure.
std::string failure_of(std::string const &text)
{
    try {
        Address const address{text};
        return "no failure: " + address.described();
    } catch (Failure const &failure) {
        CHECK(failure.diagnostics().front().code == schemadiff::codes::bad_address);
        auto result = failure.diagnostics().front().message;
        for (auto const &hint : failure.diagnostics().front().hints) {
            result += " | " + hint;
        }
        return result;
    }
}

bool contains(std::string const &text, std::string const &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("an SQLAlchemy address is understood with its driver, port and sslmode")
{
    Address const address{"postgresql+psycopg://user:secret@host:6543/postgres?sslmode=require"};

    CHECK(address.described() ==
          "host host, port 6543, database postgres, user user, sslmode require");
    CHECK(contains(address.conninfo(), "password='secret'"));
    CHECK(contains(address.conninfo(), "sslmode='require'"));
}

TEST_CASE("every spelling of the scheme means the same address")
{
    auto const *scheme = GENERATE("postgres://", "postgresql://", "postgresql+asyncpg://",
                                  "postgres+psycopg2://", "  postgresql://");
    Address const address{std::string{scheme} + "u@h:1/d?sslmode=disable\n"};

    CHECK(address.described() == "host h, port 1, database d, user u, sslmode disable");
}

TEST_CASE("key=value, IPv6, several hosts and socket folders are understood")
{
    CHECK(Address{"host=h port=5 dbname='a b' user=u sslmode=prefer"}.described() ==
          "host h, port 5, database a b, user u, sslmode prefer");
    CHECK(Address{"postgresql://u@[::1]:7/d?sslmode=prefer"}.described() ==
          "host ::1, port 7, database d, user u, sslmode prefer");
    CHECK(Address{"postgresql://u@a:1,b:2/d?sslmode=prefer"}.described() ==
          "host a,b, port 1,2, database d, user u, sslmode prefer");
    CHECK(Address{"postgresql:///d?host=/tmp/x&port=9&user=u&sslmode=prefer"}.described() ==
          "host /tmp/x, port 9, database d, user u, sslmode prefer");
    CHECK(Address{"postgresql://a%40b:p%40ss%2Fw@h/d%20e"}.options().at("password") == "p@ss/w");
    CHECK(Address{"postgresql://a%40b:p@h/d%20e"}.options().at("user") == "a@b");
}

TEST_CASE("without an address the environment decides: DATABASE_URL, then libpq's variables")
{
    Environment environment;
    for (auto const *name : {"PGSERVICE", "PGHOSTADDR", "PGDATABASE", "PGSSLMODE"}) {
        environment.set(name, std::nullopt);
    }
    environment.set("PGHOST", "from-pghost");
    environment.set("PGPORT", "77");
    environment.set("PGUSER", "from-pguser");

    SECTION("DATABASE_URL wins, and libpq fills the gaps")
    {
        environment.set("DATABASE_URL", "postgresql+psycopg://url-user@url-host/url-database");
        CHECK(Address{}.described() ==
              "host url-host, port 77, database url-database, user url-user, sslmode prefer");
    }
    SECTION("an empty DATABASE_URL is none")
    {
        environment.set("DATABASE_URL", " ");
        CHECK(Address{}.described() ==
              "host from-pghost, port 77, database from-pguser, user from-pguser, sslmode prefer");
        CHECK(Address{}.conninfo().empty());
    }
    SECTION("a mistake in DATABASE_URL is blamed on it")
    {
        environment.set("DATABASE_URL", "mysql://u:hunter2@h/d");
        CHECK(failure_of("") == "DATABASE_URL: 'mysql://' is not a PostgreSQL address | Write "
                                "postgresql://user@host:port/database.");
    }
}

TEST_CASE("with_database changes the database and nothing else")
{
    Address const address{"postgresql://u:secret@h:1/d?sslmode=require"};
    auto const other = address.with_database("it's");

    CHECK(other.described() == "host h, port 1, database it's, user u, sslmode require");
    CHECK(contains(other.conninfo(), R"(dbname='it\'s')"));
    CHECK(contains(other.conninfo(), "password='secret'"));
}

TEST_CASE("an address that cannot be read is refused with its reason and without its secret")
{
    struct Case {
        std::string text;
        std::string reason;
    };
    std::vector<Case> const cases{
        {"postgresql://u:hunter2@h:x9/d", "the port is not a number from 1 to 65535"},
        {"postgresql://u:hunter2@h:70000/d", "the port is not a number from 1 to 65535"},
        {"host=h port=0 password=hunter2", "the port is not a number from 1 to 65535"},
        {"postgresql://u:hunter2@h/d?sslmod=require", "unknown parameter 'sslmod'"},
        {"postgresql://u:hunter2@h/d?ssl=require", "unknown parameter 'ssl'"},
        {"postgresql://u:hunter2@h/d?sslmode=requrie", "the sslmode is none that libpq knows"},
        {"postgresql://u:hunter2@h/d?pgbouncer=true", "unknown parameter 'pgbouncer'"},
        {"host=h passwort=hunter2", "unknown parameter 'passwort'"},
        {"postgresql://u:hun%ter2@h/d", "a '%' is not followed by two hexadecimal digits"},
        {"postgresql://u:hun@ter2@h/d", "an unencoded special character"},
        {"postgresql://u:hun/ter2@h/d", "an unencoded special character"},
        {"postgresql://u:12/hunter2@h/d", "an unencoded special character"},
        {"postgresql://u:hunter2@[::1/d", "the brackets around an IPv6 address are incomplete"},
        {"mysql://u:hunter2@h/d", "'mysql://' is not a PostgreSQL address"},
        {"hunter2", "neither a URL nor libpq's key=value form"},
        {"password='hunter2", "a quoted value has no closing quote"},
        {"postgresql://u:hunter2@h/d?x", "the address cannot be read"},
    };
    for (auto const &one : cases) {
        auto const shown = failure_of(one.text);
        INFO(shown);
        CHECK(contains(shown, "the database address: "));
        CHECK(contains(shown, one.reason));
        CHECK_FALSE(contains(shown, "ter2"));
        CHECK_FALSE(contains(shown, "hun"));
    }
}

TEST_CASE("a description never shows a password, wherever it was put")
{
    for (auto const *text :
         {"postgresql://u:hunter2@h/d", "postgresql://h/d?user=u&password=hunter2",
          "host=h user=u password=hunter2", "dbname='postgresql://u:hunter2@h/d'",
          "dbname='host=h password=hunter2'"}) {
        INFO(text);
        CHECK_FALSE(contains(Address{text}.described(), "hunter2"));
    }
}

TEST_CASE("passwords are taken out of other people's texts")
{
    CHECK(redacted(R"(invalid URI "postgresql://u:se@cret@h/d": bad)") ==
          R"(invalid URI "postgresql://u:***@h/d": bad)");
    CHECK(redacted("a postgres://u:x@h/d and postgres://h:1/d") ==
          "a postgres://u:***@h/d and postgres://h:1/d");
    CHECK(redacted("host=h password='a \\' b' user=u") == "host=h password=*** user=u");
    CHECK(redacted("password=x&user=u PGPASSWORD=y z") == "password=***&user=u PGPASSWORD=*** z");
    CHECK(redacted("password = x") == "password = ***");
    CHECK(redacted("password authentication failed") == "password authentication failed");
    CHECK(redacted("") == "");
    CHECK(redacted("password=") == "password=***");
    std::vector<std::string> const secrets{"hunter2", "abc"};
    CHECK(redacted("hunter2hunter2 abc", secrets) == "****** abc");
}

TEST_CASE("an address takes its own secret out of any text, also percent-encoded")
{
    Address const address{"postgresql://u:hun%40ter@h/d"};

    CHECK(address.redacted("tried hun@ter and hun%40ter") == "tried *** and ***");
    // Masking the user's name would tell that it is the password.
    CHECK(Address{"postgresql://postgres:postgres@h/d"}.redacted("user postgres") ==
          "user postgres");
}
