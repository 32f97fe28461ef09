// Objects of plain kinds: the fields that differ from the usual, in the order of the table.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/plain_keys.hpp>
#include <parser/yaml/writer_values.hpp>
#include <schemadiff/model/plain_kinds.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>

namespace schemadiff::yaml
{

namespace
{

// The short form, where one field says it all.
template <class T>
Node shortest_plain(Node map)
{
    if (map.entries.empty() && T::facts.required.empty()) {
        return {};
    }
    bool const is_short = map.entries.size() == 1 &&
                          map.entries.front().key == T::facts.short_field &&
                          !map.entries.front().value.is_map();
    return is_short ? std::move(map.entries.front().value) : map;
}

bool is_flat(Node const &map)
{
    return std::all_of(map.entries.begin(), map.entries.end(),
                       [](Entry const &entry) { return entry.value.entries.empty(); });
}

} // namespace

template <class T>
Node CatalogWriter::plain(Object const &object)
{
    Node map = Node::of_map();
    add_fields(map, object.as<T>());
    add_plain_below(map, object.id);
    add_comment(map, object.id);
    if (T::facts.has_owner) {
        add_owner(map, object);
    }
    add_grants(map, object.id);
    map.flow = is_flat(map);
    return shortest_plain<T>(std::move(map));
}

void CatalogWriter::add_plain_below(Node &map, ObjectId const &parent)
{
    for_each_plain_below(parent.kind(), [&]<class C>(C *) {
        add_plain_section<C>(map, source_.below(kind_of<C>, parent));
    });
}

template <class T>
void CatalogWriter::add_plain_section(Node &map, std::span<ObjectPtr const> objects)
{
    std::vector<Object const *> ordered;
    for (ObjectPtr const &object : objects) {
        if (!is_as_made(*object)) {
            ordered.push_back(object.get());
        }
    }
    if (T::facts.is_ordered) {
        std::stable_sort(ordered.begin(), ordered.end(),
                         [](auto const *a, auto const *b) { return a->position < b->position; });
    }
    Node section = Node::of_map();
    for (Object const *object : ordered) {
        section.add(key_of(object->id), plain<T>(*object));
    }
    if (!section.entries.empty()) {
        map.add(std::string{T::section}, std::move(section));
    }
}

void CatalogWriter::add_plain_sections(Node &map, Home home, ObjectId const &parent)
{
    for_each_plain(
        home, [&]<class T>(T *) { add_plain_section<T>(map, source_.below(kind_of<T>, parent)); });
}

Node CatalogWriter::database_sections()
{
    Node map = Node::of_map();
    for_each_plain(Home::database,
                   [&]<class T>(T *) { add_plain_section<T>(map, source_.run(kind_of<T>).all()); });
    return map;
}

} // namespace schemadiff::yaml
