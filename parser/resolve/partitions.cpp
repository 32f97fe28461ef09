#include <parser/resolve/partitions.hpp>

#include <parser/resolve/default_names.hpp>
#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/server_need.hpp>

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

// The index of a key, so that it can be compared with a plain one.
template <class Key>
Index index_of_key(Key const &key)
{
    Index index;
    index.unique = true;
    for (std::string const &column : key.columns) {
        index.keys.emplace_back().column = column;
    }
    index.include = key.include;
    return index;
}

std::optional<Index> as_index(Object const &object)
{
    if (auto const *key = object.body.get_if<PrimaryKey>()) {
        return index_of_key(*key);
    }
    if (auto const *key = object.body.get_if<Unique>()) {
        auto index = index_of_key(*key);
        index.nulls_not_distinct = key->nulls_not_distinct;
        return index;
    }
    if (auto const *index = object.body.get_if<Index>()) {
        auto plain = *index;
        plain.options = {};
        plain.tablespace.reset();
        return plain;
    }
    return std::nullopt;
}

// CompareIndexInfo() and what AttachPartitionEnsureIndexes() asks of constraints: a constraint of
// the table needs one of the partition, an index can have either.
bool fits(Object const &own, Object const &of_table)
{
    if (own.body.kind() != of_table.body.kind() && !of_table.body.holds<Index>()) {
        return false;
    }
    if (of_table.body.holds<Exclusion>()) {
        Object mine{of_table.id, own.body};
        mine.as<Exclusion>().tablespace = of_table.as<Exclusion>().tablespace;
        return same_content(mine, Object{of_table.id, of_table.body});
    }
    auto const one = as_index(own);
    auto const other = as_index(of_table);
    return one && other && same_content(Object{of_table.id, *one}, Object{of_table.id, *other});
}

struct Parts {
    ObjectOfDraft table;
    ObjectOfDraft partition; // null: it is none
    std::vector<ObjectOfDraft> columns, defaults, checks, indexes;
    std::unordered_map<std::string, std::string> index_names; // key of its entry -> name
};

class PartitionCompletion
{
public:
    PartitionCompletion(yaml::Drafts &drafts, Diagnostics &diagnostics)
        : drafts_{drafts}, diagnostics_{diagnostics}
    {
    }

    void run()
    {
        auto const has_any =
            std::any_of(drafts_.objects.begin(), drafts_.objects.end(),
                        [](Draft const &draft) { return draft.object->body.holds<Partition>(); });
        if (!has_any) {
            refuse_index_partitions();
            return;
        }
        collect();
        refuse_index_partitions();
        for (std::string const &path : order_) {
            complete(path);
        }
    }

private:
    static std::string path_of(QualifiedName const &name)
    {
        return id_of<Table>({name.schema, name.name}).path();
    }
    static std::string table_path(ObjectId const &part)
    {
        return id_of<Table>({part.part(0), part.part(1)}).path();
    }

    void collect()
    {
        for (Draft const &draft : drafts_.objects) {
            auto const &object = draft.object;
            Kind const kind = object->id.kind();
            if (facts(kind).is_relation || facts(kind).has_index) {
                taken_.insert(taken(object->id.schema(), object->id.name()));
            }
            if (kind == kind_of<Table>) {
                tables_[object->id.path()].table = object;
            } else if (kind == kind_of<Partition>) {
                tables_[object->id.path()].partition = object;
                order_.push_back(object->id.path());
            } else if (facts(kind).home == Home::relation) {
                auto &parts = tables_[table_path(object->id)];
                if (kind == kind_of<Column>) {
                    parts.columns.push_back(object);
                } else if (kind == kind_of<ColumnDefault>) {
                    parts.defaults.push_back(object);
                } else if (kind == kind_of<Check>) {
                    parts.checks.push_back(object);
                } else if (facts(kind).has_index) {
                    parts.indexes.push_back(object);
                    parts.index_names.emplace(draft.key, object->id.name());
                }
            }
        }
        for (auto const &draft : drafts_.index_partitions) {
            said_.emplace(draft.index.get(), &draft);
        }
    }

    static std::string taken(std::string_view schema, std::string_view name)
    {
        return std::string{schema}.append(1, '\0').append(name);
    }

    // `partition_of` of an index, and `without_indexes`, of a table that is no partition.
    void refuse_index_partitions()
    {
        for (auto const &draft : drafts_.index_partitions) {
            if (!is_partition(table_path(draft.index->id))) {
                diagnostics_.error(codes::bad_value, draft.at,
                                   together(described(draft.index->id),
                                            " is no index of a partition, so that it belongs to "
                                            "no other"));
            }
        }
        for (auto const &[table, draft] : drafts_.without_indexes) {
            if (!is_partition(table.path())) {
                diagnostics_.error(codes::bad_value, draft.at,
                                   together(described(table),
                                            " is no partition, so that it has no part of any "
                                            "index anyway"));
            }
        }
    }

    bool is_partition(std::string const &table) const
    {
        auto const parts = tables_.find(table);
        return parts != tables_.end() && parts->second.partition;
    }

