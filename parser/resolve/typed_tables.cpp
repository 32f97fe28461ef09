#include <parser/resolve/typed_tables.hpp>

#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <parser/yaml/usual_storage.hpp>
#include <schemadiff/base/codes.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace schemadiff::resolve
{

namespace
{

using yaml::Draft;
using yaml::together;
using ObjectOfDraft = std::shared_ptr<Object>;

std::string path_above(ObjectId const &part)
{
    return id_of<Table>({part.part(0), part.part(1)}).path();
}

struct Parts {
    ObjectOfDraft row_type; // null: the table is not typed
    ObjectOfDraft table, partition, inheritance;
    std::unordered_map<std::string, ObjectOfDraft> columns; // by name
    std::vector<std::string> key;
    bool has_grants = false;
};

class TypedTableCompletion
{
public:
    TypedTableCompletion(yaml::Drafts &drafts, Diagnostics &diagnostics)
        : drafts_{drafts}, diagnostics_{diagnostics}
    {
    }

    void run()
    {
        for (Draft const &draft : drafts_.objects) {
            if (draft.object->body.holds<RowType>()) {
                typed_.push_back(draft.object);
                tables_[draft.object->id.path()].row_type = draft.object;
            }
        }
        if (typed_.empty()) {
            return;
        }
        collect();
        for (ObjectOfDraft const &row_type : typed_) {
            complete(tables_[row_type->id.path()]);
        }
    }

private:
    void collect()
    {
        for (Draft const &draft : drafts_.objects) {
            auto const &object = draft.object;
            auto const &id = object->id;
            if (id.kind() == kind_of<CompositeType>) {
                types_.try_emplace(id.path());
                continue;
            }
            if (id.kind() == kind_of<CompositeAttribute>) {
                types_[path_above(id)].push_back(object);
                continue;
            }
            if (id.parts().size() < 2) {
                continue;
            }
            auto const found = tables_.find(path_above(id));
            if (found != tables_.end()) {
                collect_part(object, found->second);
            }
        }
        for (yaml::Subject const &subject : drafts_.with_grants) {
            auto const found = subject.id().kind() == kind_of<Table>
                                   ? tables_.find(subject.id().path())
                                   : tables_.end();
            if (found != tables_.end()) {
                found->second.has_grants = true;
            }
        }
    }

    static void collect_part(ObjectOfDraft const &object, Parts &parts)
    {
        Kind const kind = object->id.kind();
        if (kind == kind_of<Table>) {
            parts.table = object;
        } else if (kind == kind_of<Partition>) {
            parts.partition = object;
        } else if (kind == kind_of<Inheritance>) {
            parts.inheritance = object;
        } else if (kind == kind_of<Column>) {
            parts.columns.emplace(object->id.name(), object);
        } else if (kind == kind_of<PrimaryKey>) {
            parts.key = object->as<PrimaryKey>().columns;
        }
    }

    void complete(Parts &own)
    {
        for (auto const &link : {own.partition, own.inheritance}) {
            if (link) {
                diagnostics_.error(
                    codes::bad_value, link->at,
                    together(described(own.table->id), " is a typed table, so that ",
                             own.partition ? "it cannot be a partition" : "it cannot inherit"));
                return;
            }
        }
        auto const &type = own.row_type->as<RowType>().type;
        auto const id = id_of<CompositeType>({type.schema, type.name});
        auto const found = types_.find(id.path());
        if (found == types_.end()) {
            diagnostics_.error(codes::unknown_row_type, own.row_type->at,
                               together(described(own.table->id), " is of ", described(id),
                                        ", which is not declared"));
            return;
        }
        auto attributes = found->second;
        std::stable_sort(attributes.begin(), attributes.end(),
                         [](auto const &a, auto const &b) { return a->position < b->position; });
        refuse_other_columns(own, id, attributes);
        int position = 0;
        for (ObjectOfDraft const &attribute : attributes) {
            complete(column(own, *attribute), attribute->as<CompositeAttribute>(), ++position);
        }
        for (std::string const &name : own.key) {
            if (auto const column = own.columns.find(name); column != own.columns.end()) {
                column->second->as<Column>().not_null = true;
            }
        }
    }

    void refuse_other_columns(Parts const &own, ObjectId const &type,
                              std::vector<ObjectOfDraft> const &attributes)
    {
        std::vector<std::string_view> names;
        for (ObjectOfDraft const &attribute : attributes) {
            names.push_back(attribute->id.name());
        }
        for (auto const &[name, column] : own.columns) {
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                auto hint = yaml::did_you_mean(name, names);
                diagnostics_.error(codes::unknown_column, column->at,
                                   together(described(type), " has no attribute \"", name, "\""),
                                   hint.empty() ? std::vector<std::string>{}
                                                : std::vector{std::move(hint)});
            }
        }
    }

    Object &column(Parts &own, Object const &attribute)
    {
        std::string const name{attribute.id.name()};
        if (auto const found = own.columns.find(name); found != own.columns.end()) {
            return *found->second;
        }
        auto object = std::make_shared<Object>(
            Object{own.row_type->id.child(kind_of<Column>, name), Column{}});
        object->at = own.row_type->at;
        drafts_.objects.push_back(Draft{object});
        // Privileges of columns are claimed with those of the table.
        if (own.has_grants) {
            drafts_.with_grants.push_back({object, {}});
        }
        return *own.columns.emplace(name, std::move(object)).first->second;
    }

    static void complete(Object &column, CompositeAttribute const &attribute, int position)
    {
        auto &body = column.as<Column>();
        body.type = attribute.type;
        body.collation = attribute.collation;
        column.position = position;
        // What the server does not tell from nothing.
        if (body.storage == yaml::usual_storage(body.type.text)) {
            body.storage.clear();
        }
        if (body.compression == "default") {
            body.compression.clear();
        }
    }

    yaml::Drafts &drafts_;
    Diagnostics &diagnostics_;
    std::vector<ObjectOfDraft> typed_;
    std::unordered_map<std::string, Parts> tables_;                     // by path
    std::unordered_map<std::string, std::vector<ObjectOfDraft>> types_; // attributes, by path
};

} // namespace

void complete_typed_tables(yaml::Drafts &drafts, Diagnostics &diagnostics)
{
    TypedTableCompletion{drafts, diagnostics}.run();
}

} // namespace schemadiff::resolve
