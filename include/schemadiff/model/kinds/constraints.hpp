// Constraints of tables. Path {schema, table, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct PrimaryKey {
    std::vector<std::string> columns;
    std::vector<std::string> include;
    bool deferrable = false;
    bool initially_deferred = false;
    Options options;                       // of its index
    bool without_overlaps = false;         // of the last column; from PostgreSQL 18
    std::optional<std::string> tablespace; // of its index; absent: the database's default

    static constexpr std::string_view word = "primary key";
    static constexpr std::string_view section = "primary_key";
    static constexpr KindFacts facts{
        .home = Home::relation, .is_constraint = true, .has_index = true};
    static constexpr auto fields = std::tuple{
        Field<PrimaryKey, std::vector<std::string>>{"columns", &PrimaryKey::columns,
                                                    OnChange::replace, ""},
        Field<PrimaryKey, std::vector<std::string>>{"include", &PrimaryKey::include,
                                                    OnChange::replace, "columns carried along"},
        Field<PrimaryKey, bool>{"deferrable", &PrimaryKey::deferrable, OnChange::replace, ""},
        Field<PrimaryKey, bool>{"initially_deferred", &PrimaryKey::initially_deferred,
                                OnChange::replace, ""},
        Field<PrimaryKey, Options>{"options", &PrimaryKey::options, OnChange::alter,
                                   "storage parameters of its index"},
        Field<PrimaryKey, bool>{"without_overlaps", &PrimaryKey::without_overlaps,
                                OnChange::replace, "of the last column; from PostgreSQL 18"},
        Field<PrimaryKey, std::optional<std::string>>{"tablespace", &PrimaryKey::tablespace,
                                                      OnChange::alter, "of its index"},
    };
};

struct Unique {
    std::vector<std::string> columns;
    std::vector<std::string> include;
    bool nulls_not_distinct = false; // from PostgreSQL 15
    bool deferrable = false;
    bool initially_deferred = false;
    Options options;                       // of its index
    bool without_overlaps = false;         // of the last column; from PostgreSQL 18
    std::optional<std::string> tablespace; // of its index; absent: the database's default

    static constexpr std::string_view word = "unique constraint";
    static constexpr std::string_view section = "uniques";
    static constexpr KindFacts facts{
        .home = Home::relation, .is_constraint = true, .has_index = true};
    static constexpr auto fields = std::tuple{
        Field<Unique, std::vector<std::string>>{"columns", &Unique::columns, OnChange::replace, ""},
        Field<Unique, std::vector<std::string>>{"include", &Unique::include, OnChange::replace,
                                                "columns carried along"},
        Field<Unique, bool>{"nulls_not_distinct", &Unique::nulls_not_distinct, OnChange::replace,
                            "from PostgreSQL 15"},
        Field<Unique, bool>{"deferrable", &Unique::deferrable, OnChange::replace, ""},
        Field<Unique, bool>{"initially_deferred", &Unique::initially_deferred, OnChange::replace,
                            ""},
        Field<Unique, Options>{"options", &Unique::options, OnChange::alter,
                               "storage parameters of its index"},
        Field<Unique, bool>{"without_overlaps", &Unique::without_overlaps, OnChange::replace,
                            "of the last column; from PostgreSQL 18"},
        Field<Unique, std::optional<std::string>>{"tablespace", &Unique::tablespace,
                                                  OnChange::alter, "of its index"},
    };
};

struct Check {
    Expression expression;
    bool no_inherit = false;
    bool not_valid = false;    // existing rows have not been checked
    bool not_enforced = false; // no row is checked; from PostgreSQL 18
    bool inherited = false;    // as that of a column

    static constexpr std::string_view word = "check";
    static constexpr std::string_view section = "checks";
    static constexpr KindFacts facts{.home = Home::relation, .is_constraint = true};
    static constexpr auto fields = std::tuple{
        Field<Check, Expression>{"expression", &Check::expression, OnChange::replace, ""},
        Field<Check, bool>{"no_inherit", &Check::no_inherit, OnChange::replace, ""},
        Field<Check, bool>{"not_valid", &Check::not_valid, OnChange::alter,
                           "existing rows are not checked"},
        Field<Check, bool>{"not_enforced", &Check::not_enforced, OnChange::replace,
                           "no row is checked; from PostgreSQL 18"},
    };
    static constexpr auto uncompared =
        std::tuple{Uncompared<Check, bool>{"inherited", &Check::inherited}};
};

struct ForeignKey {
    std::vector<std::string> columns;
    QualifiedName references;
    std::vector<std::string> referred_columns;
    std::string match = "simple"; // simple, full
    std::string on_update = "no action";
    std::string on_delete = "no action";
    std::vector<std::string>
        set_columns; // of ON DELETE SET NULL or SET DEFAULT; from PostgreSQL 15
    bool deferrable = false;
    bool initially_deferred = false;
    bool not_valid = false;
    bool not_enforced = false; // from PostgreSQL 18
    bool period = false;       // of the last column of both sides; from PostgreSQL 18
    // The unique or primary key, or unique index, that PostgreSQL chose for it; known where it
    // was read from a server, never compared.
    std::string backing_index;

    static constexpr std::string_view word = "foreign key";
    static constexpr std::string_view section = "foreign_keys";
    static constexpr KindFacts facts{.home = Home::relation, .is_constraint = true};
    static constexpr std::string_view match_words[] = {"simple", "full"};
    static constexpr std::string_view action_words[] = {"no action", "restrict", "cascade",
                                                        "set null", "set default"};
    static constexpr auto fields = std::tuple{
        Field<ForeignKey, std::vector<std::string>>{"columns", &ForeignKey::columns,
                                                    OnChange::replace, ""},
        Field<ForeignKey, QualifiedName>{"references", &ForeignKey::references, OnChange::replace,
                                         "the referred table"},
        Field<ForeignKey, std::vector<std::string>>{
            "referred_columns", &ForeignKey::referred_columns, OnChange::replace, ""},
        Field<ForeignKey, std::string>{"match", &ForeignKey::match, OnChange::replace, "",
                                       match_words},
        Field<ForeignKey, std::string>{"on_update", &ForeignKey::on_update, OnChange::replace, "",
                                       action_words},
        Field<ForeignKey, std::string>{"on_delete", &ForeignKey::on_delete, OnChange::replace, "",
                                       action_words},
        Field<ForeignKey, std::vector<std::string>>{"set_columns", &ForeignKey::set_columns,
                                                    OnChange::replace,
                                                    "columns of ON DELETE SET NULL"},
        Field<ForeignKey, bool>{"deferrable", &ForeignKey::deferrable, OnChange::alter, ""},
        Field<ForeignKey, bool>{"initially_deferred", &ForeignKey::initially_deferred,
                                OnChange::alter, ""},
        Field<ForeignKey, bool>{"not_valid", &ForeignKey::not_valid, OnChange::alter,
                                "existing rows are not checked"},
        Field<ForeignKey, bool>{"not_enforced", &ForeignKey::not_enforced, OnChange::alter,
                                "no row is checked; from PostgreSQL 18"},
        Field<ForeignKey, bool>{"period", &ForeignKey::period, OnChange::replace,
                                "PERIOD before the last columns; from PostgreSQL 18"},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<ForeignKey, std::string>{"backing_index", &ForeignKey::backing_index},
    };
};

} // namespace schemadiff
