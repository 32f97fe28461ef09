#include <engine/kinds/server_features.hpp>

namespace schemadiff::kinds
{

namespace
{

void replace_all(std::string &text, std::string const &what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

// Each `opening` words} by what `text_of` makes of the words.
template <class F>
void replace_words(std::string &text, std::string_view opening, F const &text_of)
{
    for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
        auto const end = text.find('}', at);
        auto const words = text.substr(at + opening.size(), end - at - opening.size());
        text.replace(at, end + 1 - at, text_of(words));
    }
}

// {not_member pg_type t.oid}: what belongs to an extension comes and goes with it.
std::string not_member(std::string const &words)
{
    auto const space = words.find(' ');
    return "NOT EXISTS (SELECT FROM pg_catalog.pg_depend of_extension WHERE of_extension.classid = "
           "'pg_catalog." +
           words.substr(0, space) +
           "'::pg_catalog.regclass AND of_extension.objid = " + words.substr(space + 1) +
           " AND of_extension.deptype = 'e')";
}

// {function_name a.aggfinalfn}: schema and name, or NULL where the number is 0.
std::string function_name(std::string const &number)
{
    return "(SELECT ARRAY[its_schema.nspname, called.proname]::pg_catalog.text[] FROM "
           "pg_catalog.pg_proc called "
           "JOIN pg_catalog.pg_namespace its_schema ON its_schema.oid = called.pronamespace WHERE "
           "called.oid = " +
           number + ")";
}

std::string operator_name(std::string const &number)
{
    return "(SELECT ARRAY[its_schema.nspname, called.oprname]::pg_catalog.text[] FROM "
           "pg_catalog.pg_operator called "
           "JOIN pg_catalog.pg_namespace its_schema ON its_schema.oid = called.oprnamespace WHERE "
           "called.oid = " +
           number + ")";
}

// {place_of_index}: of pg_index i and pg_class x of a partitioned table, the place among its
// indexes in the order in which they were made.
constexpr std::string_view place_of_index =
    "CASE WHEN x.relkind = 'I' THEN (SELECT count(*) FROM pg_catalog.pg_index of_table "
    "WHERE of_table.indrelid = i.indrelid AND of_table.indexrelid <= i.indexrelid) ELSE 0 END";

} // namespace

std::string for_server(std::string_view query, int server_version, std::string_view managed)
{
    std::string text{query};
    replace_words(text, "{not_member ", not_member);
    replace_words(text, "{function_name ", function_name);
    replace_words(text, "{operator_name ", operator_name);
    replace_all(text, "{place_of_index}", place_of_index);
    for (ServerFeature const &feature : server_features) {
        replace_all(text, '{' + std::string(feature.name) + '}',
                    server_version >= feature.since ? feature.expression : feature.before);
    }
    // Last, because features name it too.
    replace_all(text, "{managed}", managed);
    return text;
}

} // namespace schemadiff::kinds
