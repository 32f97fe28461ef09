#include <engine/kinds/placement.hpp>

#include <engine/kinds/names.hpp>
#include <engine/kinds/partition.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds
{

namespace
{

// PostgreSQL keeps nothing where the database's default is named.
Sql set_tablespace(Sql const &prefix, Place const &to, Context const &context)
{
    return sql("{} SET TABLESPACE {}", prefix,
               Ident{to.value_or(context.catalog.default_tablespace)});
}

} // namespace

Place place_in(Row const &row, std::string_view column)
{
    return row.is_null(column) ? Place{} : Place{row.text(column)};
}

Sql tablespace_clause(Place const &tablespace)
{
    return tablespace ? sql(" TABLESPACE {}", Ident{*tablespace}) : sql("");
}

Sql index_tablespace_clause(Place const &tablespace)
{
    return tablespace ? sql(" USING INDEX TABLESPACE {}", Ident{*tablespace}) : sql("");
}

Sql access_method_clause(Place const &method)
{
    return method ? sql(" USING {}", Ident{*method}) : sql("");
}

Side moved_rows(Sql const &prefix, ObjectId const &relation, Place const &to,
                Context const &context)
{
    auto result = side(set_tablespace(prefix, to, context));
    result.locks.push_back(exclusive_lock(relation));
    if (!is_partitioned(relation, context.catalog)) {
        result.rewrites_table = true;
        result.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("{} is copied to another tablespace under an exclusive lock",
                         described(relation))});
    }
    return result;
}

// ALTER INDEX locks the index alone, but whoever reads the table locks all its indexes.
Side moved_index(ObjectId const &index, ObjectId const &relation, Place const &to,
                 Context const &context)
{
    auto result = side(set_tablespace(
        sql("ALTER INDEX {}", Qualified{index.schema(), index.name()}), to, context));
    result.locks.push_back(exclusive_lock(relation));
    if (!is_partitioned(relation, context.catalog)) {
        result.hazards.push_back(
            {HazardClass::long_lock,
             fmt::format(
                 "nobody uses {} while {}{} is copied to another tablespace", described(relation),
                 facts(index.kind()).is_constraint ? "the index of " : "", described(index))});
    }
    return result;
}

// DEFAULT is that of the server's settings, except for a partitioned table, which then has none of
// its own; everybody else has one.
Side other_access_method(Sql const &prefix, ObjectId const &relation, Place const &to,
                         Context const &context)
{
    bool const is_partitioned_one = is_partitioned(relation, context.catalog);
    auto const none = is_partitioned_one ? sql("DEFAULT") : sql("{}", Ident{"heap"});
    auto result = side(sql("{} SET ACCESS METHOD {}", prefix, to ? sql("{}", Ident{*to}) : none));
    result.locks.push_back(exclusive_lock(relation));
    if (!is_partitioned_one) {
        result.rewrites_table = true;
        result.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("{} is written again with another access method under an exclusive lock",
                         described(relation))});
    }
    return result;
}

void add_access_method(Place const &method, Catalog const &catalog, std::vector<ObjectId> &ids)
{
    if (method) {
        add_if_there(id_of<AccessMethod>({*method}), catalog, ids);
    }
}

} // namespace schemadiff::kinds
