// The maker of random catalogs, for random_*.cpp only: the objects so far, and what later ones may
// refer to.
#pragma once

#include <schemadiff/model/catalog.hpp>
#include <support/random_catalog.hpp>
#include <support/random_values.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::tests
{

class RandomMaker
{
public:
    explicit RandomMaker(RandomOptions const &options) : options_{options} {}

    Catalog catalog();

private:
    struct KeyColumns {
        std::string name;
        std::vector<std::string> columns;
    };

    struct RandomTable {
        ObjectId id;
        std::string sql_name;
        std::optional<std::string> owner;
        std::vector<std::shared_ptr<Object>> columns;
        std::vector<KeyColumns> keys;     // that a foreign key can refer to
        std::vector<std::string> indexes; // also those of constraints
        std::vector<std::string> unique_indexes;
        bool unlogged = false;
    };

    // The stream for one object; about one in ten is another one in a variation.
    [[nodiscard]] Chance chance_of(std::string_view key) const;
    // Names do not vary.
    std::string name_of(std::string const &key, std::set<std::string> &taken) const;
    std::string name_in(ObjectId const &schema, std::string const &key);

    template <class T>
    Object &add(ObjectId id, T body, Chance &chance, std::vector<ObjectId> references = {});
    [[nodiscard]] Object &object_of(ObjectId const &id) const;
    void add_owner(Object &object);
    void add_comment(ObjectId const &on, Chance &chance);
    // Of the providers of tests/support/label_provider.c, which few servers have.
    void add_labels(ObjectId const &on);
    // One of those that make_tablespaces() makes on the server of the tests, or none.
    [[nodiscard]] std::optional<std::string> tablespace_of(ObjectId const &id) const;
    void add_grants(ObjectId const &on, std::vector<std::string> const &privileges, Chance &chance);

    void add_schema(int number);
    void add_extension(ObjectId const &schema);
    void add_enum(ObjectId const &schema, int number);
    void add_sequence(ObjectId const &schema, int number);
    void add_sequence_owners();
    void add_what_is_new(Object &object) const;
    void leave_out_what_is_newer(Object &object) const;

    void add_function(ObjectId const &schema, int number);
    void add_trigger_function(ObjectId const &schema, int number);
    void add_arguments(Function &body, Chance &chance);
    void add_result(Function &body, Chance &chance);
    void add_attributes(Function &body, Chance &chance);

    void add_table(ObjectId const &schema, int number);
    void add_columns(RandomTable &table);
    void add_column(RandomTable &table, int number, std::set<std::string> &taken);
    void add_default(Object const &column, Chance &chance);
    bool add_serial(RandomTable const &table, Object &column, Chance &chance);
    void add_primary_key(RandomTable &table);
    void add_unique(RandomTable &table, int number);
    void add_check(RandomTable &table, int number);
    void add_index(RandomTable &table, int number);
    IndexKey index_key(RandomTable const &table, Index const &body, Chance &chance) const;
    void add_marks(RandomTable &table);
    void add_policy(RandomTable &table, int number);
    void add_foreign_key(RandomTable &table, int number);
    void add_trigger(RandomTable const &table, int number);
    void add_view(ObjectId const &schema, int number);
    void add_view_trigger(ObjectId const &view, int number);

    RandomOptions options_;
    std::vector<std::shared_ptr<Object>> objects_;
    std::map<std::string, std::set<std::string>> taken_;
    std::vector<ObjectId> schemas_, enums_, sequences_, trigger_functions_;
    std::set<ObjectId> functions_;
    std::vector<RandomTable> tables_;
};

// Whether the text of a value never changes, so that an index may be built on it.
bool has_fixed_text(Column const &column);

// A name as SQL text has it.
std::string sql_name(std::string_view name);
std::string sql_name(ObjectId const &id);

template <class T>
Object &RandomMaker::add(ObjectId id, T body, Chance &chance, std::vector<ObjectId> references)
{
    if constexpr (requires { body.tablespace; }) {
        body.tablespace = tablespace_of(id);
    }
    auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
    object->references = std::move(references);
    objects_.push_back(object);
    add_comment(object->id, chance);
    add_labels(object->id);
    return *object;
}

} // namespace schemadiff::tests