    // The partitioned table first, because its own columns may be those of another one.
    void complete(std::string const &path)
    {
        if (!done_.insert(path).second) {
            return;
        }
        Parts &own = tables_.at(path);
        if (!own.partition) {
            return;
        }
        auto const &body = own.partition->as<Partition>();
        auto const parent_path = path_of(body.parent);
        auto const parent = tables_.find(parent_path);
        if (parent == tables_.end() || !parent->second.table) {
            diagnostics_.error(
                codes::unknown_table, own.partition->at,
                together(described(own.partition->id), " refers to ",
                         described(id_of<Table>({body.parent.schema, body.parent.name})),
                         ", which is not declared"));
            return;
        }
        complete(parent_path);
        Parts &from = parent->second;
        if (from.table->as<Table>().partition_by.empty()) {
            diagnostics_.error(codes::bad_value, own.partition->at,
                               together(described(from.table->id), " is not partitioned"),
                               {"Say how: 'partition_by: range (created_at)'."});
            return;
        }
        take_placement(own.table->as<Table>(), from.table->as<Table>());
        if (own.columns.empty()) {
            take_columns(own, from);
        } else {
            check_columns(own, from);
        }
        take_checks(own, from);
        take_indexes(own, from);
    }

    // As CREATE TABLE ... PARTITION OF gives it what it does not say (DefineRelation).
    static void take_placement(Table &own, Table const &from)
    {
        for (auto const member : {&Table::tablespace, &Table::access_method}) {
            if (!(own.*member)) {
                own.*member = from.*member;
            }
        }
    }

    template <class T>
    ObjectOfDraft add(ObjectId id, T body, Parts const &own)
    {
        auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
        object->at = own.partition->at;
        drafts_.objects.push_back(Draft{object});
        return object;
    }

    void take_columns(Parts &own, Parts const &from)
    {
        auto const &table = own.table->id;
        for (ObjectOfDraft const &column : from.columns) {
            auto body = column->as<Column>();
            // The partitions have numbers from the sequence of their table.
            body.not_null = body.not_null || !body.identity.empty();
            body.identity.clear();
            body.identity_options = {};
            forget_not_null_constraint(body);
            auto const copy =
                add(table.child(kind_of<Column>, column->id.name()), std::move(body), own);
            copy->position = column->position;
            copy->renamed_from = column->renamed_from;
            own.columns.push_back(copy);
        }
        for (ObjectOfDraft const &value : from.defaults) {
            own.defaults.push_back(add(table.child(kind_of<ColumnDefault>, value->id.name()),
                                       value->as<ColumnDefault>(), own));
        }
    }

    void check_columns(Parts const &own, Parts const &from)
    {
        std::unordered_set<std::string_view> names;
        for (ObjectOfDraft const &column : own.columns) {
            names.insert(column->id.name());
        }
        for (ObjectOfDraft const &column : from.columns) {
            if (!names.contains(column->id.name())) {
                diagnostics_.error(codes::unknown_column, own.table->at,
                                   together(described(own.table->id), " lacks the column \"",
                                            column->id.name(), "\" of ", described(from.table->id)),
                                   {"Leave 'columns' out, and it has all of them."});
            }
        }
    }

    void take_checks(Parts &own, Parts const &from)
    {
        for (ObjectOfDraft const &check : from.checks) {
            auto const name = check->id.name();
            bool const is_there =
                std::any_of(own.checks.begin(), own.checks.end(),
                            [&](ObjectOfDraft const &one) { return one->id.name() == name; });
            if (!is_there && !check->as<Check>().no_inherit) {
                own.checks.push_back(
                    add(own.table->id.child(kind_of<Check>, name), check->as<Check>(), own));
            }
        }
    }

    // PostgreSQL leaves foreign tables out where an index is made for all partitions, and cannot
    // where the index is unique.
    void refuse_unique_indexes(Parts const &own, Parts const &from)
    {
        for (ObjectOfDraft const &index : from.indexes) {
            auto const *plain = index->body.get_if<Index>();
            if (plain == nullptr || plain->unique) {
                diagnostics_.error(codes::bad_value, own.partition->at,
                                   together("the foreign ", described(own.table->id),
                                            " cannot be a partition of ", described(from.table->id),
                                            ", which has the ", described(index->id)));
            }
        }
    }

    void take_indexes(Parts &own, Parts const &from)
    {
        if (!own.table->as<Table>().server.empty()) {
            refuse_unique_indexes(own, from);
            return;
        }
        std::unordered_set<Object const *> attached;
        std::unordered_map<std::string, ObjectOfDraft> said; // name of the table's index -> ours
        for (ObjectOfDraft const &index : own.indexes) {
            if (auto const found = said_.find(index.get()); found != said_.end()) {
                said.emplace(parent_name(found->second->parent, found->second->at, from), index);
                attached.insert(index.get());
            }
        }
        auto const without = indexes_without_part(own, from, said);
        auto of_table = from.indexes;
        std::sort(of_table.begin(), of_table.end(),
                  [](auto const &a, auto const &b) { return a->id < b->id; });
        for (ObjectOfDraft const &index : of_table) {
            if (without.contains(std::string(index->id.name()))) {
                continue;
            }
            ObjectOfDraft mine;
            if (auto const found = said.find(std::string(index->id.name())); found != said.end()) {
                mine = found->second;
            } else {
                auto const free = std::find_if(
                    own.indexes.begin(), own.indexes.end(), [&](ObjectOfDraft const &one) {
                        return !attached.contains(one.get()) && fits(*one, *index);
                    });
                mine = free != own.indexes.end() ? *free : make_index(own, *index);
                attached.insert(mine.get());
            }
            add(mine->id.as(kind_of<IndexPartition>),
                IndexPartition{{std::string(index->id.schema()), std::string(index->id.name())}},
                own);
        }
    }

