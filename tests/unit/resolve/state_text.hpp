// A catalog as lines of text, so that a test shows at a glance what was read: the id, then every
// field that differs from that of an empty object, then edges.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string>
#include <type_traits>
#include <vector>

namespace schemadiff::resolve
{

inline std::string value_text(bool value)
{
    return value ? "true" : "false";
}
inline std::string value_text(long long value)
{
    return std::to_string(value);
}
inline std::string value_text(std::string const &value)
{
    return "'" + value + "'";
}
inline std::string value_text(Expression const &value)
{
    return "`" + value.text + "`";
}
inline std::string value_text(TypeName const &value)
{
    return value.text;
}
inline std::string value_text(Version const &value)
{
    return value.text;
}
inline std::string value_text(QualifiedName const &value)
{
    return value.schema + "." + value.name;
}
inline std::string value_text(Options const &value)
{
    std::string text;
    for (auto const &[key, one] : value.sorted()) {
        text += (text.empty() ? "" : " ") + key + "=" + one;
    }
    return "{" + text + "}";
}
inline std::string value_text(IndexKey const &key)
{
    std::string text = key.expression ? "`" + key.expression->text + "`" : key.column;
    text += key.collation ? " collate " + value_text(*key.collation) : "";
    text += key.operator_class ? " " + value_text(*key.operator_class) : "";
    text += key.operator_class_options.empty() ? "" : value_text(key.operator_class_options);
    text += key.descending ? " desc" : "";
    text += key.nulls_first != key.descending ? (key.nulls_first ? " first" : " last") : "";
    return text;
}
inline std::string value_text(ColumnSettings const &settings)
{
    return settings.column + " " +
           (settings.statistics ? std::to_string(*settings.statistics) : "-") + " " +
           settings.storage + " " + settings.compression + " " + value_text(settings.options);
}
inline std::string value_text(Argument const &argument)
{
    return argument.mode + " " + argument.name + " " + argument.type.text +
           (argument.default_value ? " = " + value_text(*argument.default_value) : "");
}
template <class T>
std::string value_text(std::vector<T> const &values)
{
    std::string text;
    for (auto const &value : values) {
        if constexpr (std::is_same_v<T, std::string>) {
            text += (text.empty() ? "" : ", ") + value;
        } else {
            text += (text.empty() ? "" : ", ") + value_text(value);
        }
    }
    return "[" + text + "]";
}
template <class T>
std::string value_text(std::optional<T> const &value)
{
    return value ? value_text(*value) : "-";
}

inline std::string object_text(Object const &object)
{
    std::string text = described(object.id);
    visit(
        [&]<class T>(T const &body) {
            T const usual{};
            std::apply(
                [&](auto const &...field) {
                    ((body.*field.member == usual.*field.member
                          ? void()
                          : void(text += " " + std::string{field.name} + "=" +
                                         value_text(body.*field.member))),
                     ...);
                },
                T::fields);
        },
        object.body);
    text += object.owner ? " owner=" + *object.owner : "";
    for (std::string const &name : object.renamed_from) {
        text += " from=" + name;
    }
    for (ObjectId const &id : object.references) {
        text += "\n    -> " + described(id);
    }
    for (ObjectId const &id : object.mentions) {
        text += "\n    ~> " + described(id);
    }
    return text + "\n";
}

inline std::string catalog_text(Catalog const &catalog)
{
    std::string text;
    for (ObjectPtr const &object : catalog.objects()) {
        text += object_text(*object);
    }
    return text;
}

} // namespace schemadiff::resolve
