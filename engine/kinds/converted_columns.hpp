// The columns whose values are of types that are made anew: each is brought from the old type to
// the new one, which are both there meanwhile.
#pragma once

#include <engine/kinds/rules.hpp>
#include <engine/kinds/type_group.hpp>
#include <engine/kinds/type_values.hpp>

#include <map>
#include <set>
#include <vector>

namespace schemadiff::kinds
{

class ConvertedColumns
{
public:
    // All of them have to live as long as this. What is to be done goes into `side`.
    ConvertedColumns(std::vector<ObjectId> const &types, TypeChange const &change, Side &side);

    // Takes up the columns of one of the types, and lets what stands on them make way.
    void convert(ObjectId const &type);
    // Adds the statements.
    void finish();

    [[nodiscard]] bool has_statements() const { return !by_table_.empty(); }
    [[nodiscard]] std::set<ObjectId> const &columns() const { return columns_; }
    // Whether the statement on a column of a parent converts it.
    [[nodiscard]] bool changes_with_parent(ObjectId const &column) const;

private:
    void convert_column(Object const &column, Object const &later);
    bool can_be_assigned(Object const &column, Object const &later) const;
    static Sql change_of_type(Object const &later);
    Sql converted(Object const &column, Object const &later) const;
    bool has_another_type(Object const &column, Object const &later) const;
    void let_views_go(Object const &column);
    void remake_generated(Object const &column);
    void make_cast(ObjectId const &type);
    void cast_by_text(std::string_view schema, std::string_view type);
    void cast_by_function(ObjectId const &type);
    bool is_away(ObjectId const &id) const;
    bool is_ours(ObjectId const &id) const;

    std::vector<ObjectId> const &types_;
    TypeChange const &change_;
    Context const &from_;
    Context const &to_;
    TypeValues values_;
    Side &side_;
    std::map<ObjectId, std::vector<Sql>> by_table_; // parts of ALTER TABLE
    std::set<ObjectId> columns_;
    bool are_assigned_ = false; // by a column that foreign and plain tables share
    std::vector<Sql> cast_drops_;
};

} // namespace schemadiff::kinds
