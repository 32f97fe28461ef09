#include <engine/kinds/follow.hpp>

#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/kind_facts.hpp>

namespace schemadiff::kinds
{

namespace
{

bool same_relation(ObjectId const &a, ObjectId const &b)
{
    return a.part(0) == b.part(0) && a.part(1) == b.part(1);
}

} // namespace

std::string followed_column(std::string column, ObjectId const &relation, Renamed const &renamed)
{
    bool const is_it = renamed.before.kind() == kind_of<Column> &&
                       same_relation(renamed.before, relation) && renamed.before.name() == column;
    return is_it ? std::string(renamed.after.name()) : column;
}

void follow_columns(std::vector<std::string> &columns, ObjectId const &relation,
                    Renamed const &renamed)
{
    for (std::string &column : columns) {
        column = followed_column(std::move(column), relation, renamed);
    }
}

void follow_name(QualifiedName &name, Renamed const &renamed)
{
    if (renamed.before.kind() == kind_of<Schema>) {
        if (name.schema == renamed.before.name()) {
            name.schema = renamed.after.name();
        }
        return;
    }
    bool const names_relations_or_functions =
        facts(renamed.before.kind()).has_columns || renamed.before.kind() == kind_of<Function>;
    if (names_relations_or_functions && name.schema == renamed.before.part(0) &&
        name.name == renamed.before.part(1)) {
        name = {std::string(renamed.after.part(0)), std::string(renamed.after.part(1))};
    }
}

void follow_type(TypeName &type, Renamed const &renamed)
{
    if (renamed.before.kind() == kind_of<Schema>) {
        auto const old_prefix = quoted_identifier(renamed.before.name()) + '.';
        if (type.text.starts_with(old_prefix)) {
            type.text =
                quoted_identifier(renamed.after.name()) + '.' + type.text.substr(old_prefix.size());
        }
        return;
    }
    bool const is_type = facts(renamed.before.kind()).is_type;
    auto const old_name = quoted_name(renamed.before.part(0), renamed.before.part(1));
    if (is_type && (type.text == old_name || type.text == old_name + "[]")) {
        type.text = quoted_name(renamed.after.part(0), renamed.after.part(1)) +
                    type.text.substr(old_name.size());
    }
}

void follow_collation(std::optional<QualifiedName> &collation, Renamed const &renamed)
{
    if (!collation) {
        return;
    }
    if (renamed.before.kind() == kind_of<Schema>) {
        follow_name(*collation, renamed);
    } else if (renamed.before.kind() == kind_of<Collation> &&
               collation->schema == renamed.before.schema() &&
               collation->name == renamed.before.name()) {
        collation =
            QualifiedName{std::string(renamed.after.schema()), std::string(renamed.after.name())};
    }
}

void follow_part(std::string &name, ObjectId const &relation, Renamed const &renamed)
{
    if (facts(renamed.before.kind()).has_index && same_relation(renamed.before, relation) &&
        renamed.before.name() == name) {
        name = renamed.after.name();
    }
}

} // namespace schemadiff::kinds