    // The names of the table's indexes that the partition says it has no part of.
    std::unordered_set<std::string>
    indexes_without_part(Parts const &own, Parts const &from,
                         std::unordered_map<std::string, ObjectOfDraft> const &said)
    {
        std::unordered_set<std::string> names;
        auto const draft = drafts_.without_indexes.find(own.table->id);
        if (draft == drafts_.without_indexes.end()) {
            return names;
        }
        for (std::string const &index : draft->second.indexes) {
            auto name = parent_name(index, draft->second.at, from);
            if (auto const found = said.find(name); found != said.end()) {
                diagnostics_.error(codes::bad_value, draft->second.at,
                                   together(described(own.table->id), " has a part of the index \"",
                                            index, "\": ", described(found->second->id)));
            }
            names.insert(std::move(name));
        }
        return names;
    }

    // Of an index of the table, by its name or the key of its entry.
    std::string parent_name(std::string const &index, SourcePos const &at, Parts const &from)
    {
        for (ObjectOfDraft const &one : from.indexes) {
            if (one->id.name() == index) {
                return index;
            }
        }
        if (auto const by_key = from.index_names.find(index); by_key != from.index_names.end()) {
            return by_key->second;
        }
        diagnostics_.error(codes::unknown_index, at,
                           together(described(from.table->id), " has no index \"", index, "\""));
        return index;
    }

    // With the name that PostgreSQL would give it: ChooseIndexName().
    ObjectOfDraft make_index(Parts &own, Object const &of_table)
    {
        std::vector<std::string> columns;
        std::string_view label = "idx";
        if (auto const *index = of_table.body.get_if<Index>()) {
            columns = names_of(index->keys);
            columns.insert(columns.end(), index->include.begin(), index->include.end());
        } else if (auto const *unique = of_table.body.get_if<Unique>()) {
            label = "key";
            columns = unique->columns;
            columns.insert(columns.end(), unique->include.begin(), unique->include.end());
        } else if (auto const *exclusion = of_table.body.get_if<Exclusion>()) {
            label = "excl";
            columns = names_of(exclusion->keys);
        } else {
            label = "pkey";
        }
        auto const &table = own.table->id;
        auto const name = free_name(
            table.name(), joined_columns(unique_names(std::move(columns))), label,
            [&](std::string const &one) { return taken_.contains(taken(table.schema(), one)); });
        taken_.insert(taken(table.schema(), name));
        auto body = of_table.body;
        if (auto *const index = body.get_if<Index>()) {
            index->statistics = {}; // which is not passed on
        }
        own.indexes.push_back(add(table.child(of_table.id.kind(), name), std::move(body), own));
        return own.indexes.back();
    }

    static std::vector<std::string> names_of(std::vector<IndexKey> const &keys)
    {
        std::vector<std::string> names;
        for (IndexKey const &key : keys) {
            names.push_back(key.expression ? expression_name(key.expression->text) : key.column);
        }
        return names;
    }

    yaml::Drafts &drafts_;
    Diagnostics &diagnostics_;
    std::unordered_map<std::string, Parts> tables_; // by path
    std::vector<std::string> order_;                // partitions, as they were declared
    std::unordered_set<std::string> done_;
    std::unordered_set<std::string> taken_; // names of relations, with their schemas
    std::unordered_map<Object const *, yaml::IndexPartitionDraft const *> said_;
};

} // namespace

void complete_partitions(yaml::Drafts &drafts, Diagnostics &diagnostics)
{
    PartitionCompletion{drafts, diagnostics}.run();
}

void leave_out_usual_placement(yaml::Drafts &drafts, Diagnostics &diagnostics)
{
    auto const leave_out = []<class T>(T &body) {
        if constexpr (requires { body.tablespace; }) {
            if (body.tablespace == "") {
                body.tablespace.reset();
            }
        }
        bool keeps_heap = false;
        if constexpr (std::is_same_v<T, Table>) {
            keeps_heap = !body.partition_by.empty();
        }
        if constexpr (requires { body.access_method; }) {
            if (body.access_method == "heap" && !keeps_heap) {
                body.access_method.reset();
            }
        }
    };
    for (Draft const &draft : drafts.objects) {
        if (tablespace_of(*draft.object) == "pg_global") {
            diagnostics.error(codes::bad_value, draft.object->at,
                              together(described(draft.object->id),
                                       " cannot be in pg_global, which holds what all databases "
                                       "share"));
        }
        visit(leave_out, draft.object->body);
    }
}

} // namespace schemadiff::resolve
