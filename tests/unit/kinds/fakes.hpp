// A catalog row and what is asked about it, over maps: kinds are tested without a server.
#pragma once

#include <engine/kinds/registry.hpp>
#include <schemadiff/model/satellite.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace schemadiff::test
{

// Columns that are not in the map are NULL.
class FakeRow final : public Row
{
public:
    explicit FakeRow(std::map<std::string, std::string, std::less<>> values)
        : values_{std::move(values)}
    {
    }
    [[nodiscard]] std::string_view text(std::string_view column) const override
    {
        auto const found = values_.find(column);
        return found == values_.end() ? std::string_view{} : std::string_view{found->second};
    }
    [[nodiscard]] bool is_null(std::string_view column) const override
    {
        return !values_.contains(column);
    }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

// Relation 1 is app.t with the columns id, a, b; relation 2 is app.r, which has the same. Role 10
// owns them, role 11 is app.
class FakeNames final : public kinds::CatalogNames
{
public:
    [[nodiscard]] QualifiedName relation(long long oid) const override
    {
        return {"app", oid == 1 ? "t" : "r"};
    }
    [[nodiscard]] std::string column(long long, int number) const override
    {
        return number == 1 ? "id" : number == 2 ? "a" : number == 3 ? "b" : "";
    }
    [[nodiscard]] std::string role(long long oid) const override
    {
        return oid == 0 ? "" : oid == 10 ? "owner" : "app";
    }
    [[nodiscard]] QualifiedName collation(long long oid) const override
    {
        return oid == 950 ? QualifiedName{"pg_catalog", "C"} : QualifiedName{};
    }
    [[nodiscard]] long long collation_of(long long, int) const override { return 100; }
    [[nodiscard]] QualifiedName operator_class(long long oid, long long, int) const override
    {
        return oid == 2 ? QualifiedName{"pg_catalog", "text_pattern_ops"} : QualifiedName{};
    }
    [[nodiscard]] QualifiedName operator_class(long long) const override
    {
        return {"public", "gist_trgm_ops"};
    }
    [[nodiscard]] Options key_options(long long, int number) const override
    {
        Options options;
        if (number == 3) {
            options.emplace("siglen", "32");
        }
        return options;
    }
    [[nodiscard]] std::string owner_of(long long) const override { return "owner"; }
    [[nodiscard]] int server_version() const override { return 150000; }
    [[nodiscard]] Object const *object(long long catalog, long long oid, int number) const override
    {
        bool const is_table = catalog == kinds::catalog_oid::pg_class && number == 0;
        return is_table && oid == 1 ? &table_ : is_table && oid == 2 ? &other_ : nullptr;
    }

private:
    Object table_{id_of<Table>({"app", "t"}), Table{}};
    Object other_{id_of<Table>({"app", "r"}), Table{}};
};

class FoundObjects final : public kinds::Found
{
public:
    void add(Object object, long long, long long, int) override { add(std::move(object)); }
    void add(Object object) override { objects.push_back(std::move(object)); }

    std::vector<Object> objects;
};

// A body with some of its fields set.
template <class T, class F>
T with(F const &set)
{
    T body;
    set(body);
    return body;
}

// What a kind reads from one row.
inline std::vector<Object> read(kinds::Rules const &rules,
                                std::map<std::string, std::string, std::less<>> values)
{
    FoundObjects found;
    rules.from_row(FakeRow{std::move(values)}, FakeNames{}, found);
    return std::move(found.objects);
}

} // namespace schemadiff::test
