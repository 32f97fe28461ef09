#include <engine/introspect/server_names.hpp>

#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>

namespace schemadiff::introspect
{

namespace
{

// Catalog OIDs fit 12 bits, OIDs 32, column numbers 16.
unsigned long long address(long long catalog, long long oid, int number)
{
    return static_cast<unsigned long long>(catalog) << 48U |
           static_cast<unsigned long long>(oid) << 16U |
           static_cast<unsigned long long>(static_cast<unsigned short>(number));
}

unsigned long long column_key(long long relation, int number)
{
    return address(0, relation, number);
}

} // namespace

void ServerNames::add_relations(postgres::Result const &rows)
{
    relations_.reserve(rows.size());
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        relations_.emplace(row.number("oid"), Relation{{std::string(row.text("nspname")),
                                                        std::string(row.text("relname"))},
                                                       row.number("relowner")});
    }
}

void ServerNames::add_columns(postgres::Result const &rows)
{
    columns_.reserve(columns_.size() + rows.size());
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        columns_.emplace(column_key(row.number("attrelid"), static_cast<int>(row.number("attnum"))),
                         Column{std::string(row.text("attname")), row.number("atttypid"),
                                row.number("attcollation")});
    }
}

void ServerNames::add_roles(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        roles_.emplace(rows[index].number("oid"), rows[index].text("rolname"));
    }
}

void ServerNames::add_collations(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        collations_.emplace(row.number("oid"), QualifiedName{std::string(row.text("nspname")),
                                                             std::string(row.text("collname"))});
    }
}

void ServerNames::add_operator_classes(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        operator_classes_.emplace(
            row.number("oid"),
            OperatorClass{{std::string(row.text("nspname")), std::string(row.text("opcname"))},
                          row.number("opcmethod"),
                          row.number("opcintype"),
                          row.boolean("opcdefault")});
    }
}

void ServerNames::add_key_options(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        Options options;
        for (std::string const &item : row.list("attoptions")) {
            auto const equals = item.find('=');
            options.emplace(item.substr(0, equals), item.substr(equals + 1));
        }
        key_options_.emplace(
            column_key(row.number("attrelid"), static_cast<int>(row.number("attnum"))),
            std::move(options));
    }
}

void ServerNames::add_types(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        types_.emplace(row.number("oid"), Type{row.number("typrelid"), row.number("typelem")});
    }
}

void ServerNames::add_members(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        members_.emplace(address(row.number("classid"), row.number("objid"), 0),
                         row.number("refobjid"));
    }
}

std::vector<Object *> ServerNames::at(long long catalog, long long oid, int number) const
{
    if (catalog == kinds::catalog_oid::pg_type) {
        if (auto const type = types_.find(oid); type != types_.end()) {
            return type->second.relation != 0
                       ? at(kinds::catalog_oid::pg_class, type->second.relation, 0)
                       : at(kinds::catalog_oid::pg_type, type->second.element, 0);
        }
    }
    std::vector<Object *> found;
    if (auto const exact = by_address_.find(address(catalog, oid, number));
        exact != by_address_.end()) {
        found.push_back(exact->second);
    }
    if (number != 0) {
        if (auto const whole = by_address_.find(address(catalog, oid, 0));
            whole != by_address_.end()) {
            found.push_back(whole->second);
        }
    }
    if (found.empty()) {
        if (auto const member = members_.find(address(catalog, oid, 0)); member != members_.end()) {
            return at(kinds::catalog_oid::pg_extension, member->second, 0);
        }
    }
    return found;
}

void ServerNames::add_dependencies(postgres::Result const &rows)
{
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto const &row = rows[index];
        auto const from = by_address_.find(address(row.number("classid"), row.number("objid"),
                                                   static_cast<int>(row.number("objsubid"))));
        if (from == by_address_.end()) {
            continue;
        }
        for (Object *to : at(row.number("refclassid"), row.number("refobjid"),
                             static_cast<int>(row.number("refobjsubid")))) {
            if (to != from->second) {
                from->second->references.push_back(to->id);
            }
        }
    }
}

