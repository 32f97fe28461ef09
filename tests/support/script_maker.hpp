// The maker of random scripts, for random_scripts*.cpp only. Everything refers only to what stands
// before it, in three layers, so that a script can be run from its beginning to its end.
#pragma once

#include <support/random_scripts.hpp>
#include <support/random_values.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::tests
{

// What can be done with values of a type.
enum class Family : std::uint8_t {
    integer,
    number,
    text,
    boolean,
    moment, // timestamp with time zone
    date,
    enumeration,
    other // only asked whether it is null
};

struct ScriptType {
    std::string key;
    std::string sql;
    Family family = Family::other;
    std::vector<std::string> labels = {}; // of an enumeration
};

struct ScriptColumn {
    std::string sql; // its quoted name
    ScriptType type;
    std::string collation = {}; // as SQL, empty where it is the type's
    bool not_null = false;
    bool generated = false;
    bool identity = false;
};

struct ScriptRelation {
    enum class Sort : std::uint8_t { table, partitioned, foreign, view, materialized };

    std::string key;
    std::string sql; // its qualified name
    int schema = 0;
    Sort sort = Sort::table;
    std::vector<ScriptColumn> columns = {};
    std::string partition_strategy = {}; // HASH, LIST, RANGE, or empty
    ScriptColumn partition_key = {};
    std::string partition_expression = {}; // instead of that column, then there are no unique keys
    std::vector<std::vector<ScriptColumn>> keys = {};
    bool is_child = false; // a partition, or it inherits
    bool has_checks = false;
    bool unlogged = false;
    bool can_move = false;         // a foreign table that may go to another server
    bool has_free_options = false; // no validator looks at those of a foreign table
    bool has_unique = false;       // a unique index, also one that no foreign key can refer to
    // Names of indexes that can stand in REPLICA IDENTITY USING INDEX, and in CLUSTER ON.
    std::vector<std::string> identities = {};
    std::vector<std::string> orders = {};
};

// A composite type whose attributes come and go at its end only, for typed tables: PostgreSQL
// cannot move a column.
struct ScriptComposite {
    std::string key;
    std::string sql;
    std::vector<ScriptColumn> attributes;
};

struct ScriptServer {
    std::string key;
    std::string sql;
    bool has_free_options = false; // no validator looks at them
};

// An access method or operator class, and the type that it is for.
struct ScriptMethod {
    std::string key;
    std::string sql;
    std::string type;
};

struct ScriptRoutine {
    std::string key;
    std::string sql;
    std::vector<ScriptType> arguments;
    ScriptType result;
    bool immutable = false;
};

class ScriptMaker
{
public:
    ScriptMaker(ScriptOptions const &options, int variation)
        : options_{options}, variation_{variation}
    {
    }

    std::string script();

private:
    enum class Use : std::uint8_t { anything, immutable };

    // The stream for one object; a few in a hundred are another one in the neighbour.
    [[nodiscard]] Chance chance_of(std::string const &key) const;
    [[nodiscard]] bool is_there(std::string const &key, int share) const;
    [[nodiscard]] bool is_in_both(std::string const &key, int share) const;
    // The same one as long as it is there, whatever else comes and goes. Null where there is none.
    template <class T, class Wanted>
    T const *picked(std::vector<T> const &all, std::string const &key, Wanted wanted) const;

    // Names do not vary.
    std::string name_of(std::string const &key, std::string const &space);
    std::string name_in(int schema, std::string const &key);
    std::string global_name(std::string const &key);
    std::string place_of(int schema, std::string const &key); // with its schema

    void say(std::string statement);
    void can_be_described(std::string const &what, std::string const &sql);
    void can_be_granted(std::string const &what, std::string const &sql,
                        std::vector<std::string> const &privileges);
    void can_be_owned(std::string const &what, std::string const &sql);

    // Expressions.
    std::string value(ScriptType const &type, std::string const &key, Use use);
    std::string condition(std::vector<ScriptColumn> const &columns, std::string const &key, Use use,
                          std::string const &of = "");
    std::string count(std::vector<ScriptColumn> const &columns, std::string const &key, Use use,
                      std::string const &of = "");
    ScriptType column_type(std::string const &key) const;
    [[nodiscard]] ScriptType lasting_type(std::string const &key, int layer) const;

    // Types.
    void add_types(int layer, int schema);
    void add_schema(int schema);
    void add_enum(int layer, int schema);
    void add_domain(int layer, int schema);
    void add_composite(int layer, int schema);
    void add_range(int layer, int schema);
    void add_collation(int layer, int schema);
    void add_text_search(int layer, int schema);
    std::string text_search_parser(int layer, int schema);
    std::string text_search_template(int layer, int schema);
    void add_conversion(int layer, int schema);
    void add_sequence(int layer, int schema);

    // Tables.
    void add_tables(int layer, int schema);
    void add_table(int layer, int schema, int number);
    std::string columns_of(ScriptRelation &table, int number);
    ScriptColumn add_column(std::string const &key, std::string const &name,
                            ScriptRelation const &table, std::string &text);
    void add_typed_table(int layer, int schema);
    void add_partitions(ScriptRelation const &parent);
    void add_index_of_partition(ScriptRelation const &parent, ScriptRelation const &child);
    void add_own_attributes(ScriptRelation &child);
    void add_partition(ScriptRelation const &parent, ScriptRelation &child,
                       std::string const &bounds);
    void finish_table(ScriptRelation &table);
    void own_sequence(ScriptRelation const &table);
    std::string access_method(std::string const &key);
    void add_keys(ScriptRelation &table);
    void add_checks(ScriptRelation &table);
    void add_exclusion(ScriptRelation &table);
    std::vector<ScriptRelation const *> parents_of(std::string const &table) const;
    static std::string inherited(ScriptRelation &table,
                                 std::vector<ScriptRelation const *> const &parents);
    std::string partitioned(ScriptRelation &table, Chance &chance);
    std::string partition_expression(ScriptRelation const &table, Chance &chance) const;
    void add_indexes(ScriptRelation &table);
    std::string index_of(ScriptRelation const &table, std::string const &key, Chance &chance);
    std::string other_index_of(ScriptRelation const &table, ScriptColumn const &column,
                               Chance &chance) const;
    bool add_unique_index(ScriptRelation &table, std::string const &key, std::string const &name);
    void add_statistics(ScriptRelation const &table);
    void add_marks(ScriptRelation const &table);
    void add_column_marks(ScriptRelation const &table);
    void add_policies(ScriptRelation const &table);
    void add_foreign_keys();
    [[nodiscard]] bool has_foreign_partition(ScriptRelation const &table) const;

    // Foreign data.
    void add_foreign_servers();
    void add_user_mappings(ScriptServer const &server);
    void add_foreign_table(int layer, int schema);
    [[nodiscard]] std::string server_of(ScriptServer const &server, std::string const &key) const;
    void add_foreign_options(ScriptRelation const &table);

    // What stands on tables.
    void add_function(int layer, int schema, int number);
    void add_query_function(int layer, int schema);
    void add_procedure(int layer, int schema);
    void add_trigger_function(int layer, int schema);
    void add_view(int layer, int schema, int number);
    [[nodiscard]] std::string wrapped(std::string const &query, std::string const &key) const;
    void add_triggers(ScriptRelation const &relation);
    void add_rules(ScriptRelation const &relation);
    void add_aggregate(int layer, int schema);
    void add_other_aggregate(int layer, int schema);
    void describe_aggregate(std::string const &signature);
    void add_operator(int layer, int schema);
    void add_prefix_operator(int layer, int schema);
    void add_operator_class(int layer, int schema);
    std::string operator_family(int layer, int schema);
    void add_cast(int layer, int schema);
    void add_plain_cast(int layer, int schema);

    // What belongs to no schema.
    void add_extension();
    void add_access_methods();
    void add_publications();
    std::string published_tables();
    void add_subscription();
    void add_event_trigger();
    void add_satellites();
    void add_grants();
    void add_default_privileges();

    ScriptOptions options_;
    int variation_;
    std::string text_;
    std::map<std::string, std::set<std::string>> taken_;
    std::vector<std::string> schemas_;
    std::vector<ScriptType> types_;
    std::vector<ScriptRelation> relations_;
    std::vector<ScriptRoutine> routines_;
    std::vector<std::string> sequences_, collations_, configurations_;
    std::vector<ScriptRoutine> trigger_functions_;
    std::vector<std::pair<std::string, std::string>> described_, owned_;
    struct Granted {
        std::string what, sql;
        std::vector<std::string> privileges;
    };
    std::vector<Granted> granted_;
    std::set<std::string> casts_, owned_sequences_;
    std::vector<ScriptComposite> composites_;
    std::vector<ScriptServer> servers_;
    std::vector<ScriptMethod> table_methods_, index_methods_, operator_classes_;
};

// A name and a text as SQL has them.
std::string quoted_name_of(std::string const &name);
std::string quoted_text_of(std::string_view text);

std::string listed(std::vector<ScriptColumn> const &columns);

inline bool has_order(ScriptType const &type)
{
    return type.family != Family::other;
}

// Not a foreign one, of which PostgreSQL takes neither keys nor indexes nor policies.
inline bool is_table(ScriptRelation const &relation)
{
    return relation.sort == ScriptRelation::Sort::table ||
           relation.sort == ScriptRelation::Sort::partitioned;
}

template <class Wanted>
std::vector<ScriptColumn> those(std::vector<ScriptColumn> const &columns, Wanted wanted)
{
    std::vector<ScriptColumn> some;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(some), wanted);
    return some;
}

template <class T, class Wanted>
T const *ScriptMaker::picked(std::vector<T> const &all, std::string const &key, Wanted wanted) const
{
    T const *best = nullptr;
    std::uint64_t most = 0;
    auto const stream = chance_of("pick " + key).number();
    for (T const &one : all) {
        if (!wanted(one)) {
            continue;
        }
        auto const weight = Chance{stream, one.key}.number();
        if (best == nullptr || weight > most) {
            best = &one;
            most = weight;
        }
    }
    return best;
}

} // namespace schemadiff::tests
