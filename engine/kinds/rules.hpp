// What the program knows of one kind of object: how it is read from pg_catalog and which SQL
// creates, alters, renames and drops it. One constant of this type for each kind, listed in
// registry.cpp. Diff, plan, render and execute know kinds through this struct only.
#pragma once

#include <schemadiff/base/row.hpp>
#include <schemadiff/model/catalog.hpp>
#include <schemadiff/sql/step.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

// What an object looks like from where it stands: the catalog of its own side.
struct Context {
    Catalog const &catalog;
    // Objects that depend on one, by fields or by SQL text; there as long as the catalog is.
    std::function<std::vector<ObjectId> const &(ObjectId const &)> dependants;
    int server_version = 0;         // 0: unknown, the newest is assumed
    Catalog const *other = nullptr; // the other side of a plan; null: there is none
    // What is dropped before any alteration leads away from this side, and comes back after it.
    // Null: that is not known yet, and an Alteration may ask again.
    std::function<bool(ObjectId const &)> is_away = nullptr;
    // What is made, or made anew, on the way to this side; all else is there before. Null: that is
    // not known, and all may be.
    std::function<bool(ObjectId const &)> is_made = nullptr;
    std::string_view role{}; // who runs the plan; empty: unknown, then nothing is assumed
};

// Names for the numbers in catalog rows. engine/introspect provides it; tests fake it.
class CatalogNames
{
public:
    virtual ~CatalogNames() = default;
    // Empty where the relation is not among those that are read.
    [[nodiscard]] virtual QualifiedName relation(long long oid) const = 0;
    [[nodiscard]] virtual std::string column(long long relation, int number) const = 0;
    // PUBLIC, number 0, is the empty name.
    [[nodiscard]] virtual std::string role(long long oid) const = 0;
    [[nodiscard]] virtual QualifiedName collation(long long oid) const = 0;
    // Collation number of a column.
    [[nodiscard]] virtual long long collation_of(long long relation, int number) const = 0;
    // The operator class where it is not the default for the column's type, else an empty name.
    [[nodiscard]] virtual QualifiedName operator_class(long long oid, long long relation,
                                                       int number) const = 0;
    [[nodiscard]] virtual QualifiedName operator_class(long long oid) const = 0;
    // attoptions of one key of an index.
    [[nodiscard]] virtual Options key_options(long long index, int number) const = 0;
    // Owner of a relation.
    [[nodiscard]] virtual std::string owner_of(long long relation) const = 0;
    [[nodiscard]] virtual int server_version() const = 0;
    // The object that a row of pg_description, or of an ACL, is about.
    [[nodiscard]] virtual Object const *object(long long catalog, long long oid,
                                               int number) const = 0;

    // `numbers` in the form of int2vector or int2[].
    [[nodiscard]] std::vector<std::string> columns(long long relation,
                                                   std::string_view numbers) const;
};

// OIDs of system catalogs: fixed by src/include/catalog/*.h in every version.
namespace catalog_oid
{
inline constexpr long long pg_type = 1247;
inline constexpr long long pg_authid = 1260;
inline constexpr long long pg_proc = 1255;
inline constexpr long long pg_class = 1259;
inline constexpr long long pg_attrdef = 2604;
inline constexpr long long pg_constraint = 2606;
inline constexpr long long pg_namespace = 2615;
inline constexpr long long pg_rewrite = 2618;
inline constexpr long long pg_trigger = 2620;
inline constexpr long long pg_extension = 3079;
inline constexpr long long pg_collation = 3456;
inline constexpr long long pg_policy = 3256;
inline constexpr long long pg_am = 2601;
inline constexpr long long pg_cast = 2605;
inline constexpr long long pg_conversion = 2607;
inline constexpr long long pg_opclass = 2616;
inline constexpr long long pg_operator = 2617;
inline constexpr long long pg_opfamily = 2753;
inline constexpr long long pg_ts_config = 3602;
inline constexpr long long pg_ts_dict = 3600;
inline constexpr long long pg_ts_parser = 3601;
inline constexpr long long pg_ts_template = 3764;
inline constexpr long long pg_foreign_data_wrapper = 2328;
inline constexpr long long pg_foreign_server = 1417;
inline constexpr long long pg_user_mapping = 1418;
inline constexpr long long pg_event_trigger = 3466;
inline constexpr long long pg_publication = 6104;
inline constexpr long long pg_publication_rel = 6106;
inline constexpr long long pg_subscription = 6100;
} // namespace catalog_oid

// Takes what was read from one row, with the address by which pg_depend knows it.
class Found
{
public:
    virtual ~Found() = default;
    virtual void add(Object object, long long catalog, long long oid, int number = 0) = 0;
    // An object without an address in pg_depend.
    virtual void add(Object object) = 0;
};

