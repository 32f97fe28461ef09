#include <engine/postgres/result.hpp>

#include <libpq-fe.h>

#include <charconv>
#include <stdexcept>
#include <utility>

namespace schemadiff::postgres
{

namespace
{

std::string_view cell(pg_result const *result, int row, int column)
{
    return {PQgetvalue(result, row, column),
            static_cast<std::size_t>(PQgetlength(result, row, column))};
}

} // namespace

void PgResultDeleter::operator()(pg_result *result) const noexcept
{
    PQclear(result);
}

ColumnIndex::ColumnIndex(pg_result const *result)
{
    auto const count = PQnfields(result);
    names_.reserve(static_cast<std::size_t>(count));
    for (int column = 0; column < count; ++column) {
        names_.emplace_back(PQfname(result, column));
    }
}

int ColumnIndex::find(std::string_view name) const
{
    for (std::size_t tried = 0; tried < seen_.size(); ++tried) {
        auto const index =
            next_ + tried < seen_.size() ? next_ + tried : next_ + tried - seen_.size();
        if (seen_[index].name == name) {
            next_ = index + 1 == seen_.size() ? 0 : index + 1;
            return seen_[index].column;
        }
    }
    for (std::size_t column = 0; column < names_.size(); ++column) {
        if (names_[column] == name) {
            seen_.push_back({std::string{name}, static_cast<int>(column)});
            next_ = 0;
            return static_cast<int>(column);
        }
    }
    throw std::logic_error{"the query has no column '" + std::string{name} + "'"};
}

std::string_view ResultRow::text(std::string_view column) const
{
    return cell(result_, row_, columns_->find(column));
}

bool ResultRow::is_null(std::string_view column) const
{
    return PQgetisnull(result_, row_, columns_->find(column)) != 0;
}

Result::Result(PgResultOwner result)
    : result_{std::move(result)}, columns_{std::make_unique<ColumnIndex>(result_.get())}
{
}

std::size_t Result::size() const
{
    return static_cast<std::size_t>(PQntuples(result_.get()));
}

ResultRow Result::operator[](std::size_t row) const
{
    if (row >= size()) {
        throw std::logic_error{"the answer has no row " + std::to_string(row)};
    }
    return {result_.get(), columns_.get(), static_cast<int>(row)};
}

ResultIterator Result::begin() const
{
    return ResultIterator{ResultRow{result_.get(), columns_.get(), 0}};
}

ResultIterator Result::end() const
{
    return ResultIterator{ResultRow{result_.get(), columns_.get(), PQntuples(result_.get())}};
}

std::string_view Result::value() const
{
    if (size() != 1 || PQnfields(result_.get()) < 1) {
        throw std::logic_error{"one row was expected, not " + std::to_string(size())};
    }
    return cell(result_.get(), 0, 0);
}

std::string_view Result::command_tag() const
{
    return PQcmdStatus(result_.get());
}

long long Result::affected_rows() const
{
    std::string_view const text = PQcmdTuples(result_.get());
    long long number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace schemadiff::postgres
