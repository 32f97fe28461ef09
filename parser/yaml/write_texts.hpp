// Objects in the words of SQL: the short forms of columns, keys, indexes, foreign keys, triggers
// and functions. Nothing comes back where a text would not be read as the same object; the caller
// writes the long form then.
#pragma once

#include <schemadiff/model/body.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schemadiff::yaml
{

// Without white space around it, as the reader keeps expressions.
std::string_view trimmed(std::string_view text);

// Whether an expression can stand in the middle of a clause of one line: comments and line breaks
// are left to the long form.
bool fits_into_clause(std::string_view expression);

// quoted_identifier(), and quotes around words that mean something else where a name may stand.
std::string clause_name(std::string_view name);
std::string clause_name(QualifiedName const &name);
// The same without pg_catalog, for collations and operator classes.
std::string unless_builtin(QualifiedName const &name);
// a, "B"
std::string clause_names(std::vector<std::string> const &names);

// Behind the name of a constraint: "", " deferrable", " deferrable initially deferred".
std::string_view deferral(bool is_deferrable, bool is_initially_deferred);

// What the grammar makes of expressions by themselves, remembered because the same few expressions
// are written thousands of times.
class KnownExpressions
{
public:
    // now() but not a IS NULL: can stand behind DEFAULT without parentheses.
    bool is_default(std::string const &expression);
    // lower(name) but not a + b: can be the key of an index without parentheses.
    bool is_index_key(std::string const &expression);

private:
    std::unordered_map<std::string, bool> defaults_;
    std::unordered_map<std::string, bool> index_keys_;
};

// references of a table in `schema` are written without it.
std::optional<std::string> foreign_key_text(ForeignKey const &body, std::string_view schema);
std::optional<std::string> index_key_text(IndexKey const &key, KnownExpressions &known);
std::optional<std::string> index_text(Index const &body, KnownExpressions &known);
std::optional<std::string> trigger_text(Trigger const &body);
// always as identity (start 5): what follows GENERATED.
std::optional<std::string> identity_text(Column const &body, ObjectId const &column);
// f(a integer, out b text)
std::optional<std::string> signature_text(ObjectId const &id, Function const &body);

} // namespace schemadiff::yaml
