// The server's answer to one statement, read row by row through schemadiff::Row. Values stay
// where libpq put them; nothing is copied per row.
#pragma once

#include <schemadiff/base/row.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_result; // libpq's PGresult

namespace schemadiff::postgres
{

struct PgResultDeleter {
    void operator()(pg_result *result) const noexcept;
};
using PgResultOwner = std::unique_ptr<pg_result, PgResultDeleter>;

// The columns of an answer by name. Rows are read in the same order of names again and again,
// so the name after the last one found is tried first; hence not for two threads at once.
class ColumnIndex
{
public:
    explicit ColumnIndex(pg_result const *result);

    // Throws std::logic_error if the query has no such column.
    [[nodiscard]] int find(std::string_view name) const;

private:
    struct Seen {
        std::string name;
        int column = 0;
    };
    std::vector<std::string> names_;
    mutable std::vector<Seen> seen_;
    mutable std::size_t next_ = 0;
};

// Valid as long as the Result it came from, wherever that is moved to.
class ResultRow final : public Row
{
public:
    ResultRow(pg_result const *result, ColumnIndex const *columns, int row)
        : result_{result}, columns_{columns}, row_{row}
    {
    }
    [[nodiscard]] std::string_view text(std::string_view column) const override;
    [[nodiscard]] bool is_null(std::string_view column) const override;

private:
    friend class ResultIterator;
    pg_result const *result_;
    ColumnIndex const *columns_;
    int row_;
};

class ResultIterator
{
public:
    explicit ResultIterator(ResultRow row) : row_{row} {}
    ResultRow const &operator*() const { return row_; }
    ResultRow const *operator->() const { return &row_; }
    ResultIterator &operator++()
    {
        ++row_.row_;
        return *this;
    }
    bool operator==(ResultIterator const &other) const { return row_.row_ == other.row_.row_; }

private:
    ResultRow row_;
};

class Result
{
public:
    explicit Result(PgResultOwner result);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    // Throws std::logic_error if there is no such row.
    [[nodiscard]] ResultRow operator[](std::size_t row) const;
    [[nodiscard]] ResultIterator begin() const;
    [[nodiscard]] ResultIterator end() const;

    // The first column of the only row; anything else is std::logic_error.
    [[nodiscard]] std::string_view value() const;

    // What the server says it did, "UPDATE 3".
    [[nodiscard]] std::string_view command_tag() const;
    [[nodiscard]] long long affected_rows() const;

private:
    PgResultOwner result_;
    std::unique_ptr<ColumnIndex> columns_;
};

} // namespace schemadiff::postgres
