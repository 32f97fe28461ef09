#include <parser/resolve/foreign_tables.hpp>

#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>

namespace schemadiff::resolve
{

namespace
{

using yaml::together;

// What needs rows that are here, or a trigger of PostgreSQL's own on them.
template <class... T>
void refuse_parts(Object const &table, Catalog const &catalog, Diagnostics &diagnostics)
{
    auto const refuse = [&](Kind kind) {
        auto const one = table.id.as(kind);
        for (ObjectPtr const &part : catalog.below(kind, table.id)) {
            diagnostics.error(codes::bad_value, part->at,
                              together("the foreign ", described(table.id), " cannot have the ",
                                       described(part->id)));
        }
        if (Object const *const part = catalog.find(one)) {
            diagnostics.error(
                codes::bad_value, part->at,
                together("the foreign ", described(table.id), " cannot have ", described(one)));
        }
    };
    (refuse(kind_of<T>), ...);
}

void check_table(Object const &table, Diagnostics &diagnostics)
{
    auto const &body = table.as<Table>();
    auto const refuse = [&](std::string_view what) {
        diagnostics.error(codes::bad_value, table.at,
                          together("the foreign ", described(table.id), " cannot ", what));
    };
    if (body.unlogged) {
        refuse("be unlogged");
    }
    if (!body.partition_by.empty()) {
        refuse("be partitioned");
    }
    if (!body.options.empty()) {
        diagnostics.error(codes::bad_value, table.at,
                          together("the foreign ", described(table.id),
                                   " has no storage, so that it cannot have 'options' of it"),
                          {"'foreign_options' are what its wrapper is told."});
    }
}

void refuse_options(Object const &object, ObjectId const &table, Diagnostics &diagnostics)
{
    diagnostics.error(codes::bad_value, object.at,
                      together("only a foreign table has 'foreign_options', and ", described(table),
                               " has no 'server'"));
}

void check_triggers(Object const &table, Catalog const &catalog, Diagnostics &diagnostics)
{
    for (ObjectPtr const &trigger : catalog.below(kind_of<Trigger>, table.id)) {
        auto const &body = trigger->as<Trigger>();
        bool const has_tables = !body.old_table.empty() || !body.new_table.empty();
        if (body.constraint || has_tables) {
            diagnostics.error(codes::bad_value, trigger->at,
                              together("the foreign ", described(table.id), " cannot have the ",
                                       body.constraint ? "constraint " : "", described(trigger->id),
                                       body.constraint ? "" : ", which has transition tables"));
        }
    }
}

} // namespace

void check_foreign_tables(Catalog const &catalog, Diagnostics &diagnostics)
{
    for (ObjectPtr const &table : catalog.of_kind(kind_of<Table>)) {
        auto const &body = table->as<Table>();
        if (!body.server.empty()) {
            check_table(*table, diagnostics);
            refuse_parts<PrimaryKey, Unique, Exclusion, ForeignKey, Index, Policy, Rule, RowType,
                         RowSecurity, ReplicaIdentity, ClusterMark>(*table, catalog, diagnostics);
            check_triggers(*table, catalog, diagnostics);
            continue;
        }
        if (!body.foreign_options.empty()) {
            refuse_options(*table, table->id, diagnostics);
        }
        for (ObjectPtr const &column : catalog.below(kind_of<Column>, table->id)) {
            if (!column->as<Column>().foreign_options.empty()) {
                refuse_options(*column, table->id, diagnostics);
            }
        }
    }
}

} // namespace schemadiff::resolve
