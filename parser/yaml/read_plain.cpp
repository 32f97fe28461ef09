// Objects of plain kinds: sections, keys and values by their field tables and facts alone.
#include <parser/yaml/plain_keys.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <schemadiff/base/secrets.hpp>
#include <schemadiff/model/plain_kinds.hpp>

namespace schemadiff::yaml
{

namespace
{

// The keys of an object beside its fields.
template <class T>
std::vector<std::string_view> other_keys()
{
    std::vector<std::string_view> keys;
    if (!T::facts.comes_with_parent) {
        keys = {"comment", "renamed_from"};
    }
    if (T::facts.has_owner) {
        keys.push_back("owner");
    }
    if (!T::facts.privileges.empty()) {
        keys.push_back("grants");
    }
    if (T::facts.home == Home::relation) {
        keys.push_back("name");
    }
    for_each_plain_below(kind_of<T>, [&]<class C>(C *) { keys.push_back(C::section); });
    return keys;
}

void put_away(std::optional<std::string> &member)
{
    if (member) {
        member = put_connection_away(*member);
    }
}

void put_away(std::optional<Options> &member)
{
    Options hidden;
    for (auto const &[key, value] : member.value_or(Options{})) {
        bool const is_open = value == hidden_value || is_open_option(key);
        hidden.emplace(key, is_open ? value : schemadiff::put_away(value));
    }
    if (member) {
        member = std::move(hidden);
    }
}

template <class T>
void put_secrets_away([[maybe_unused]] T &body)
{
    [[maybe_unused]] auto const put = [&](auto const &field) {
        if constexpr (requires { put_away(body.*field.member); }) {
            if (field.name == T::facts.secret_field) {
                put_away(body.*field.member);
            }
        }
    };
    if constexpr (!T::facts.secret_field.empty()) {
        std::apply([&](auto const &...field) { (put(field), ...); }, T::fields);
    }
}

} // namespace

template <class T>
bool Reader::read_plain_body(Node const &value, T &body, std::string_view key, SourcePos const &at,
                             ObjectId const &id)
{
    static std::vector<std::string_view> const others = other_keys<T>();
    bool is_short = false;
    if (value.is_map()) {
        read_fields(value, body, others, id);
    } else if (!value.is_null() || !T::facts.required.empty()) {
        auto const read_short = [&](auto const &field) {
            if (field.name == T::facts.short_field) {
                is_short = true;
                read(field_info(field), value, body.*field.member);
            }
        };
        std::apply([&](auto const &...field) { (read_short(field), ...); }, T::fields);
        if (!is_short) {
            report_shape(*diagnostics_, value, key, "a mapping");
            return false;
        }
    }
    put_secrets_away(body);
    for (std::string_view const name : T::facts.required) {
        if (!(is_short && name == T::facts.short_field) && value.find(name) == nullptr) {
            diagnostics_->error(codes::missing_key, at,
                                together(described(id), " has no '", name, "'"));
            return false;
        }
    }
    return true;
}

template <class T>
void Reader::read_plain(Entry const &entry, std::vector<std::string> path, int position)
{
    auto parts = parts_of_key(T::facts.key, entry.key);
    if (!parts) {
        diagnostics_->error(codes::bad_value, entry.key_at,
                            together("'", entry.key, "' is no key of '", T::section, "'"),
                            {together("Write it as '", example_of(T::facts.key), "'.")});
        return;
    }
    bool const has_name = T::facts.key != KeyForm::words && T::facts.key != KeyForm::scope &&
                          T::facts.key != KeyForm::relation && T::facts.key != KeyForm::routine;
    if (has_name && !check_name(parts->front(), entry.key_at)) {
        return;
    }
    path.insert(path.end(), parts->begin(), parts->end());
    ObjectId const id{kind_of<T>, path};
    T body;
    if (!read_plain_body(entry.value, body, entry.key, entry.key_at, id)) {
        return;
    }
    Draft &draft = add(id, std::move(body), entry.key_at);
    auto const object = draft.object;
    object->position = T::facts.is_ordered ? position : 0;
    if (T::facts.has_owner) {
        read_owner(&entry.value, *object);
    }
    read_common(entry.value, draft);
    if (!T::facts.privileges.empty()) {
        read_grants(entry.value, {object, {}}, object->owner);
    }
    if (T::facts.comes_with_parent && entry.value.find("grants") == nullptr) {
        diagnostics_->error(codes::missing_key, entry.key_at,
                            together(described(id), " has no 'grants'"));
    }
    read_plain_below(kind_of<T>, entry.value, path);
}

void Reader::read_plain_below(Kind parent, Node const &map, std::vector<std::string> const &path)
{
    for_each_plain_below(parent, [&]<class C>(C *) {
        int place = 0;
        for_each_keyed(map.find(C::section), C::section,
                       [&](Entry const &child) { read_plain<C>(child, path, ++place); });
    });
}

void Reader::read_plain_sections(Home home, Node const &map, std::vector<std::string> const &path)
{
    for_each_plain(home, [&]<class T>(T *) {
        int place = 0;
        Node const *const section = map.find(T::section);
        if (T::facts.home != Home::relation) {
            for_each_keyed(section, T::section,
                           [&](Entry const &entry) { read_plain<T>(entry, path, ++place); });
            return;
        }
        if (section == nullptr) {
            return;
        }
        for_each_entry(
            *section, T::section,
            [&](NameSource source, std::string key, SourcePos at, Node const &value) {
                T body;
                if (read_plain_body(value, body, key, at, relation_->id.as(kind_of<T>))) {
                    take_given_name(value, source, key);
                    read_common(value, add_part(std::move(body), source, std::move(key), at));
                }
            });
    });
}

} // namespace schemadiff::yaml
