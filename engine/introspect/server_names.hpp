// The numbers of catalog rows and what they stand for: filled from a few small queries and from
// the objects as they are found.
#pragma once

#include <engine/kinds/rules.hpp>
#include <engine/postgres/result.hpp>

#include <memory>
#include <unordered_map>

namespace schemadiff::introspect
{

class ServerNames : public kinds::CatalogNames, public kinds::Found
{
public:
    explicit ServerNames(int server_version) : server_version_{server_version} {}

    // Rows of the queries in server_names.cpp and of the query for columns.
    void add_relations(postgres::Result const &rows);
    void add_columns(postgres::Result const &rows);
    void add_roles(postgres::Result const &rows);
    void add_collations(postgres::Result const &rows);
    void add_operator_classes(postgres::Result const &rows);
    void add_key_options(postgres::Result const &rows);
    void add_types(postgres::Result const &rows);
    void add_members(postgres::Result const &rows);
    // Edges of pg_depend, once all objects have been found.
    void add_dependencies(postgres::Result const &rows);

    std::vector<ObjectPtr> take_objects();

    [[nodiscard]] QualifiedName relation(long long oid) const override;
    [[nodiscard]] std::string column(long long relation, int number) const override;
    [[nodiscard]] std::string role(long long oid) const override;
    [[nodiscard]] QualifiedName collation(long long oid) const override;
    [[nodiscard]] long long collation_of(long long relation, int number) const override;
    [[nodiscard]] QualifiedName operator_class(long long oid, long long relation,
                                               int number) const override;
    [[nodiscard]] QualifiedName operator_class(long long oid) const override;
    [[nodiscard]] Options key_options(long long index, int number) const override;
    [[nodiscard]] std::string owner_of(long long relation) const override;
    [[nodiscard]] int server_version() const override { return server_version_; }
    [[nodiscard]] Object const *object(long long catalog, long long oid, int number) const override;

    void add(Object object, long long catalog, long long oid, int number) override;
    void add(Object object) override;

private:
    struct Relation {
        QualifiedName name;
        long long owner = 0;
    };
    struct Column {
        std::string name;
        long long type = 0;
        long long collation = 0;
    };
    struct OperatorClass {
        QualifiedName name;
        long long method = 0;
        long long type = 0;
        bool usual = false;
    };
    struct Type {
        long long relation = 0;
        long long element = 0;
    };

    // The objects that an address of pg_depend stands for: of a column also its relation.
    [[nodiscard]] std::vector<Object *> at(long long catalog, long long oid, int number) const;

    int server_version_;
    std::vector<std::shared_ptr<Object>> objects_;
    std::unordered_map<unsigned long long, Object *> by_address_;
    std::unordered_map<long long, Relation> relations_;
    std::unordered_map<unsigned long long, Column> columns_;
    std::unordered_map<long long, std::string> roles_;
    std::unordered_map<long long, QualifiedName> collations_;
    std::unordered_map<long long, OperatorClass> operator_classes_;
    std::unordered_map<unsigned long long, Options> key_options_;
    std::unordered_map<long long, Type> types_;
    std::unordered_map<unsigned long long, long long> members_; // of extensions
};

} // namespace schemadiff::introspect
