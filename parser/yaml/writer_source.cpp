#include <parser/yaml/writer_source.hpp>

#include <parser/grammar/names.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace schemadiff::yaml
{

namespace
{

// NAMEDATALEN - 1
constexpr std::size_t longest_name = 63;
constexpr std::string_view key_suffix = "_pkey";

ObjectId name_in_schema(std::string_view schema, std::string_view name)
{
    return id_of<Index>({schema, name});
}

// What parser/resolve writes down for a serial column.
std::string serial_default(ObjectId const &sequence)
{
    std::string text = "nextval('";
    auto const name = grammar::quoted_qualified_name(
        {std::string{sequence.schema()}, std::string{sequence.name()}});
    for (char const c : name) {
        text.append(c == '\'' ? 2 : 1, c);
    }
    return text + "'::regclass)";
}

bool can_be_serial(TypeName const &type)
{
    return type.text == "integer" || type.text == "bigint" || type.text == "smallint";
}

} // namespace

std::span<ObjectPtr const> Run::below(ObjectId const &parent)
{
    while (next_ < objects_.size() && objects_[next_]->id.path() <= parent.path()) {
        ++next_;
    }
    // Nothing sorts between a path and what is below it, as no name has a byte as small as the
    // separator.
    auto const first = next_;
    while (next_ < objects_.size() && objects_[next_]->id.is_below(parent)) {
        ++next_;
    }
    return objects_.subspan(first, next_ - first);
}

Object const *Run::at(ObjectId const &id)
{
    while (next_ < objects_.size() && objects_[next_]->id.path() < id.path()) {
        ++next_;
    }
    bool const is_there = next_ < objects_.size() && objects_[next_]->id.path() == id.path();
    return is_there ? objects_[next_].get() : nullptr;
}

namespace
{

// Beside what others have given to the same role, which stands under one key.
void add_by_grantee(Grant const &grant, std::vector<Grant const *> &all)
{
    auto const same = std::find_if(all.rbegin(), all.rend(),
                                   [&](Grant const *one) { return one->grantee == grant.grantee; });
    all.insert(same == all.rend() ? all.end() : same.base(), &grant);
}

} // namespace

Source::Source(Catalog const &catalog) : catalog_{catalog}
{
    for (ObjectPtr const &object : catalog_.of_kind(kind_of<Comment>)) {
        satellites(object->as<Comment>().on).comment = &object->as<Comment>();
    }
    for (ObjectPtr const &object : catalog_.of_kind(kind_of<SecurityLabel>)) {
        auto const &label = object->as<SecurityLabel>();
        satellites(label.on).labels.push_back(&label);
    }
    auto const grants = catalog_.of_kind(kind_of<Grant>);
    std::vector<ObjectPtr> sorted(grants.begin(), grants.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](ObjectPtr const &a, ObjectPtr const &b) {
        return a->position < b->position;
    });
    for (ObjectPtr const &object : sorted) {
        add_by_grantee(object->as<Grant>(), satellites(object->as<Grant>().on).grants);
    }
    find_common_owner();
    find_serials();
    find_key_names();
}

Satellites &Source::satellites(ObjectId const &id)
{
    auto const [found, is_new] = satellites_.try_emplace(id);
    // A column of a view is no object of its own.
    for (Kind const kind : {kind_of<View>, kind_of<MaterializedView>}) {
        if (is_new && id.kind() == kind_of<Column> && catalog_.contains(id.up(kind))) {
            view_columns_[id.up(kind)].emplace(id.name());
        }
    }
    return found->second;
}

void Source::find_common_owner()
{
    std::map<std::string, std::size_t> counts;
    for (ObjectPtr const &object : catalog_.objects()) {
        if (!facts(object->id.kind()).has_owner) {
            continue;
        }
        if (!object->owner) {
            common_owner_.reset();
            return;
        }
        auto const count = ++counts[*object->owner];
        if (!common_owner_ || count > counts[*common_owner_] ||
            (count == counts[*common_owner_] && *object->owner < *common_owner_)) {
            common_owner_ = object->owner;
        }
    }
}

void Source::find_serials()
{
    for (ObjectPtr const &object : catalog_.of_kind(kind_of<SequenceOwner>)) {
        auto const sequence = object->id.as(kind_of<Sequence>);
        auto const &owner = object->as<SequenceOwner>();
        if (makes_serial(sequence, owner)) {
            serials_.insert(sequence);
            serials_.insert(ObjectId{kind_of<Column>, owner.column});
        }
    }
}

bool Source::makes_serial(ObjectId const &sequence, SequenceOwner const &owner) const
{
    ObjectId const column{kind_of<Column>, owner.column};
    auto const usual_name = owner.column.at(1) + "_" + owner.column.at(2) + "_seq";
    if (column.schema() != sequence.schema() || usual_name != sequence.name() ||
        usual_name.size() > longest_name || !satellites_of(sequence).empty()) {
        return false;
    }
    Object const *const of_sequence = catalog_.find(sequence);
    Object const *const of_column = catalog_.find(column);
    Object const *const of_default = catalog_.find(column.as(kind_of<ColumnDefault>));
    Object const *const of_table = catalog_.find(column.up(kind_of<Table>));
    if (of_sequence == nullptr || of_column == nullptr || of_default == nullptr ||
        of_table == nullptr) {
        return false;
    }
    auto const &body = of_column->as<Column>();
    Sequence usual_sequence;
    usual_sequence.type = body.type;
    Object usual{sequence, std::move(usual_sequence)};
    usual.owner = of_table->owner;
    return can_be_serial(body.type) && body.not_null && body.identity.empty() && !body.generated &&
           same_content(*of_sequence, usual) &&
           of_default->as<ColumnDefault>().expression.text == serial_default(sequence);
}

void Source::find_key_names()
{
    for (std::size_t index = 0; index < Kinds::size; ++index) {
        auto const kind = static_cast<Kind>(index);
        auto const &about = facts(kind);
        bool const takes_name =
            about.is_relation || about.is_type || about.is_constraint || about.has_index;
        if (!takes_name || kind == kind_of<PrimaryKey>) {
            continue;
        }
        for (ObjectPtr const &object : catalog_.of_kind(kind)) {
            if (object->id.name().ends_with(key_suffix)) {
                taken_key_names_.insert(name_in_schema(object->id.schema(), object->id.name()));
            }
        }
    }
}

bool Source::is_usual_key_name(ObjectId const &primary_key) const
{
    auto const table = primary_key.part(1);
    auto const name = primary_key.name();
    return name.size() <= longest_name && name.size() == table.size() + key_suffix.size() &&
           name.starts_with(table) && name.ends_with(key_suffix) &&
           !taken_key_names_.contains(name_in_schema(primary_key.schema(), name));
}

Satellites const &Source::satellites_of(ObjectId const &id) const
{
    static Satellites const none;
    auto const found = satellites_.find(id);
    return found == satellites_.end() ? none : found->second;
}

std::set<std::string> Source::view_columns(ObjectId const &view) const
{
    auto const found = view_columns_.find(view);
    return found == view_columns_.end() ? std::set<std::string>{} : found->second;
}

} // namespace schemadiff::yaml
