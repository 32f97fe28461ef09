#include "snapshot_json.hpp"

#include "json_reader.hpp"
#include "snapshot_format.hpp"

#include <schemadiff/model/fingerprint.hpp>

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <type_traits>
#include <variant>

namespace schemadiff::render
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr FileFormat format{.name = snapshot_format_name,
                            .version = snapshot_version,
                            .what = "snapshot",
                            .code = codes::no_state,
                            .how_to_make = "Make one with schemadiff inspect --format json.",
                            .where_damaged = "Make it again with schemadiff inspect --format json.",
                            .where_of_another_version =
                                "Read it with the program that made it, or make it again."};

// One pair of overloads for each type that a field can have; a type without one does not compile.

Json written(bool value)
{
    return value;
}
Json written(long long value)
{
    return value;
}
Json written(std::string const &text)
{
    return text;
}
Json written(Expression const &expression)
{
    return expression.text;
}
Json written(TypeName const &type)
{
    return type.text;
}
Json written(Version const &version)
{
    return version.text;
}
Json written(ObjectId const &id)
{
    return expectation_key(id);
}
Json written(QualifiedName const &name)
{
    return Json::array({name.schema, name.name});
}

Json written(Options const &options)
{
    Json list = Json::array();
    for (auto const &[key, value] : options) {
        list.push_back(Json::array({key, value}));
    }
    return list;
}

Json written(Argument const &argument);
Json written(IndexKey const &key);
Json written(ColumnSettings const &settings);

template <class T>
Json written(std::vector<T> const &values)
{
    Json list = Json::array();
    for (T const &value : values) {
        list.push_back(written(value));
    }
    return list;
}

template <class T>
Json written(std::optional<T> const &value)
{
    return value ? written(*value) : Json();
}

Json written(Argument const &argument)
{
    return {{"mode", argument.mode},
            {"name", argument.name},
            {"type", written(argument.type)},
            {"default", written(argument.default_value)}};
}

Json written(IndexKey const &key)
{
    return {{"column", key.column},
            {"expression", written(key.expression)},
            {"collation", written(key.collation)},
            {"operator_class", written(key.operator_class)},
            {"operator_class_options", written(key.operator_class_options)},
            {"descending", key.descending},
            {"nulls_first", key.nulls_first}};
}

Json written(ColumnSettings const &settings)
{
    return {{"column", settings.column},
            {"statistics", written(settings.statistics)},
            {"storage", settings.storage},
            {"compression", settings.compression},
            {"options", written(settings.options)}};
}

void read(Reader const &from, bool &value)
{
    value = from.boolean();
}
void read(Reader const &from, long long &value)
{
    value = from.whole_number();
}
void read(Reader const &from, std::string &text)
{
    text = from.text();
}
void read(Reader const &from, Expression &expression)
{
    expression.text = from.text();
}
void read(Reader const &from, TypeName &type)
{
    type.text = from.text();
}
void read(Reader const &from, Version &version)
{
    version.text = from.text();
}

void read(Reader const &from, ObjectId &id)
{
    auto const found = id_of_expectation(from.text());
    if (!found) {
        from.complain("names no object that this program knows");
    }
    id = *found;
}

std::pair<std::string, std::string> pair_in(Reader const &from)
{
    auto const texts = from.texts();
    if (texts.size() != 2) {
        from.complain("is no pair of texts");
    }
    return {texts[0], texts[1]};
}

void read(Reader const &from, QualifiedName &name)
{
    std::tie(name.schema, name.name) = pair_in(from);
}

void read(Reader const &from, Options &options)
{
    options = {};
    for (auto const &[key, value] : from.list(pair_in)) {
        options.emplace(key, value);
    }
}

void read(Reader const &from, Argument &argument);
void read(Reader const &from, IndexKey &key);
void read(Reader const &from, ColumnSettings &settings);

template <class T>
void read(Reader const &from, std::vector<T> &values)
{
    values = from.list([](Reader const &item) {
        T value;
        read(item, value);
        return value;
    });
}

template <class T>
void read(Reader const &from, std::optional<T> &value)
{
    value.reset();
    if (!from.is_null()) {
        read(from, value.emplace());
    }
}

void read(Reader const &from, Argument &argument)
{
    auto const &keys = from.with_keys({"mode", "name", "type", "default"});
    read(keys["mode"], argument.mode);
    read(keys["name"], argument.name);
    read(keys["type"], argument.type);
    read(keys["default"], argument.default_value);
}

void read(Reader const &from, IndexKey &key)
{
    auto const &keys = from.with_keys({"column", "expression", "collation", "operator_class",
                                       "operator_class_options", "descending", "nulls_first"});
    read(keys["column"], key.column);
    read(keys["expression"], key.expression);
    read(keys["collation"], key.collation);
    read(keys["operator_class"], key.operator_class);
    read(keys["operator_class_options"], key.operator_class_options);
    read(keys["descending"], key.descending);
    read(keys["nulls_first"], key.nulls_first);
}

void read(Reader const &from, ColumnSettings &settings)
{
    auto const &keys =
        from.with_keys({"column", "statistics", "storage", "compression", "options"});
    read(keys["column"], settings.column);
    read(keys["statistics"], settings.statistics);
    read(keys["storage"], settings.storage);
    read(keys["compression"], settings.compression);
    read(keys["options"], settings.options);
}

