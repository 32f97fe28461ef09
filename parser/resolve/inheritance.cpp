#include <parser/resolve/inheritance.hpp>

#include <parser/grammar/names.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/usual_storage.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace schemadiff::resolve
{

namespace
{

using yaml::Draft;
using yaml::together;
using ObjectOfDraft = std::shared_ptr<Object>;

std::string path_of_table(ObjectId const &part)
{
    return id_of<Table>({part.part(0), part.part(1)}).path();
}

ObjectId parent_of(ObjectId const &link)
{
    return {kind_of<Table>, *grammar::parse_qualified_name(link.name())};
}

struct Parts {
    ObjectOfDraft table;
    ObjectOfDraft partition; // null: it is none
    std::vector<ObjectOfDraft> parents;
    std::vector<ObjectOfDraft> columns, checks;
    std::vector<ObjectOfDraft> keys;
    std::unordered_map<std::string, ObjectOfDraft> defaults; // by column
    bool has_grants = false;
};

// What the parents say of one column, put together.
struct Merged {
    ObjectOfDraft first; // the column of the first parent that has it
    Column body;
    ObjectOfDraft value; // its default, or null
    bool values_differ = false;
};

void sort_by_position(std::vector<ObjectOfDraft> &objects)
{
    std::stable_sort(objects.begin(), objects.end(),
                     [](auto const &a, auto const &b) { return a->position < b->position; });
}

ObjectOfDraft named(std::vector<ObjectOfDraft> const &objects, std::string_view name)
{
    auto const found = std::find_if(objects.begin(), objects.end(), [&](ObjectOfDraft const &one) {
        return one->id.name() == name;
    });
    return found == objects.end() ? nullptr : *found;
}

// What the server does not tell from nothing.
void forget_usual_values(Column &body)
{
    if (body.storage == yaml::usual_storage(body.type.text)) {
        body.storage.clear();
    }
    if (body.compression == "default") {
        body.compression.clear();
    }
}

class InheritanceCompletion
{
public:
    InheritanceCompletion(yaml::Drafts &drafts, Diagnostics &diagnostics)
        : drafts_{drafts}, diagnostics_{diagnostics}
    {
    }

    void run()
    {
        auto const has_any =
            std::any_of(drafts_.objects.begin(), drafts_.objects.end(),
                        [](Draft const &draft) { return draft.object->body.holds<Inheritance>(); });
        if (!has_any) {
            return;
        }
        collect();
        for (std::string const &path : order_) {
            complete(path);
        }
    }

private:
    void collect()
    {
        for (Draft const &draft : drafts_.objects) {
            auto const &object = draft.object;
            Kind const kind = object->id.kind();
            if (kind == kind_of<Table>) {
                tables_[object->id.path()].table = object;
            } else if (kind == kind_of<Partition>) {
                tables_[object->id.path()].partition = object;
            } else if (facts(kind).home == Home::relation) {
                collect_part(object, tables_[path_of_table(object->id)]);
            }
        }
        for (auto const &column : drafts_.without_default) {
            without_default_.insert(column.get());
        }
        for (yaml::Subject const &subject : drafts_.with_grants) {
            if (subject.id().kind() == kind_of<Table>) {
                tables_[subject.id().path()].has_grants = true;
            }
        }
    }

    void collect_part(ObjectOfDraft const &object, Parts &parts)
    {
        Kind const kind = object->id.kind();
        if (kind == kind_of<Inheritance>) {
            if (parts.parents.empty()) {
                order_.push_back(path_of_table(object->id));
            }
            parts.parents.push_back(object);
        } else if (kind == kind_of<Column>) {
            parts.columns.push_back(object);
        } else if (kind == kind_of<ColumnDefault>) {
            parts.defaults.emplace(object->id.name(), object);
        } else if (kind == kind_of<Check>) {
            parts.checks.push_back(object);
        } else if (kind == kind_of<PrimaryKey>) {
            parts.keys.push_back(object);
        }
    }

    // Parents first, because they may be children too.
    void complete(std::string const &path)
    {
        Parts &own = tables_.at(path);
        if (own.parents.empty() || done_.contains(path)) {
            return;
        }
        under_way_.push_back(path);
        std::vector<Parts *> parents;
        for (ObjectOfDraft const &link : own.parents) {
            if (Parts *parent = parent_parts(*link, own)) {
                parents.push_back(parent);
            }
        }
        under_way_.pop_back();
        done_.insert(path);
        if (parents.size() < own.parents.size()) {
            return; // what it would lack has been reported
        }
        take_columns(own, parents);
        take_checks(own, parents);
    }

    // Null where it cannot be one, which has been reported.
    Parts *parent_parts(Object const &link, Parts const &own)
    {
        auto const parent = parent_of(link.id);
        auto const found = tables_.find(parent.path());
        if (found == tables_.end() || !found->second.table) {
            diagnostics_.error(codes::unknown_table, link.at,
                               together(described(own.table->id), " inherits from ",
                                        described(parent), ", which is not declared"));
            return nullptr;
        }
        if (reports_a_circle(link, own, parent)) {
            return nullptr;
        }
        auto const is_partitioned = [](Parts const &parts) {
            return !parts.table->as<Table>().partition_by.empty();
        };
        for (Parts const *one : {&own, static_cast<Parts const *>(&found->second)}) {
            if (one->partition || is_partitioned(*one)) {
                diagnostics_.error(codes::bad_value, link.at,
                                   together(described(one->table->id), " is ",
                                            one->partition ? "a partition" : "partitioned",
                                            one == &own ? ", so that it cannot inherit"
                                                        : ", so that nothing can inherit from it"));
                return nullptr;
            }
        }
        complete(parent.path());
        return &found->second;
    }

    bool reports_a_circle(Object const &link, Parts const &own, ObjectId const &parent)
    {
        auto const begin = std::find(under_way_.begin(), under_way_.end(), parent.path());
        if (begin == under_way_.end()) {
            return false;
        }
        std::string text = together(described(own.table->id), " inherits from itself");
        for (auto at = begin; at != under_way_.end(); ++at) {
            if (*at != own.table->id.path()) {
                text += together(at == begin ? ", through " : " and ",
                                 described(tables_.at(*at).table->id));
            }
        }
        diagnostics_.error(codes::inherits_from_itself, link.at, std::move(text));
        return true;
    }

    template <class T>
    ObjectOfDraft add(ObjectId id, T body, Parts const &own)
    {
        auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
        object->at = own.parents.front()->at;
        drafts_.objects.push_back(Draft{object});
        return object;
    }

    // ---- columns: MergeAttributes() ----

    void take_columns(Parts &own, std::vector<Parts *> const &parents)
    {
        auto columns = merged(own, parents);
        sort_by_position(own.columns);
        auto const of_own = std::move(own.columns);
        own.columns.clear();
        for (Merged &column : columns) {
            auto const name = column.first->id.name();
            auto mine = named(of_own, name);
            if (mine) {
                merge(*mine, column);
            } else {
                column.body.inherited = true;
                mine = add(own.table->id.child(kind_of<Column>, name), std::move(column.body), own);
                mine->renamed_from = column.first->renamed_from;
                if (own.has_grants) {
                    drafts_.with_grants.push_back({mine, {}});
                }
            }
            take_default(own, *mine, column);
            own.columns.push_back(mine);
        }
        for (ObjectOfDraft const &mine : of_own) {
            if (std::find(own.columns.begin(), own.columns.end(), mine) != own.columns.end()) {
                continue;
            }
            if (mine->as<Column>().inherited) {
                diagnostics_.error(
                    codes::unknown_column, mine->at,
                    together("no parent of ", described(own.table->id), " has the column \"",
                             mine->id.name(), "\""),
                    {"Leave 'inherited' out for a column that the table has of its own."});
            }
            own.columns.push_back(mine);
        }
        int position = 0;
        // Of a foreign table PostgreSQL keeps the parent's, and no statement can say it.
        bool const is_foreign = !own.table->as<Table>().server.empty();
        for (ObjectOfDraft const &column : own.columns) {
            column->position = ++position;
            forget_usual_values(column->as<Column>());
            if (is_foreign) {
                column->as<Column>().compression.clear();
            }
        }
        for (ObjectOfDraft const &key : own.keys) {
            for (std::string const &name : key->as<PrimaryKey>().columns) {
                if (auto const column = named(own.columns, name)) {
                    column->as<Column>().not_null = true;
                }
            }
        }
    }

    std::vector<Merged> merged(Parts const &own, std::vector<Parts *> const &parents)
    {
        std::vector<Merged> columns;
        for (Parts *parent : parents) {
            sort_by_position(parent->columns);
            for (ObjectOfDraft const &column : parent->columns) {
                auto const value = parent->defaults.find(std::string(column->id.name()));
                auto const of_parent = value == parent->defaults.end() ? nullptr : value->second;
                auto const known =
                    std::find_if(columns.begin(), columns.end(), [&](Merged const &one) {
                        return one.first->id.name() == column->id.name();
                    });
                if (known == columns.end()) {
                    columns.push_back({column, plain(column->as<Column>()), of_parent, false});
                    continue;
                }
                expect_same(own.parents.front()->at, *column, *known);
                if (column->as<Column>().generated &&
                    column->as<Column>().generated != known->body.generated) {
                    differ(own.parents.front()->at, *column, *known, "expression");
                }
                known->body.not_null = known->body.not_null || plain(column->as<Column>()).not_null;
                known->values_differ =
                    known->values_differ || (known->value && of_parent &&
                                             known->value->as<ColumnDefault>().expression !=
                                                 of_parent->as<ColumnDefault>().expression);
                known->value = known->value ? known->value : of_parent;
            }
        }
        return columns;
    }

    // Numbers from a sequence, statistics and options of either sort are not inherited.
    static Column plain(Column body)
    {
        body.not_null = body.not_null || !body.identity.empty();
        body.identity.clear();
        body.identity_options = {};
        body.statistics.reset();
        body.options = {};
        body.foreign_options = {};
        body.inherited = false;
        return body;
    }

    void differ(SourcePos const &at, Object const &column, Merged const &other,
                std::string_view what)
    {
        diagnostics_.error(codes::bad_value, at,
                           together(described(column.id), " has another ", what, " than ",
                                    described(other.first->id)),
                           {"PostgreSQL makes one column of those with the same name, and "
                            "refuses that."});
    }

    void expect_same(SourcePos const &at, Object const &column, Merged const &other)
    {
        auto const &body = column.as<Column>();
        if (body.type != other.body.type) {
            differ(at, column, other, "type");
        } else if (body.collation != other.body.collation) {
            differ(at, column, other, "collation");
        }
    }

    // What a column of the table itself has from those of the parents.
    void merge(Object &mine, Merged const &column)
    {
        auto &body = mine.as<Column>();
        if (body.inherited) {
            body.type = column.body.type;
            body.collation = column.body.collation;
        } else {
            expect_same(mine.at, mine, column);
        }
        // Up to PostgreSQL 15 a child can compute what its parent stores; from 16 on it can have
        // another expression. A server knows.
        if (!body.generated) {
            body.generated = column.body.generated;
        }
        body.not_null = body.not_null || column.body.not_null;
        body.storage = body.storage.empty() ? column.body.storage : body.storage;
        body.compression = body.compression.empty() ? column.body.compression : body.compression;
        if (mine.renamed_from.empty()) {
            mine.renamed_from = column.first->renamed_from;
        }
    }

    void take_default(Parts &own, Object const &mine, Merged const &column)
    {
        std::string const name{mine.id.name()};
        if (own.defaults.contains(name) || without_default_.contains(&mine)) {
            return;
        }
        if (column.values_differ) {
            diagnostics_.error(codes::bad_value, own.parents.front()->at,
                               together("the parents of ", described(own.table->id),
                                        " have different defaults for the column \"", name, "\""),
                               {"Say 'default' for the column in this table."});
        } else if (column.value) {
            own.defaults.emplace(name, add(mine.id.as(kind_of<ColumnDefault>),
                                           column.value->as<ColumnDefault>(), own));
        }
    }

    // ---- checks: MergeCheckConstraint() ----

    void take_checks(Parts &own, std::vector<Parts *> const &parents)
    {
        std::unordered_set<Object const *> given;
        for (Parts const *parent : parents) {
            for (ObjectOfDraft const &check : parent->checks) {
                if (check->as<Check>().no_inherit) {
                    continue;
                }
                auto body = check->as<Check>();
                body.inherited = true;
                // It is validated with that of the parent.
                body.not_valid = false;
                auto mine = named(own.checks, check->id.name());
                if (!mine) {
                    mine = add(own.table->id.child(kind_of<Check>, check->id.name()),
                               std::move(body), own);
                    mine->renamed_from = check->renamed_from;
                    own.checks.push_back(mine);
                } else if (mine->as<Check>().inherited &&
                           mine->as<Check>().expression.text.empty()) {
                    mine->as<Check>() = std::move(body);
                    mine->renamed_from = check->renamed_from;
                }
                given.insert(mine.get());
            }
        }
        for (ObjectOfDraft const &mine : own.checks) {
            if (mine->as<Check>().inherited && !given.contains(mine.get())) {
                diagnostics_.error(codes::bad_value, mine->at,
                                   together("no parent of ", described(own.table->id),
                                            " has the check \"", mine->id.name(), "\""));
            }
        }
    }

    yaml::Drafts &drafts_;
    Diagnostics &diagnostics_;
    std::unordered_map<std::string, Parts> tables_; // by path
    std::vector<std::string> order_;                // children, as they were declared
    std::vector<std::string> under_way_;            // children whose parents are looked at
    std::unordered_set<std::string> done_;
    std::unordered_set<Object const *> without_default_;
};

} // namespace

void complete_inheritance(yaml::Drafts &drafts, Diagnostics &diagnostics)
{
    InheritanceCompletion{drafts, diagnostics}.run();
}

} // namespace schemadiff::resolve
