// The whole set of objects on one side of a comparison, always sorted by id.
#pragma once

#include <schemadiff/model/object.hpp>

#include <span>
#include <string>
#include <vector>

namespace schemadiff
{

// Something that was met and is not covered yet: it is named, never ignored silently.
struct Uncovered {
    std::string kind; // "domain"
    std::string name; // as PostgreSQL would print it, qualified
    friend auto operator<=>(Uncovered const &, Uncovered const &) = default;
};

class Catalog
{
public:
    Catalog() = default;
    // Sorts. Two objects with one id are a mistake of the caller: std::logic_error.
    explicit Catalog(std::vector<ObjectPtr> objects);

    [[nodiscard]] std::vector<ObjectPtr> const &objects() const { return objects_; }
    [[nodiscard]] std::size_t size() const { return objects_.size(); }
    // Null where there is none.
    [[nodiscard]] Object const *find(ObjectId const &id) const;
    [[nodiscard]] ObjectPtr shared(ObjectId const &id) const;
    [[nodiscard]] bool contains(ObjectId const &id) const { return find(id) != nullptr; }
    // All objects of one kind; of one kind right below a path.
    [[nodiscard]] std::span<ObjectPtr const> of_kind(Kind kind) const;
    [[nodiscard]] std::span<ObjectPtr const> below(Kind kind, ObjectId const &parent) const;

    std::vector<Uncovered> uncovered;
    // The server's version, 150018 form; 0 where the catalog was read from files.
    int server_version = 0;
    // What objects without a tablespace are in.
    std::string default_tablespace = "pg_default";
    // Made with the server, whatever it is called; empty: unknown.
    std::string bootstrap_superuser;
    // What is known of the server is the same as of another catalog.
    void take_server_of(Catalog const &other)
    {
        server_version = other.server_version;
        default_tablespace = other.default_tablespace;
        bootstrap_superuser = other.bootstrap_superuser;
    }

private:
    std::vector<ObjectPtr> objects_;
};

} // namespace schemadiff
