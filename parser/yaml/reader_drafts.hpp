// Objects as the reader finds them: everything that their own lines say. parser/resolve makes the
// names that are left out, finds types without a schema, and puts the drafts together to a catalog.
#pragma once

#include <schemadiff/model/object.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace schemadiff::yaml
{

// Where the name of a constraint, index, trigger or policy comes from.
enum class NameSource : std::uint8_t {
    exact,   // the id is complete
    key,     // the key of its entry: {name} of the pattern, or the exact name
    made_up, // none was written
};

struct Draft {
    // Unless `name` is exact, the id is still that of the table, with the object's own kind.
    std::shared_ptr<Object> object;
    NameSource name = NameSource::exact;
    // The key of the entry; kept for exact names too, because other entries may use it.
    std::string key{};
    // It uses a type that is neither built in nor written with its schema.
    bool has_open_type = false;
};

// What a comment, security label or grant is about. A column of a view is an id only.
struct Subject {
    std::shared_ptr<Object const> object;
    ObjectId column;

    [[nodiscard]] ObjectId const &id() const { return object ? object->id : column; }
};

struct CommentDraft {
    Subject on;
    std::string text;
    SourcePos at;
};

struct LabelDraft {
    Subject on;
    std::string provider;
    std::string label;
    SourcePos at;
};

struct GrantDraft {
    Subject on;
    std::string grantee; // as in Grant: empty is the owner, "public" everybody
    std::string grantor;
    std::vector<std::string> privileges;
    std::vector<std::string> grant_option;
    SourcePos at;
};

// An index of a partition, or a constraint with one, that says to which index of the partitioned
// table it belongs: by its name, or by the key of its entry.
struct IndexPartitionDraft {
    std::shared_ptr<Object const> index;
    std::string parent;
    SourcePos at;
};

// Indexes of the partitioned table, or constraints with one, by their names or by the keys of their
// entries, of which a partition says that it has no part.
struct WithoutIndexesDraft {
    std::vector<std::string> indexes;
    SourcePos at;
};

// `partitions: ignored` or `managed`.
struct PartitionsDraft {
    bool left_alone = false;
    SourcePos at;
};

struct Drafts {
    // Those of one table or view follow one another, the relation first.
    std::vector<Draft> objects;
    std::vector<CommentDraft> comments;
    std::vector<LabelDraft> labels;
    std::vector<GrantDraft> grants;
    std::vector<IndexPartitionDraft> index_partitions;
    std::map<ObjectId, WithoutIndexesDraft> without_indexes; // by table
    std::map<ObjectId, PartitionsDraft> partitions;          // by table
    // Columns that say `default null`, so that they have no default from a parent either.
    std::vector<std::shared_ptr<Object const>> without_default;
    // What says `grants:`, even if there are none.
    std::vector<Subject> with_grants;
};

} // namespace schemadiff::yaml