// What alter() answers.
struct Alteration {
    bool replace = false; // PostgreSQL cannot: drop and create
    std::vector<Step> steps;
    // The steps name objects that others may have taken away (Context::is_away): it is asked for
    // again when that is known.
    bool asks_who_is_away = false;
    // As Rules::alters_alone, of this one: nobody notices what the planner is told by statistics.
    bool is_alone = false;
};

using FieldNames = std::vector<std::string_view>;

// What somebody may do with an object, or which rows he sees.
struct Right {
    std::string who;       // PUBLIC, the owner, role "app"
    std::string on;        // table "app"."users", rows of table "app"."users"
    std::string what;      // select, for select using owner = current_user
    bool is_taken = false; // it is what is kept from him
    ObjectId with{};       // it ends with this object, which nobody needs to be told; empty: none
    friend auto operator<=>(Right const &, Right const &) = default;
};

struct Rules {
    Kind kind{};
    // A query over the whole database whose rows `from_row` reads. {managed} stands for the
    // condition on pg_namespace n, other words in braces for expressions that differ between
    // versions (server_features.hpp). Empty where another kind's rows bring it.
    std::string_view catalog_query{};
    void (*from_row)(Row const &, CatalogNames const &, Found &) = nullptr;

    Side (*create)(Object const &, Context const &) = nullptr;
    Side (*drop)(Object const &, Context const &) = nullptr;
    // Step::online of its creation; gone through backwards it is that of its removal. Null, or no
    // parts: nobody waits for long anyway, or there is no such way.
    std::vector<Step> (*online)(Object const &, Context const &) = nullptr;
    // Its online way begins with what takes long, so that one which is replaced stands beside the
    // new one until that can be used. Otherwise the new one serves as soon as the first part is
    // done, or, where that part takes long, takes the old one's place in one transaction.
    bool stands_beside_another = false;
    // Of a kind of which a table has one only, so that the new one cannot stand beside the old one:
    // two parts, the first of which builds the index for it under that name, which takes long, and
    // the second gives the index to it. Null: a table can have several; no parts: no such way.
    std::vector<Step> (*built_beside)(Object const &, ObjectId const &index,
                                      Context const &) = nullptr;
    // Only fields that say OnChange::alter are asked for. Null: a change of any is a replacement.
    Alteration (*alter)(Object const &before, Object const &after, FieldNames const &,
                        Context const &before_context, Context const &after_context) = nullptr;
    // Whether a type that changes has to be made anew while the old one is still there
    // (type_group.hpp), because PostgreSQL cannot alter it. Null: never.
    bool (*is_made_anew)(Object const &before, Object const &after, Context const &before_context,
                         Context const &after_context) = nullptr;
    // What it is a part of, where that may have to be altered for any change of the part, though no
    // field of it says so: a domain that gains a check may have to be made anew. Null: nothing.
    std::optional<ObjectId> (*changes_with)(ObjectId const &) = nullptr;
    // An alteration concerns nobody who needs the object, so that none of them waits for it:
    // columns, constraints and row security of a table are objects of their own.
    bool alters_alone = false;
    // An alteration goes on below whoever uses the object (CREATE OR REPLACE): who lets it go may
    // do so later.
    bool alters_below_users = false;
    // The same object under another name, or in another schema. Null: cannot be renamed.
    Side (*rename)(ObjectId const &before, ObjectId const &after) = nullptr;
    // What PostgreSQL renames in the same way by itself: the columns of partitions. Null: nothing.
    std::vector<ObjectId> (*renamed_along)(ObjectId const &, Catalog const &) = nullptr;
    // The statement where there are such others and it has to say so. Null: it has not.
    Side (*rename_with_others)(ObjectId const &before, ObjectId const &after) = nullptr;
    // Whether it is renamed in no other way. Null: never.
    bool (*is_renamed_with_another)(ObjectId const &, Catalog const &) = nullptr;
    // The name is all that distinguishes two objects of the same contents: rename, do not build.
    bool renames_freely = false;
    // Of a kind that is renamed freely, objects that would leave something behind under their old
    // name, so that they are made anew. Null: none.
    bool (*clings_to_its_name)(Object const &object) = nullptr;
    // What PostgreSQL takes along to another schema or owner, though that is no part of it.
    // Null: nothing.
    std::vector<ObjectId> (*takes_along)(ObjectId const &, Catalog const &) = nullptr;
    // The object of the other side that is this one under another name, though nobody has said
    // so, because what both belong to says it. Null: none.
    std::optional<ObjectId> (*former)(Object const &, Catalog const &before,
                                      Catalog const &after) = nullptr;

    // The whole that it belongs to and by which it is known in its table, whatever its name is: the
    // index of the partitioned table that an index of a partition is attached to. Null: none.
    std::optional<ObjectId> (*known_by)(ObjectId const &, Catalog const &) = nullptr;

