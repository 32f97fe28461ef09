#include <parser/resolve/check_parts.hpp>

#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/operator_member.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::resolve
{

namespace
{

using yaml::together;

std::string joined(std::vector<std::string> const &names)
{
    std::string text;
    for (std::string const &name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

class PartChecks
{
public:
    PartChecks(Catalog const &catalog, Diagnostics &diagnostics)
        : catalog_{catalog}, diagnostics_{diagnostics}
    {
    }

    void run()
    {
        for (ObjectPtr const &object : catalog_.of_kind(kind_of<ForeignKey>)) {
            check(*object, object->as<ForeignKey>());
        }
        for (ObjectPtr const &object : catalog_.of_kind(kind_of<Exclusion>)) {
            check(*object, object->as<Exclusion>());
        }
        for (ObjectPtr const &object : catalog_.of_kind(kind_of<Trigger>)) {
            check(*object, object->as<Trigger>());
        }
        for (ObjectPtr const &object : catalog_.of_kind(kind_of<SequenceOwner>)) {
            check(*object, object->as<SequenceOwner>());
        }
        for (ObjectPtr const &object : catalog_.of_kind(kind_of<OperatorClass>)) {
            auto const &body = object->as<OperatorClass>();
            check_members(*object, body.members, body.type.text);
        }
        for (ObjectPtr const &object : catalog_.of_kind(kind_of<OperatorFamily>)) {
            check_members(*object, object->as<OperatorFamily>().members, "");
        }
    }

private:
    void error(std::string_view code, Object const &object, std::string message,
               std::string hint = {})
    {
        diagnostics_.error(code, object.at, std::move(message),
                           hint.empty() ? std::vector<std::string>{}
                                        : std::vector{std::move(hint)});
    }

    void check_members(Object const &object, std::vector<std::string> const &members,
                       std::string_view type)
    {
        for (std::string const &text : members) {
            if (!operator_member(text, type)) {
                error(codes::bad_value, object,
                      together("'", text, "' is no member of ", described(object.id)),
                      "Write 'operator 1 <(integer, integer)' or 'function 1 app.cmp(integer, "
                      "integer)', in quotes where it stands in a list with brackets.");
            }
        }
    }

    [[nodiscard]] bool declares(std::string_view schema) const
    {
        return catalog_.contains(id_of<Schema>({schema}));
    }

    // Names of this kind in a schema, for a hint.
    [[nodiscard]] std::string similar(Kind kind, std::string_view schema,
                                      std::string_view name) const
    {
        std::vector<std::string_view> known;
        for (ObjectPtr const &one : catalog_.below(kind, id_of<Schema>({schema}))) {
            known.push_back(one->id.part(1));
        }
        return yaml::did_you_mean(name, known);
    }

    // Whether the table is declared; reports one that should be.
    bool expect_table(Object const &object, QualifiedName const &name)
    {
        auto const table = id_of<Table>({name.schema, name.name});
        if (catalog_.contains(table)) {
            return true;
        }
        if (declares(name.schema)) {
            bool const is_view = catalog_.contains(table.as(kind_of<View>));
            error(codes::unknown_table, object,
                  together(described(object.id), " refers to ", described(table),
                           is_view ? ", which is a view" : ", which is not declared"),
                  is_view ? std::string{} : similar(kind_of<Table>, name.schema, name.name));
        }
        return false;
    }

    // False where one is missing.
    bool expect_columns(Object const &object, ObjectId const &table,
                        std::vector<std::string> const &columns)
    {
        bool is_complete = true;
        for (std::string const &column : columns) {
            if (catalog_.contains(table.child(kind_of<Column>, column))) {
                continue;
            }
            is_complete = false;
            std::vector<std::string_view> known;
            for (ObjectPtr const &one : catalog_.below(kind_of<Column>, table)) {
                known.push_back(one->id.name());
            }
            error(codes::unknown_column, object,
                  together(described(object.id), " refers to column \"", column, "\", which ",
                           described(table), " has not"),
                  yaml::did_you_mean(column, known));
        }
        return is_complete;
    }

    void check(Object const &object, ForeignKey const &key)
    {
        auto const table = id_of<Table>({key.references.schema, key.references.name});
        if (!expect_table(object, key.references)) {
            if (key.referred_columns.empty() && !declares(key.references.schema)) {
                error(codes::missing_key, object,
                      together(described(object.id),
                               " must name the columns that it refers to, because ",
                               described(table), " is not declared"));
            }
            return;
        }
        if (key.referred_columns.empty()) {
            error(codes::no_key_there, object,
                  together(described(table), " has no primary key for ", described(object.id)),
                  "Name the columns that it refers to.");
            return;
        }
        if (key.columns.size() != key.referred_columns.size()) {
            error(codes::key_counts_differ, object,
                  together(described(object.id), " has the columns (", joined(key.columns),
                           ") and refers to (", joined(key.referred_columns), ")"));
            return;
        }
        if (expect_columns(object, table, key.referred_columns) &&
            !has_key(table, key.referred_columns)) {
            error(codes::no_key_there, object,
                  together(described(object.id), " refers to columns of ", described(table),
                           " that are no primary key and not unique"),
                  "PostgreSQL wants a key or unique index over exactly these columns.");
        }
    }

    static bool is_same_set(std::vector<std::string> columns, std::vector<std::string> others)
    {
        std::sort(columns.begin(), columns.end());
        std::sort(others.begin(), others.end());
        return columns == others;
    }

    [[nodiscard]] bool has_key(ObjectId const &table, std::vector<std::string> const &columns) const
    {
        for (ObjectPtr const &key : catalog_.below(kind_of<PrimaryKey>, table)) {
            if (is_same_set(key->as<PrimaryKey>().columns, columns)) {
                return true;
            }
        }
        for (ObjectPtr const &key : catalog_.below(kind_of<Unique>, table)) {
            if (is_same_set(key->as<Unique>().columns, columns)) {
                return true;
            }
        }
        for (ObjectPtr const &index : catalog_.below(kind_of<Index>, table)) {
            auto const &body = index->as<Index>();
            std::vector<std::string> names;
            for (IndexKey const &key : body.keys) {
                names.push_back(key.column);
            }
            if (body.unique && !body.where && is_same_set(std::move(names), columns)) {
                return true;
            }
        }
        return false;
    }

    void check(Object const &object, Exclusion const &exclusion)
    {
        if (exclusion.keys.size() != exclusion.operators.size()) {
            error(codes::key_counts_differ, object,
                  together(described(object.id), " has ", exclusion.keys.size(), " keys and ",
                           exclusion.operators.size(), " operators"));
        }
        for (std::string const &text : exclusion.operators) {
            auto const name = std::string_view{text}.substr(text.rfind('.') + 1);
            bool const is_good =
                !name.empty() &&
                name.find_first_not_of("+-*/<>=~!@#%^&|`?") == std::string_view::npos &&
                name.find("--") == std::string_view::npos &&
                name.find("/*") == std::string_view::npos;
            if (!is_good) {
                error(codes::bad_value, object, together("'", text, "' is no operator"),
                      "Write '&&', or 'schema.&&' where it is not in pg_catalog.");
            }
        }
    }

    void check(Object const &object, Trigger const &trigger)
    {
        auto const &[schema, name] = trigger.function;
        auto const function = id_of<Function>({schema, name, ""});
        if (declares(schema) && !catalog_.contains(function)) {
            error(codes::unknown_function, object,
                  together(described(object.id), " calls ", described(function),
                           ", which is not declared"),
                  similar(kind_of<Function>, schema, name));
        }
        if (!trigger.referred_table.name.empty()) {
            expect_table(object, trigger.referred_table);
        }
    }

    void check(Object const &object, SequenceOwner const &owner)
    {
        if (expect_table(object, {owner.column[0], owner.column[1]})) {
            expect_columns(object, id_of<Table>({owner.column[0], owner.column[1]}),
                           {owner.column[2]});
        }
    }

    Catalog const &catalog_;
    Diagnostics &diagnostics_;
};

} // namespace

void check_parts(Catalog const &catalog, Diagnostics &diagnostics)
{
    PartChecks{catalog, diagnostics}.run();
}

} // namespace schemadiff::resolve
