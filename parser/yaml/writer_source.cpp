#include <parser/yaml/writer_source.hpp>

#include <map>

namespace schemadiff::yaml
{

namespace
{

bool has_owner(Kind kind)
{
    return kind == kind_of<Schema> || kind == kind_of<Enum> || kind == kind_of<Sequence> ||
           kind == kind_of<Function> || kind == kind_of<Table> || kind == kind_of<View>;
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

Source::Source(Catalog const &catalog) : catalog_{catalog}
{
    for (ObjectPtr const &object : catalog_.of_kind(kind_of<Comment>)) {
        satellites(object->as<Comment>().on).comment = &object->as<Comment>();
    }
    for (ObjectPtr const &object : catalog_.of_kind(kind_of<Grant>)) {
        satellites(object->as<Grant>().on).grants.push_back(&object->as<Grant>());
    }
    find_common_owner();
}

Satellites &Source::satellites(ObjectId const &id)
{
    auto const [found, is_new] = satellites_.try_emplace(id);
    // A column of a view is no object of its own.
    if (is_new && id.kind() == kind_of<Column> && catalog_.contains(id.up(kind_of<View>))) {
        view_columns_[id.up(kind_of<View>)].emplace(id.name());
    }
    return found->second;
}

void Source::find_common_owner()
{
    std::map<std::string, std::size_t> counts;
    for (ObjectPtr const &object : catalog_.objects()) {
        if (!has_owner(object->id.kind())) {
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