template <class T>
void refuse_other_words(Reader const &from, std::span<std::string_view const> words, T const &value)
{
    if constexpr (std::is_same_v<T, std::string>) {
        bool const is_usual = value.empty();
        if (!words.empty() && !is_usual &&
            std::find(words.begin(), words.end(), value) == words.end()) {
            from.complain(fmt::format("is '{}', which means nothing there", value));
        }
    }
}

// A body that says nothing: what an absent key means.
Body usual_body(Kind kind)
{
    Body body;
    Kinds::for_each([&]<class T>(T *) {
        if (kind_of<T> == kind) {
            body = T{};
        }
    });
    return body;
}

// Members that are as usual are left out: most of them are.
Json content_of(Object const &object)
{
    return visit(
        []<class T>(T const &body) {
            [[maybe_unused]] static T const usual{};
            Json content = Json::object();
            for_each_member<T>([&](auto const &member) {
                if (body.*member.member != usual.*member.member) {
                    content[std::string(member.name)] = written(body.*member.member);
                }
            });
            return content;
        },
        object.body);
}

template <class T>
void read_content(Reader const &from, T &body)
{
    std::vector<std::string_view> names;
    for_each_member<T>([&](auto const &member) { names.push_back(member.name); });
    auto const &content = from.with_keys_among(names);
    for_each_member<T>([&](auto const &member) {
        if (!content.has(member.name)) {
            return;
        }
        auto const value = content[member.name];
        read(value, body.*member.member);
        if constexpr (requires { member.words; }) {
            refuse_other_words(value, member.words, body.*member.member);
        }
    });
}

Json written(Object const &object)
{
    Json file{{"object", written(object.id)}};
    if (object.owner) {
        file["owner"] = *object.owner;
    }
    if (object.position != 0) {
        file["position"] = object.position;
    }
    if (Json content = content_of(object); !content.empty()) {
        file["content"] = std::move(content);
    }
    if (!object.references.empty()) {
        file["references"] = written(object.references);
    }
    if (!object.mentions.empty()) {
        file["mentions"] = written(object.mentions);
    }
    return file;
}

ObjectPtr read_object(Reader const &from)
{
    auto const &keys =
        from.with_keys_among({"object", "owner", "position", "content", "references", "mentions"});
    if (!keys.has("object")) {
        from.complain("has no key 'object'");
    }
    auto object = std::make_shared<Object>();
    read(keys["object"], object->id);
    object->body = usual_body(object->id.kind());
    if (keys.has("owner")) {
        object->owner = keys["owner"].text();
    }
    if (keys.has("position")) {
        object->position = keys["position"].number();
    }
    if (keys.has("content")) {
        visit([&](auto &body) { read_content(keys["content"], body); }, object->body);
    }
    if (keys.has("references")) {
        read(keys["references"], object->references);
    }
    if (keys.has("mentions")) {
        read(keys["mentions"], object->mentions);
    }
    return object;
}

Uncovered read_uncovered(Reader const &from)
{
    auto const &one = from.with_keys({"kind", "name"});
    return {one["kind"].text(), one["name"].text()};
}

void refuse_doubles(Reader const &from, std::vector<ObjectPtr> const &objects)
{
    std::set<ObjectId> ids;
    for (ObjectPtr const &object : objects) {
        if (!ids.insert(object->id).second) {
            from.complain(fmt::format("has {} twice", described(object->id)));
        }
    }
}

} // namespace

std::string snapshot_json(Catalog const &catalog)
{
    Json objects = Json::array();
    for (ObjectPtr const &object : catalog.objects()) {
        objects.push_back(written(*object));
    }
    Json uncovered = Json::array();
    for (Uncovered const &one : catalog.uncovered) {
        uncovered.push_back({{"kind", one.kind}, {"name", one.name}});
    }
    Json file{{"format", format.name},
              {"version", format.version},
              {"server_version", catalog.server_version},
              {"objects", std::move(objects)},
              {"uncovered", std::move(uncovered)}};
    // Rare, and absent from the files of earlier programs.
    if (catalog.default_tablespace != Catalog{}.default_tablespace) {
        file["default_tablespace"] = catalog.default_tablespace;
    }
    try {
        return file.dump(1) + '\n';
    } catch (Json::type_error const &) {
        fail(format, "the snapshot cannot be written, because a name or value in it is not UTF-8",
             "Use a database whose encoding is UTF8.");
    }
}

Catalog snapshot_from_json(std::string_view text)
{
    ReadJson const file = parsed_file(text, format);
    Reader const whole{file, "", format};
    auto const &keys = whole.with_keys(
        {"format", "version", "server_version", "objects", "uncovered"}, {"default_tablespace"});
    auto objects = keys["objects"].list(read_object);
    refuse_doubles(keys["objects"], objects);
    Catalog catalog{std::move(objects)};
    catalog.server_version = keys["server_version"].number();
    if (keys.has("default_tablespace")) {
        catalog.default_tablespace = keys["default_tablespace"].text();
    }
    catalog.uncovered = keys["uncovered"].list(read_uncovered);
    return catalog;
}

} // namespace schemadiff::render
