// A catalog in the order in which the writer needs it: the parts of each relation beside one
// another, and at hand what hangs on an object. Everything is found in one pass, because searching
// the catalog for each part of ten thousand tables takes longer than writing them.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace schemadiff::yaml
{

// The objects of one kind, for somebody who asks for them in the order of their paths.
class Run
{
public:
    explicit Run(std::span<ObjectPtr const> objects) : objects_{objects} {}

    [[nodiscard]] std::span<ObjectPtr const> all() const { return objects_; }
    // Those whose paths go on from that of `parent`; with exactly the path of `id`, or null.
    // Each parent must come after the one before in the order of paths.
    std::span<ObjectPtr const> below(ObjectId const &parent);
    Object const *at(ObjectId const &id);

private:
    std::span<ObjectPtr const> objects_;
    std::size_t next_ = 0;
};

struct Satellites {
    Comment const *comment = nullptr;
    std::vector<SecurityLabel const *> labels;
    std::vector<Grant const *> grants;

    [[nodiscard]] bool empty() const
    {
        return comment == nullptr && labels.empty() && grants.empty();
    }
};

class Source
{
public:
    explicit Source(Catalog const &catalog);

    [[nodiscard]] Run run(Kind kind) const { return Run{catalog_.of_kind(kind)}; }
    // By search; for kinds of which there are few.
    [[nodiscard]] std::span<ObjectPtr const> below(Kind kind, ObjectId const &parent) const
    {
        return catalog_.below(kind, parent);
    }
    [[nodiscard]] Object const *find(ObjectId const &id) const { return catalog_.find(id); }
    [[nodiscard]] Satellites const &satellites_of(ObjectId const &id) const;
    // Whether a column, and a sequence, are what `serial` makes of the name of the column.
    [[nodiscard]] bool is_serial(ObjectId const &id) const { return serials_.contains(id); }
    // Whether a primary key without a name would be given this one: t_pkey.
    [[nodiscard]] bool is_usual_key_name(ObjectId const &primary_key) const;
    // Names of the columns of a view that a comment or a grant is about.
    [[nodiscard]] std::set<std::string> view_columns(ObjectId const &view) const;
    // The owner of most objects; empty where one of them has none, because an owner that is said
    // for all would be given to that one too.
    [[nodiscard]] std::optional<std::string> const &common_owner() const { return common_owner_; }

private:
    void find_common_owner();
    void find_serials();
    [[nodiscard]] bool makes_serial(ObjectId const &sequence, SequenceOwner const &owner) const;
    void find_key_names();
    Satellites &satellites(ObjectId const &id);

    Catalog const &catalog_;
    std::unordered_map<ObjectId, Satellites> satellites_;
    std::unordered_map<ObjectId, std::set<std::string>> view_columns_;
    std::unordered_set<ObjectId> serials_;
    // Names like that of a primary key that something else has, as ids of primary keys' indexes.
    std::unordered_set<ObjectId> taken_key_names_;
    std::optional<std::string> common_owner_;
};

} // namespace schemadiff::yaml