    [[nodiscard]] bool is_renamed_freely(Object const &object) const
    {
        return renames_freely && (clings_to_its_name == nullptr || !clings_to_its_name(object));
    }
    // Takes over the new name of another object, or of itself, in its fields. The ids of what is
    // below a renamed object are changed already. Null: no field names anything.
    void (*follow)(Object &, ObjectId const &before, ObjectId const &after) = nullptr;
    // What its fields refer to; what its SQL text names is in Object::references.
    std::vector<ObjectId> (*depends_on)(Object const &, Catalog const &) = nullptr;
    // What has to be there when it is made, and may go when it is gone, but can be changed or made
    // anew without it: whatever fits when a partition is attached. Null: nothing.
    std::vector<ObjectId> (*comes_after)(Object const &, Catalog const &) = nullptr;
    // What has to be made before it where both are made. Where nothing is made, because a step only
    // takes away (Context::is_made is null), what may go when it is gone. Null: nothing.
    std::vector<ObjectId> (*made_after)(Object const &, Context const &) = nullptr;
    // What must not be there when it is made, as it would be taken for something else, though both
    // sides have it. Null: nothing.
    std::vector<ObjectId> (*in_the_way)(Object const &, Context const &) = nullptr;
    // All that can change on this side with the object of this id, be it there or not: of a grant,
    // all that its role has on its subject. rights.hpp adds what every object gives. Null: nothing.
    std::vector<Right> (*rights)(ObjectId const &, Context const &) = nullptr;
    // TABLE app.users: as COMMENT ON takes it. Null: cannot have a comment.
    Sql (*address)(ObjectId const &) = nullptr;
    // The same, where the words depend on what the object is. Null: they do not.
    Sql (*address_of)(Object const &) = nullptr;
    // TABLE app.users: as ALTER ... OWNER TO takes it. Null: no owner of its own.
    Sql (*owner_address)(ObjectId const &) = nullptr;
    // What that takes on the object, where it is a relation.
    Lock owner_lock = Lock::none;
    // Whether a change of its owner comes with that of another object. Null: never.
    bool (*owner_follows)(ObjectId const &, Catalog const &before, Catalog const &after) = nullptr;
    // Its objects act on statements that follow (default privileges), so they are made and altered
    // when all else is done.
    bool acts_on_others = false;
    // The names that it occupies, for what must go before another object can take them.
    std::vector<std::string> (*slots)(ObjectId const &, Object const *) = nullptr;
    // Beside these, names that it frees where it goes, and takes where it is made, though it does
    // not occupy them: what makes room for others that need not make room for one another.
    std::vector<std::string> (*frees)(ObjectId const &, Context const &) = nullptr;
    std::vector<std::string> (*takes)(ObjectId const &, Context const &) = nullptr;
};

// "app"."users" of an id whose first two parts are schema and relation.
inline Qualified relation_name(ObjectId const &id)
{
    return {id.part(0), id.part(1)};
}

// The relation that a part of it belongs to: a table, or a view where there is no such table.
ObjectId relation_of(ObjectId const &id, Catalog const &catalog);

inline Side side(Sql statement)
{
    Side one;
    one.statements.push_back(std::move(statement));
    return one;
}

inline LockClaim exclusive_lock(ObjectId const &relation)
{
    return {relation, Lock::access_exclusive};
}

// Slots: one namespace for all relations of a schema, one for its types, one for the
// constraints of a table.
std::string relation_slot(std::string_view schema, std::string_view name);
std::string type_slot(std::string_view schema, std::string_view name);
std::string constraint_slot(ObjectId const &constraint);
// No name, but what grants on an object, and the ownership of a sequence by its columns, share
// with a change of its owner: the old ones go before it, the new ones come after it.
std::string rights_slot(ObjectId const &object);

// SET (...) and RESET (...) that lead from one set of options to another; empty texts where
// there is nothing to do.
struct OptionChange {
    Options set;
    std::vector<std::string> reset;
};
OptionChange option_change(Options const &before, Options const &after);
// `prefix` SET (...), `prefix` RESET (...).
std::vector<Sql> option_statements(Sql const &prefix, Options const &before, Options const &after);

// What such a change takes on the relation: most options are read by vacuum alone, others by
// whoever uses it (AlterTableGetRelOptionsLockLevel of src/backend/access/common/reloptions.c).
Lock option_lock(Options const &before, Options const &after);

// A type as format_type() prints it, with the names quoted as we quote them: which words are
// keywords differs between versions, and json.status would not be "json".status.
TypeName type_name(std::string_view printed);

// reloptions: {fillfactor=70,autovacuum_enabled=false}
Options options_from(std::vector<std::string> const &items, std::string_view prefix = "");

// One step with the same rule in both directions, sides exchanged.
template <class F>
Step both_ways(Object const &before, Object const &after, F const &rule)
{
    Step step;
    step.up = rule(before, after);
    step.down = rule(after, before);
    return step;
}

inline bool contains(FieldNames const &fields, std::string_view name)
{
    for (std::string_view const one : fields) {
        if (one == name) {
            return true;
        }
    }
    return false;
}

} // namespace schemadiff::kinds
