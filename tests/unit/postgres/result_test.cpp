#include <engine/postgres/result.hpp>
#include <engine/postgres/server_error.hpp>

#include <support/catch.hpp>

#include <libpq-fe.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using schemadiff::Row;
using schemadiff::postgres::PgResultOwner;
using schemadiff::postgres::Result;
using schemadiff::postgres::ServerError;

namespace
{

using Cells = std::vector<std::optional<std::string>>;

// libpq makes answers without a server, too.
Result answer(std::vector<std::string> names, std::vector<Cells> const &rows)
{
    PgResultOwner result{PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK)};
    std::vector<PGresAttDesc> columns;
    for (auto &name : names) {
        PGresAttDesc column{};
        column.name = name.data();
        columns.push_back(column);
    }
    PQsetResultAttrs(result.get(), static_cast<int>(columns.size()), columns.data());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            auto cell = rows[row][column];
            PQsetvalue(result.get(), static_cast<int>(row), static_cast<int>(column),
                       cell ? cell->data() : nullptr, cell ? static_cast<int>(cell->size()) : -1);
        }
    }
    return Result{std::move(result)};
}

} // namespace

TEST_CASE("rows are read by column name, in any order, as schemadiff::Row")
{
    auto const result = answer({"name", "number", "flag", "list"},
                               {{"a", "1", "t", "{x,\"y z\"}"}, {"b", std::nullopt, "f", "{}"}});

    std::vector<std::string> names;
    for (Row const &row : result) {
        names.emplace_back(row.text("name"));
        CHECK(row.boolean("flag") == (row.text("name") == "a"));
        CHECK(row.text("name") == names.back());
    }
    CHECK(names == std::vector<std::string>{"a", "b"});
    CHECK(result.size() == 2);
    CHECK(result[0].number("number") == 1);
    CHECK(result[0].list("list") == std::vector<std::string>{"x", "y z"});
    CHECK(result[1].is_null("number"));
    CHECK_FALSE(result[0].is_null("number"));
    CHECK(result[1].text("number").empty());
}

TEST_CASE("a row outlives a move of its result")
{
    auto first = answer({"a"}, {{"value"}});
    auto const row = first[0];
    auto const second = std::move(first);

    CHECK(row.text("a") == "value");
    CHECK(second.value() == "value");
}

TEST_CASE("a column or row that is not there is our mistake")
{
    auto const result = answer({"a"}, {{"1"}});

    CHECK_THROWS_AS(result[0].text("b"), std::logic_error);
    CHECK_THROWS_AS(result[1], std::logic_error);
    CHECK_THROWS_AS(answer({"a"}, {}).value(), std::logic_error);
    CHECK(answer({"a"}, {}).empty());
}

TEST_CASE("a server's error points at the line and the word that it means")
{
    ServerError error;
    error.sqlstate = "42703";
    error.message = "column \"x\" does not exist";
    error.hint = "Perhaps you meant y.";
    error.statement = "SELECT 'ü',\n  x FROM t";
    error.position = 15;
    auto const diagnostic = schemadiff::postgres::as_diagnostic(error);

    CHECK(diagnostic.message ==
          "the server answered: column \"x\" does not exist (SQLSTATE 42703)");
    CHECK(
        diagnostic.hints ==
        std::vector<std::string>{"Perhaps you meant y.",
                                 "The server points at line 2, before 'x FROM t', of:   x FROM t"});
    CHECK(schemadiff::postgres::StatementFailed{error}.exit_code() == schemadiff::ExitCode::error);
    error.sqlstate = "55P03";
    CHECK(error.is("55"));
    CHECK(schemadiff::postgres::StatementFailed{error}.exit_code() ==
          schemadiff::ExitCode::try_later);
}
