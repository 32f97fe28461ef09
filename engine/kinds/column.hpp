// What the files of columns share: column.cpp, column_making.cpp, column_type.cpp,
// column_identity.cpp, column_not_null.cpp, column_default.cpp and column_filled.cpp.
#pragma once

#include <engine/kinds/rules.hpp>

#include <cstdint>
#include <string>

namespace schemadiff::kinds::column
{

inline ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

// `only`: without the same column of children.
inline Sql column_of(ObjectId const &id, Sql const &only = {})
{
    return sql("ALTER TABLE {}{} ALTER COLUMN {}", only, relation_name(id), Ident{id.name()});
}

inline Sql collate(Column const &body)
{
    return body.collation ? sql(" COLLATE {}", Qualified{*body.collation}) : sql("");
}

// ---- making and dropping ----

// GENERATED ALWAYS AS (...)
Sql generated_clause(Column const &body);
Side change_foreign_options(ObjectId const &id, Options const &before, Options const &after);
Side create(Object const &object, Context const &context);
Side drop(Object const &object, Context const &context);
// What a column still needs after ADD COLUMN has made it.
std::vector<Sql> settings(ObjectId const &id, Column const &body, Sql const &only = {});
// Storage, compression, statistics and options of a column, as far as they are among the fields.
Side change_settings(Object const &from, Object const &to, FieldNames const &fields,
                     Sql const &only);

// ---- type ----

// PostgreSQL has no cast for it, so that the column is dropped and made.
bool needs_new_column(Object const &before, Object const &after, Context const &before_context,
                      Context const &after_context);
// What may stop the change of a column that gets a new type, and what is lost by it.
void add_hazards_of_values(Side &side, Object const &from, std::string const &new_type);
// An old value as the new column takes it, assigned or after USING. `value` is what stands for it;
// nothing has to be said where the answer is the same.
Sql converted(Sql const &value, Object const &from, Catalog const &old_catalog, Object const &to,
              Catalog const &new_catalog);
// Another type or collation, and what has to be said again of the column then. `only` as above.
Step change_type(Object const &before, Object const &after, FieldNames const &fields,
                 Sql const &only, Context const &before_context, Context const &after_context);

// PostgreSQL builds the indexes of a column that gets another type anew, and gives the comment of
// one of a partitioned table to those of the partitions as well, so that comments make way.
void let_index_comments_go(Side &side, ObjectId const &column, Context const &context);
// A check of the column that is not valid is added anew (ATPostAlterTypeCleanup() in tablecmds.c),
// and then is not valid on the children either.
void validate_checks_below(Side &side, ObjectId const &column, Context const &context);
// How finely ANALYZE looks at the expressions of an index is not said again of one that is built
// anew with the type.
void set_index_statistics_again(Side &side, ObjectId const &column, Context const &context);
// Nor does it see the foreign keys to an index that only carries the column along (INCLUDE).
void let_references_go(Side &side, ObjectId const &column, Context const &context);

// ---- values of a new column ----

// Whether the default of a new column has to be computed for each row that is there: one that is
// not volatile is stored once, in the catalog.
bool has_volatile_default(ObjectId const &id, Catalog const &catalog);
// Step::online of such a column.
std::vector<Step> filled_later(Object const &object, Context const &context);

// ---- identity ----

Options identity_options(Row const &row, ObjectId const &column);
// GENERATED ... AS IDENTITY (...)
Sql identity_clause(ObjectId const &id, Column const &body);
Side change_identity(Object const &from, Object const &to, Catalog const &before,
                     Catalog const &after);

// ---- NOT NULL ----

// ChooseConstraintName() for the NOT NULL of a column, where nothing is in its way.
std::string usual_not_null_name(ObjectId const &column);
// The words of a column's definition.
Sql not_null_clause(ObjectId const &id, Column const &body, Context const &context);
// NOT VALID cannot be said in a definition.
Sql not_null_that_is_not_valid(ObjectId const &id, Column const &body);
// Whether NOT NULL, or something that is said of it, is another one.
bool differs_in_not_null(FieldNames const &fields);
Step change_not_null(Object const &before, Object const &after, Context const &before_context,
                     Context const &after_context);
// A partition that becomes a table of its own has names of its own, and gets back those that it
// shared before it is attached again. It shares those of the other side, too, where it is a
// partition of the same table there: what is detached on one way only shares its names still.
enum class Names : std::uint8_t { own, shared };
std::vector<Sql> with_other_names(ObjectId const &partition, Context const &context, Names names);
// Its constraint keeps the name that it got, whatever is renamed.
void keep_not_null_name(Object &object, ObjectId const &before, ObjectId const &after);

// The sequence of an identity column keeps the name that it got, whatever is renamed.
void keep_sequence(Object &object, ObjectId const &before, ObjectId const &after);

} // namespace schemadiff::kinds::column
