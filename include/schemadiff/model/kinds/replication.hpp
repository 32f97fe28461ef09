// Publications, what they publish, and subscriptions.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE PUBLICATION. Path {name}.
struct Publication {
    bool all_tables = false;
    std::vector<std::string> schemas;
    std::vector<std::string> publish{"insert", "update", "delete", "truncate"};
    bool via_root = false;
    std::string generated;

    static constexpr std::string_view word = "publication";
    static constexpr std::string_view section = "publications";
    static constexpr KindFacts facts{
        .home = Home::database, .is_plain = true, .has_owner = true, .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<Publication, bool>{"all_tables", &Publication::all_tables, OnChange::replace, ""},
        Field<Publication, std::vector<std::string>>{"schemas", &Publication::schemas,
                                                     OnChange::alter,
                                                     "all tables of these; from PostgreSQL 15"},
        Field<Publication, std::vector<std::string>>{
            "publish", &Publication::publish, OnChange::alter, "insert, update, delete, truncate"},
        Field<Publication, bool>{"via_root", &Publication::via_root, OnChange::alter,
                                 "changes of partitions as those of the partitioned table"},
        Field<Publication, std::string>{"generated", &Publication::generated, OnChange::alter,
                                        "stored: generated columns too; from PostgreSQL 18"},
    };
};

// A table of a publication. Path {publication, schema.table}: the name as SQL writes it.
struct PublishedTable {
    std::vector<std::string> columns;
    std::optional<Expression> where;

    static constexpr std::string_view word = "published table";
    static constexpr std::string_view section = "tables";
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<Publication>,
                                     .is_plain = true,
                                     .short_field = "columns",
                                     .key = KeyForm::relation};
    static constexpr auto fields = std::tuple{
        Field<PublishedTable, std::vector<std::string>>{
            "columns", &PublishedTable::columns, OnChange::alter, "only these; from PostgreSQL 15"},
        Field<PublishedTable, std::optional<Expression>>{"where", &PublishedTable::where,
                                                         OnChange::alter,
                                                         "only these rows; from PostgreSQL 15"},
    };
};

// CREATE SUBSCRIPTION. Path {name}. The connection is compared only where it is written.
struct Subscription {
    std::optional<std::string> connection;
    std::vector<std::string> publications;
    bool enabled = true;
    Options options;

    static constexpr std::string_view word = "subscription";
    static constexpr std::string_view section = "subscriptions";
    static constexpr std::string_view required[] = {"publications"};
    static constexpr KindFacts facts{.home = Home::database,
                                     .is_plain = true,
                                     .required = required,
                                     .secret_field = "connection",
                                     .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<Subscription, std::optional<std::string>>{
            "connection",
            &Subscription::connection,
            OnChange::alter,
            "never read from a server, because it may hold a secret",
            {},
            Absent::unclaimed},
        Field<Subscription, std::vector<std::string>>{"publications", &Subscription::publications,
                                                      OnChange::alter, ""},
        Field<Subscription, bool>{"enabled", &Subscription::enabled, OnChange::alter, ""},
        Field<Subscription, Options>{"options", &Subscription::options, OnChange::alter,
                                     "slot_name, synchronous_commit, binary, ..."},
    };
};

} // namespace schemadiff
