// The list of kinds. A kind that is missing here does not exist; its position is its
// identity inside the program and never leaves it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace schemadiff
{

struct Role;
struct Membership;
struct Schema;
struct Extension;
struct ExtensionFunction;
struct ExtensionRelation;
struct Collation;
struct Enum;
struct CompositeType;
struct Domain;
struct RangeType;
struct CompositeAttribute;
struct DomainCheck;
struct Sequence;
struct Function;
struct AccessMethod;
struct Aggregate;
struct Operator;
struct OperatorFamily;
struct OperatorClass;
struct Cast;
struct Conversion;
struct TextSearchParser;
struct TextSearchTemplate;
struct TextSearchDictionary;
struct TextSearchConfiguration;
struct ForeignDataWrapper;
struct ForeignServer;
struct UserMapping;
struct Table;
struct Column;
struct ColumnDefault;
struct IdentitySequence;
struct SequenceOwner;
struct PrimaryKey;
struct Unique;
struct Exclusion;
struct Check;
struct Index;
struct RowType;
struct Inheritance;
struct Partition;
struct IndexPartition;
struct ForeignKey;
struct View;
struct MaterializedView;
struct Rule;
struct Trigger;
struct Policy;
struct RowSecurity;
struct ReplicaIdentity;
struct ClusterMark;
struct Statistics;
struct Publication;
struct PublishedTable;
struct Subscription;
struct Comment;
struct SecurityLabel;
struct Grant;
struct DefaultPrivileges;
struct DefaultGrant;
struct EventTrigger;

template <class... T>
struct KindList {
    static constexpr std::size_t size = sizeof...(T);

    template <class Wanted>
    static constexpr bool has()
    {
        return (std::is_same_v<T, Wanted> || ...);
    }

    template <class Wanted>
    static constexpr std::size_t index()
    {
        std::size_t found = 0;
        std::size_t at = 0;
        ((std::is_same_v<T, Wanted> ? void(found = at) : void(), ++at), ...);
        return found;
    }

    // Calls `f` with a null pointer of each kind's type, in order.
    template <class F>
    static constexpr void for_each(F &&f)
    {
        (f(static_cast<T *>(nullptr)), ...);
    }

    // Calls `f` once, with all of them as its template arguments.
    template <class F>
    static constexpr decltype(auto) with_all(F &&f)
    {
        return f.template operator()<T...>();
    }
};

// Creation order among objects that do not wait for one another: later entries may refer to
// earlier ones. Functions come before tables because defaults, checks and policies call them;
// default privileges and event triggers come last, so that they do not act on our own statements.
using Kinds =
    KindList<Role, Membership, Schema, Extension, ExtensionFunction, ExtensionRelation, Collation,
             Enum, CompositeType, Domain, RangeType, CompositeAttribute, DomainCheck, Sequence,
             Function, AccessMethod, Aggregate, Operator, OperatorFamily, OperatorClass, Cast,
             Conversion, TextSearchParser, TextSearchTemplate, TextSearchDictionary,
             TextSearchConfiguration, ForeignDataWrapper, ForeignServer, UserMapping, Table, Column,
             ColumnDefault, IdentitySequence, SequenceOwner, PrimaryKey, Unique, Exclusion, Check,
             Index, RowType, Inheritance, Partition, IndexPartition, ForeignKey, View,
             MaterializedView, Rule, Trigger, Policy, RowSecurity, ReplicaIdentity, ClusterMark,
             Statistics, Publication, PublishedTable, Subscription, Comment, SecurityLabel, Grant,
             DefaultPrivileges, DefaultGrant, EventTrigger>;

enum class Kind : std::uint8_t {};

template <class T>
inline constexpr Kind kind_of = static_cast<Kind>(Kinds::index<T>());

} // namespace schemadiff
