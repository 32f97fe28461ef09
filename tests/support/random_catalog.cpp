#include <support/random_catalog.hpp>

#include <schemadiff/base/identifier.hpp>
#include <support/random_maker.hpp>

#include <algorithm>

namespace schemadiff::tests
{

namespace
{

// None of them owns anything, because an owner's own privileges are stored in another way.
std::vector<std::string> const roles = {"app",  "reader", "Odd Role", "null", "1role",
                                        "röle", "a\"b",   "a.b",      "all",  "no"};

// What the default privileges are: never stored.
bool is_usual(ObjectId const &on, std::string const &grantee, std::vector<std::string> const &given,
              std::size_t all)
{
    bool const to_public = on.kind() == kind_of<Function> || on.kind() == kind_of<Enum> ||
                           (on.kind() == kind_of<Schema> && on.name() == "public");
    if (grantee == "public") {
        return to_public ? given.size() == 1 : given.empty();
    }
    return grantee.empty() && on.kind() != kind_of<Column> ? given.size() >= all : given.empty();
}

} // namespace

std::string sql_name(std::string_view name)
{
    return quoted_identifier(name);
}

std::string sql_name(ObjectId const &id)
{
    return quoted_name(id.part(0), id.part(1));
}

Chance RandomMaker::chance_of(std::string_view key) const
{
    constexpr int changed_share = 10;
    bool const is_changed =
        options_.variation != 0 &&
        Chance{options_.seed ^ (options_.variation << 32U), key}.percent(changed_share);
    return {options_.seed + (is_changed ? options_.variation * 7919U : 0U), key};
}

std::string RandomMaker::name_of(std::string const &key, std::set<std::string> &taken) const
{
    return random_name(Chance{options_.seed, "name " + key}, options_.odd_names, taken);
}

// Tables, views, sequences, indexes and types share one space of names.
std::string RandomMaker::name_in(ObjectId const &schema, std::string const &key)
{
    return name_of(std::string{schema.name()} + " " + key, taken_[schema.path()]);
}

void RandomMaker::add_owner(Object &object)
{
    if (options_.owners) {
        Chance chance = chance_of("owner " + described(object.id));
        object.owner = chance.percent(85) ? "app_owner" : chance.percent(50) ? "Other Owner" : "on";
    }
}

void RandomMaker::add_comment(ObjectId const &on, Chance &chance)
{
    bool const has_comment =
        on.kind() != kind_of<ColumnDefault> && on.kind() != kind_of<SequenceOwner> &&
        on.kind() != kind_of<RowSecurity> && on.kind() != kind_of<ReplicaIdentity> &&
        on.kind() != kind_of<ClusterMark> && !facts(on.kind()).comes_with_parent;
    // An extension brings a comment of its own, which is lost under another one.
    bool const is_lost = options_.buildable && on.kind() == kind_of<Extension>;
    if (!options_.satellites || !has_comment || !chance.percent(12) || is_lost) {
        return;
    }
    auto comment = std::make_shared<Object>(
        Object{satellite_id(kind_of<Comment>, on), Comment{on, random_text(chance)}});
    objects_.push_back(std::move(comment));
}

void RandomMaker::add_labels(ObjectId const &on)
{
    Chance chance = chance_of("labels of " + described(on));
    if (!options_.satellites || options_.buildable || !facts(on.kind()).has_labels) {
        return;
    }
    for (char const *provider : {"big realm", "clearance"}) {
        if (chance.percent(5)) {
            objects_.push_back(std::make_shared<Object>(
                Object{satellite_id(kind_of<SecurityLabel>, on, {provider}),
                       SecurityLabel{on, provider, random_text(chance)}}));
        }
    }
}

std::optional<std::string> RandomMaker::tablespace_of(ObjectId const &id) const
{
    Chance chance = chance_of("tablespace of " + described(id));
    return chance.percent(6)   ? std::optional<std::string>{"fast"}
           : chance.percent(3) ? std::optional<std::string>{"big disk"}
                               : std::nullopt;
}

void RandomMaker::add_grants(ObjectId const &on, std::vector<std::string> const &privileges,
                             Chance &chance)
{
    if (!options_.satellites) {
        return;
    }
    auto const add_grant = [&](std::string const &grantee, std::string const &grantor) {
        auto given = chance.percent(25) ? privileges
                                        : chance.some_of(privileges, chance.percent(80) ? 1 : 0);
        std::vector<std::string> with_option;
        if (chance.percent(25) && grantee != "public" && !(options_.buildable && grantee.empty())) {
            with_option = chance.some_of(given, 0);
        }
        bool const is_nothing = given.empty() && !grantor.empty();
        if (!is_nothing && !is_usual(on, grantee, given, privileges.size())) {
            objects_.push_back(std::make_shared<Object>(
                Object{satellite_id(kind_of<Grant>, on, {grantee, grantor}),
                       Grant{on, grantee, grantor, given, with_option}}));
        }
    };
    for (std::string const &role : roles) {
        if (chance.percent(4)) {
            add_grant(role, "");
        }
        // Who grants needs the option to do so.
        if (chance.percent(2) && !options_.buildable) {
            add_grant(role, "admin");
        }
    }
    for (std::string const role : {"", "public"}) {
        if (chance.percent(5)) {
            add_grant(role, "");
        }
    }
}

void RandomMaker::add_schema(int number)
{
    auto const key = "schema " + std::to_string(number);
    auto const name = name_of(key, taken_[""]);
    auto const id = id_of<Schema>({name});
    schemas_.push_back(id);
    Chance chance = chance_of(key);
    add_owner(add(id, Schema{}, chance));
    add_grants(id, {"create", "usage"}, chance);
}

void RandomMaker::add_extension(ObjectId const &schema)
{
    Chance chance = chance_of("extension " + schema.path());
    auto const name = name_of("extension " + schema.path(), taken_["extensions"]);
    if (chance.percent(40)) {
        return;
    }
    Extension body;
    if (options_.buildable) {
        auto const real = chance.one_of<std::string>({"citext", "pg_trgm", "hstore", "tablefunc"});
        if (taken_["real extensions"].insert(real).second) {
            body.schema = std::string{schema.name()};
            add(id_of<Extension>({real}), std::move(body), chance);
        }
        return;
    }
    if (chance.percent(70)) {
        body.schema = std::string{schema.name()};
    }
    if (chance.percent(70)) {
        body.version = Version{chance.one_of<std::string>({"1.10", "1.3", "3", "0.5.0", "2024a"})};
    }
    add(id_of<Extension>({name}), std::move(body), chance);
    auto const member = [&](std::string_view stem) {
        return sql_name(schema.name()) + '.' + sql_name(stem);
    };
    if (chance.percent(50)) {
        auto const id = id_of<ExtensionFunction>({name, member("f"), "integer, text[]"});
        add(id, ExtensionFunction{}, chance);
        add_grants(id, {"execute"}, chance);
    }
    if (chance.percent(50)) {
        auto const id = id_of<ExtensionRelation>({name, member("big t")});
        add(id, ExtensionRelation{}, chance);
        add_grants(id, {"delete", "insert", "select"}, chance);
    }
}

void RandomMaker::add_enum(ObjectId const &schema, int number)
{
    auto const key = "enum " + std::to_string(number);
    auto const id = schema.child(kind_of<Enum>, name_in(schema, key));
    Chance chance = chance_of(key + schema.path());
    if (chance.percent(10)) {
        return;
    }
    Enum body;
    std::set<std::string> taken;
    for (int count = chance.between(0, 5), label = 0; label < count; ++label) {
        body.labels.push_back(
            name_of(key + schema.path() + " label " + std::to_string(label), taken));
    }
    add_owner(add(id, std::move(body), chance));
    add_grants(id, {"usage"}, chance);
    enums_.push_back(id);
}

void RandomMaker::add_sequence(ObjectId const &schema, int number)
{
    auto const key = "sequence " + std::to_string(number);
    auto const id = schema.child(kind_of<Sequence>, name_in(schema, key));
    Chance chance = chance_of(key + schema.path());
    if (chance.percent(10)) {
        return;
    }
    Sequence body;
    body.type.text = chance.one_of<std::string>({"bigint", "bigint", "integer", "smallint"});
    body.increment = chance.percent(70) ? 1 : chance.one_of<long long>({-1, 2, -10});
    if (options_.buildable) {
        // The last value must lie within the bounds of a neighbour too.
        body.increment = std::max(body.increment, 1LL);
    }
    if (chance.percent(30) && !options_.buildable) {
        body.min_value = -chance.between(5, 1000);
    }
    if (chance.percent(30)) {
        body.max_value = chance.between(5, 1000);
    }
    if (chance.percent(30)) {
        // Neither end of the range, which would be where it starts by itself.
        body.start = body.increment > 0 ? 3 : -3;
    }
    body.cache = chance.percent(80) ? 1 : 20;
    body.cycle = chance.percent(20);
    body.unlogged = chance.percent(10);
    add_owner(add(id, std::move(body), chance));
    add_grants(id, {"select", "update", "usage"}, chance);
    sequences_.push_back(id);
}

void RandomMaker::add_sequence_owners()
{
    for (ObjectId const &sequence : sequences_) {
        Chance chance = chance_of("owner of " + sequence.path());
        if (tables_.empty() || !chance.percent(50)) {
            continue;
        }
        auto const &table = chance.one_of(tables_);
        auto const &column = *chance.one_of(table.columns);
        // PostgreSQL wants both in one schema.
        if (table.id.schema() == sequence.schema()) {
            if (options_.buildable) {
                object_of(sequence).owner = table.owner;
            }
            add(sequence.as(kind_of<SequenceOwner>),
                SequenceOwner{{std::string{column.id.part(0)}, std::string{column.id.part(1)},
                               std::string{column.id.part(2)}}},
                chance);
        }
    }
}

// What PostgreSQL 18 brought. The streams are others than those of the objects, so that a seed
// still means what it meant before.
void RandomMaker::add_what_is_new(Object &object) const
{
    if (options_.buildable && options_.server_major < 18) {
        return;
    }
    Chance chance = chance_of("new " + object.id.path());
    if (auto *column = object.body.get_if<Column>(); column != nullptr && column->not_null) {
        column->not_null_name = chance.percent(80) ? "" : "nn";
        column->not_null_name +=
            column->not_null_name.empty() ? "" : std::to_string(object.position);
        // Neither goes with a primary key.
        column->not_null_no_inherit = !options_.buildable && chance.percent(10);
        column->not_null_not_valid = !options_.buildable && chance.percent(10);
    }
    if (auto *column = object.body.get_if<Column>(); column != nullptr && column->generated) {
        // One that is computed when it is read can have no index.
        column->is_virtual = !options_.buildable && chance.percent(30);
    } else if (auto *check = object.body.get_if<Check>(); check != nullptr) {
        check->not_enforced = chance.percent(15);
        check->not_valid = check->not_valid && !check->not_enforced;
    } else if (auto *key = object.body.get_if<ForeignKey>(); key != nullptr) {
        key->not_enforced = chance.percent(15);
        key->not_valid = key->not_valid && !key->not_enforced;
    }
}

void RandomMaker::leave_out_what_is_newer(Object &object) const
{
    if (!options_.buildable) {
        return;
    }
    if (auto *column = object.body.get_if<Column>(); column != nullptr) {
        // Servers are built without lz4, too.
        column->compression =
            column->compression.empty() || options_.server_major < 14 ? "" : "pglz";
    }
    if (options_.server_major >= 15) {
        return;
    }
    if (auto *sequence = object.body.get_if<Sequence>(); sequence != nullptr) {
        sequence->unlogged = false;
    } else if (auto *index = object.body.get_if<Index>(); index != nullptr) {
        index->nulls_not_distinct = false;
    } else if (auto *unique = object.body.get_if<Unique>(); unique != nullptr) {
        unique->nulls_not_distinct = false;
    } else if (auto *key = object.body.get_if<ForeignKey>(); key != nullptr) {
        key->set_columns.clear();
    }
}

Object &RandomMaker::object_of(ObjectId const &id) const
{
    return **std::find_if(objects_.begin(), objects_.end(),
                          [&](auto const &object) { return object->id == id; });
}

Catalog RandomMaker::catalog()
{
    for (int number = 0; number < options_.schemas; ++number) {
        add_schema(number);
    }
    auto const for_each = [&](int count, auto const &make) {
        for (ObjectId const &schema : schemas_) {
            for (int number = 0; number < count; ++number) {
                make(schema, number);
            }
        }
    };
    for_each(1, [&](ObjectId const &schema, int) { add_extension(schema); });
    for_each(2, [&](ObjectId const &schema, int number) { add_enum(schema, number); });
    for_each(2, [&](ObjectId const &schema, int number) { add_sequence(schema, number); });
    for_each(1, [&](ObjectId const &schema, int number) { add_trigger_function(schema, number); });
    for_each(2, [&](ObjectId const &schema, int number) { add_function(schema, number); });
    for_each(options_.tables,
             [&](ObjectId const &schema, int number) { add_table(schema, number); });
    add_sequence_owners();
    for (RandomTable &table : tables_) {
        for (int number = 0; number < 2; ++number) {
            add_foreign_key(table, number);
            add_trigger(table, number);
        }
    }
    for_each(2, [&](ObjectId const &schema, int number) { add_view(schema, number); });
    for (auto const &object : objects_) {
        add_what_is_new(*object);
        leave_out_what_is_newer(*object);
        std::sort(object->references.begin(), object->references.end());
    }
    return Catalog{{objects_.begin(), objects_.end()}};
}

std::vector<std::string> random_roles()
{
    auto all = roles;
    all.insert(all.end(), {"app_owner", "Other Owner", "on", "admin"});
    return all;
}

Catalog random_catalog(RandomOptions const &options)
{
    return RandomMaker{options}.catalog();
}

} // namespace schemadiff::tests