std::vector<ObjectPtr> ServerNames::take_objects()
{
    for (auto const &object : objects_) {
        auto &references = object->references;
        std::sort(references.begin(), references.end());
        references.erase(std::unique(references.begin(), references.end()), references.end());
    }
    return {std::make_move_iterator(objects_.begin()), std::make_move_iterator(objects_.end())};
}

QualifiedName ServerNames::relation(long long oid) const
{
    auto const found = relations_.find(oid);
    return found == relations_.end() ? QualifiedName{} : found->second.name;
}

std::string ServerNames::column(long long relation, int number) const
{
    auto const found = columns_.find(column_key(relation, number));
    return found == columns_.end() ? std::string{} : found->second.name;
}

std::string ServerNames::role(long long oid) const
{
    auto const found = roles_.find(oid);
    return found == roles_.end() ? std::string{} : found->second;
}

QualifiedName ServerNames::collation(long long oid) const
{
    auto const found = collations_.find(oid);
    return found == collations_.end() ? QualifiedName{} : found->second;
}

long long ServerNames::collation_of(long long relation, int number) const
{
    auto const found = columns_.find(column_key(relation, number));
    return found == columns_.end() ? 0 : found->second.collation;
}

QualifiedName ServerNames::operator_class(long long oid) const
{
    auto const found = operator_classes_.find(oid);
    return found == operator_classes_.end() ? QualifiedName{} : found->second.name;
}

// GetDefaultOpClass() takes a class for the very type first, then one that the type can be
// coerced to. So a default class is spelled out only where the type has one of its own.
QualifiedName ServerNames::operator_class(long long oid, long long relation, int number) const
{
    auto const found = operator_classes_.find(oid);
    if (found == operator_classes_.end()) {
        return {};
    }
    auto const &used = found->second;
    if (!used.usual) {
        return used.name;
    }
    auto const column = columns_.find(column_key(relation, number));
    if (number == 0 || column == columns_.end() || column->second.type == used.type) {
        return {};
    }
    bool const has_own =
        std::any_of(operator_classes_.begin(), operator_classes_.end(), [&](auto const &other) {
            return other.second.usual && other.second.method == used.method &&
                   other.second.type == column->second.type;
        });
    return has_own ? used.name : QualifiedName{};
}

Options ServerNames::key_options(long long index, int number) const
{
    auto const found = key_options_.find(column_key(index, number));
    return found == key_options_.end() ? Options{} : found->second;
}

std::string ServerNames::owner_of(long long relation) const
{
    auto const found = relations_.find(relation);
    return found == relations_.end() ? std::string{} : role(found->second.owner);
}

Object const *ServerNames::object(long long catalog, long long oid, int number) const
{
    auto const found = by_address_.find(address(catalog, oid, number));
    if (found != by_address_.end()) {
        return found->second;
    }
    // A composite type is known by the relation that holds its attributes.
    auto const type = catalog == kinds::catalog_oid::pg_type ? types_.find(oid) : types_.end();
    if (type == types_.end() || type->second.relation == 0) {
        return nullptr;
    }
    auto const *there = object(kinds::catalog_oid::pg_class, type->second.relation, number);
    return there != nullptr && facts(there->id.kind()).is_type ? there : nullptr;
}

void ServerNames::add(Object object, long long catalog, long long oid, int number)
{
    add(std::move(object));
    by_address_.emplace(address(catalog, oid, number), objects_.back().get());
}

// The server begins a CASE on a line of its own; the blank before it means nothing, and a file that
// was written and read again would not have it.
void ServerNames::add(Object object)
{
    for_each_expression(object, [](std::string const &, Expression &expression) {
        auto const first = expression.text.find_first_not_of(" \n");
        auto const last = expression.text.find_last_not_of(" \n");
        if (first != std::string::npos) {
            expression.text = expression.text.substr(first, last - first + 1);
        }
    });
    objects_.push_back(std::make_shared<Object>(std::move(object)));
}

} // namespace schemadiff::introspect
