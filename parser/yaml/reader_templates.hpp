// The templates of Reader, for its own source files: reader.cpp and read_*.cpp.
#pragma once

#include <parser/yaml/message_text.hpp>
#include <parser/yaml/reader.hpp>
#include <schemadiff/base/codes.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::yaml
{

inline bool contains(Keys keys, std::string_view key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

inline SourcePos place(FilePos const &at)
{
    return at;
}

// a, b, c
inline std::string joined(Keys words)
{
    std::string text;
    for (std::string_view const word : words) {
        text.append(text.empty() ? "" : ", ").append(word);
    }
    return text;
}

// Unsets the reader's relation when it has been read.
class RelationScope
{
public:
    RelationScope(Relation *&place, Relation &relation) : place_{place} { place_ = &relation; }
    ~RelationScope() { place_ = nullptr; }
    RelationScope(RelationScope const &) = delete;
    RelationScope &operator=(RelationScope const &) = delete;

private:
    Relation *&place_;
};

// "a mapping of names or a list" and the like; reported by Reader::for_each_entry().
void report_shape(Diagnostics &diagnostics, Node const &value, std::string_view name,
                  std::string_view wanted);

template <class T>
void Reader::read_fields(Node const &map, T &body, Keys others, ObjectId const &id)
{
    static constexpr auto names = std::apply(
        [](auto const &...field) {
            return std::array<std::string_view, sizeof...(field)>{field.name...};
        },
        T::fields);
    for (Entry const &entry : map.entries) {
        bool const is_label = entry.key == SecurityLabel::section && facts(id.kind()).has_labels;
        if (is_label || contains(others, entry.key)) {
            continue;
        }
        bool is_known = false;
        auto const read_if_named = [&](auto const &field) {
            if (field.name == entry.key) {
                is_known = true;
                read(field_info(field), entry.value, body.*field.member);
            }
        };
        std::apply([&](auto const &...field) { (read_if_named(field), ...); }, T::fields);
        if (!is_known) {
            refuse_key(entry, names, others, id);
        }
    }
}

template <class T>
Draft &Reader::add(ObjectId id, T body, SourcePos at)
{
    auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
    object->at = std::move(at);
    drafts_->objects.push_back(
        {.object = std::move(object), .has_open_type = std::exchange(has_open_type_, false)});
    return drafts_->objects.back();
}

template <class T>
Draft &Reader::add_part(T body, NameSource source, std::string name, SourcePos at)
{
    bool const is_exact = source == NameSource::exact;
    if (is_exact) {
        check_name(name, at);
    }
    Draft &draft =
        add(is_exact ? relation_->id.child(kind_of<T>, name) : relation_->id.as(kind_of<T>),
            std::move(body), std::move(at));
    draft.name = source;
    draft.key = std::move(name);
    return draft;
}

template <class F>
void Reader::for_each_entry(Node const &section, std::string_view name, F const &read_one)
{
    if (section.is_map()) {
        for (Entry const &entry : section.entries) {
            if (is_unnamed(entry)) {
                read_one(NameSource::made_up, std::string{}, place(entry.value.at), entry.value);
            } else if (entry.key.empty()) {
                diagnostics_->error(codes::empty_name, entry.key_at, "a name cannot be empty");
            } else {
                read_one(NameSource::key, entry.key, place(entry.key_at), entry.value);
            }
        }
    } else if (section.is_list()) {
        for (Node const &item : section.items) {
            read_one(NameSource::made_up, std::string{}, place(item.at), item);
        }
    } else if (!section.is_null()) {
        report_shape(*diagnostics_, section, name, "a mapping of names or a list");
    }
}

template <class F>
void Reader::for_each_keyed(Node const *section, std::string_view name, F const &read_one)
{
    if (section == nullptr || section->is_null()) {
        return;
    }
    if (!section->is_map()) {
        report_shape(*diagnostics_, *section, name, "a mapping of names");
        return;
    }
    for (Entry const &entry : section->entries) {
        read_one(entry);
    }
}

template <class F>
void Reader::for_each_named(Node const *section, std::string_view name, F const &read_one)
{
    for_each_keyed(section, name, [&](Entry const &entry) {
        if (check_name(entry.key, entry.key_at)) {
            read_one(entry);
        }
    });
}

} // namespace schemadiff::yaml
