// The key of everything: a kind and a path of exact names. Never an OID; those live and die
// inside engine/introspect.
#pragma once

#include <schemadiff/model/kind.hpp>

#include <compare>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

// The paths: schema {schema}; schema-level objects {schema, name}; functions {schema, name,
// identity argument types}; what belongs to a relation {schema, relation, name}; a comment or
// grant {kind of its subject, path of its subject ..., grantee, grantor}.
class ObjectId
{
public:
    ObjectId() = default;
    ObjectId(Kind kind, std::initializer_list<std::string_view> parts);
    ObjectId(Kind kind, std::vector<std::string> const &parts);

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] std::vector<std::string_view> parts() const;
    [[nodiscard]] std::string_view part(std::size_t index) const;
    [[nodiscard]] std::string_view schema() const { return part(0); }
    // The last part.
    [[nodiscard]] std::string_view name() const;
    // Parts joined by NUL, which no name can contain; sorts parents before their children.
    [[nodiscard]] std::string const &path() const { return path_; }
    [[nodiscard]] bool is_below(ObjectId const &ancestor) const;
    [[nodiscard]] bool empty() const { return path_.empty(); }

    // The same path with another last part, of another kind, without its last part, one longer.
    [[nodiscard]] ObjectId renamed(std::string_view name) const;
    [[nodiscard]] ObjectId as(Kind kind) const;
    [[nodiscard]] ObjectId up(Kind kind) const;
    [[nodiscard]] ObjectId child(Kind kind, std::string_view name) const;

    friend auto operator<=>(ObjectId const &, ObjectId const &) = default;

private:
    static ObjectId from_path(Kind kind, std::string path);

    Kind kind_{};
    std::string path_;
};

template <class T>
ObjectId id_of(std::initializer_list<std::string_view> parts)
{
    return {kind_of<T>, parts};
}

// The id of a comment or grant on `subject`; `more` follows the subject's path.
ObjectId satellite_id(Kind kind, ObjectId const &subject,
                      std::initializer_list<std::string_view> more = {});

// What the key of an object has behind the name: `(integer, text)`, ` using btree`; of a cast all
// of it: `integer as text`. Empty where the name is all there is.
std::string signature_text(ObjectId const &id);

// `table "app"."users"`, `column "app"."users"."email"`: for messages and plans.
std::string described(ObjectId const &id);

// The word for a kind: "table".
std::string_view word(Kind kind);

} // namespace schemadiff

template <>
struct std::hash<schemadiff::ObjectId> {
    std::size_t operator()(schemadiff::ObjectId const &id) const noexcept
    {
        return std::hash<std::string>{}(id.path()) * 31U + static_cast<std::size_t>(id.kind());
    }
};
