#include <schemadiff/model/fingerprint.hpp>

#include <schemadiff/base/hash.hpp>

#include <type_traits>

namespace schemadiff
{

namespace
{

// One overload for each type that a field can have; a type without one does not compile. What
// can be absent or has a length says so first, so that no two contents give the same pieces.
class ContentHash
{
public:
    void add(std::string const &text) { hash_.add(text); }
    void add(std::string_view text) { hash_.add(text); }
    void add(bool value) { hash_.add(value ? "t" : "f"); }
    void add(long long value) { hash_.add(std::to_string(value)); }
    void add(Expression const &expression) { hash_.add(expression.text); }
    void add(TypeName const &type) { hash_.add(type.text); }
    void add(Version const &version) { hash_.add(version.text); }
    void add(ObjectId const &id)
    {
        hash_.add(word(id.kind()));
        hash_.add(id.path());
    }
    void add(QualifiedName const &name)
    {
        hash_.add(name.schema);
        hash_.add(name.name);
    }
    void add(Argument const &argument)
    {
        add(argument.mode);
        add(argument.name);
        add(argument.type);
        add(argument.default_value);
    }
    void add(IndexKey const &key)
    {
        add(key.column);
        add(key.expression);
        add(key.collation);
        add(key.operator_class);
        add(key.operator_class_options);
        add(key.descending);
        add(key.nulls_first);
    }
    void add(ColumnSettings const &settings)
    {
        add(settings.column);
        add(settings.statistics);
        add(settings.storage);
        add(settings.compression);
        add(settings.options);
    }
    void add(Options const &options)
    {
        hash_.add(std::to_string(options.size()));
        for (auto const &[key, value] : options) {
            add(key);
            add(value);
        }
    }
    template <class T>
    void add(std::optional<T> const &value)
    {
        hash_.add(value ? "some" : "none");
        if (value) {
            add(*value);
        }
    }
    template <class T>
    void add(std::vector<T> const &values)
    {
        hash_.add(std::to_string(values.size()));
        for (T const &value : values) {
            add(value);
        }
    }

    [[nodiscard]] std::string hex() const { return hash_.hex(); }

private:
    Hash hash_;
};

std::string quoted_part(std::string_view part)
{
    std::string text = "\"";
    for (char const c : part) {
        text += c;
        if (c == '"') {
            text += c;
        }
    }
    return text + '"';
}

std::optional<Kind> kind_called(std::string_view wanted)
{
    std::optional<Kind> found;
    Kinds::for_each([&]<class T>(T *) {
        if (T::word == wanted) {
            found = kind_of<T>;
        }
    });
    return found;
}

// The parts of "a"."b""c"; nothing where the text is not of this form.
std::optional<std::vector<std::string>> quoted_parts(std::string_view text)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0;;) {
        if (at >= text.size() || text[at] != '"') {
            return std::nullopt;
        }
        std::string part;
        for (++at;; ++at) {
            if (at >= text.size()) {
                return std::nullopt;
            }
            if (text[at] == '"' && !text.substr(at + 1).starts_with('"')) {
                break;
            }
            at += text[at] == '"' ? 1U : 0U;
            part += text[at];
        }
        parts.push_back(std::move(part));
        if (++at == text.size()) {
            return parts;
        }
        if (text[at++] != '.') {
            return std::nullopt;
        }
    }
}

std::string state_of(Catalog const &current, ObjectId const &id)
{
    Object const *const object = current.find(id);
    return object == nullptr ? std::string(absent_object) : content_hash(*object);
}

} // namespace

std::string content_hash(Object const &object)
{
    ContentHash hash;
    hash.add(object.id);
    hash.add(object.owner);
    for_each_field(object, [&](auto const &field, auto const &member) {
        hash.add(field.name);
        hash.add(member);
    });
    return hash.hex();
}

std::string content_hash(Catalog const &catalog)
{
    Hash hash;
    for (ObjectPtr const &object : catalog.objects()) {
        hash.add(content_hash(*object));
    }
    return hash.hex();
}

std::string expectation_key(ObjectId const &id)
{
    std::string key{word(id.kind())};
    char before = ' ';
    for (std::string_view const part : id.parts()) {
        key += before + quoted_part(part);
        before = '.';
    }
    return key;
}

std::optional<ObjectId> id_of_expectation(std::string_view key)
{
    auto const blank = key.find(" \"");
    if (blank == std::string_view::npos) {
        return std::nullopt;
    }
    auto const kind = kind_called(key.substr(0, blank));
    auto const parts = quoted_parts(key.substr(blank + 1));
    if (!kind || !parts) {
        return std::nullopt;
    }
    return ObjectId{*kind, *parts};
}

std::map<std::string, std::string> expectations(Catalog const &current,
                                                std::span<ObjectId const> ids)
{
    std::map<std::string, std::string> expected;
    for (ObjectId const &id : ids) {
        expected.emplace(expectation_key(id), state_of(current, id));
    }
    return expected;
}

std::vector<std::string> moved(std::map<std::string, std::string> const &expected,
                               Catalog const &current)
{
    std::vector<std::string> keys;
    for (auto const &[key, hash] : expected) {
        auto const id = id_of_expectation(key);
        if (!id || state_of(current, *id) != hash) {
            keys.push_back(key);
        }
    }
    return keys;
}

} // namespace schemadiff
