// The list of kinds. A kind that is missing here does not exist; its position is its
// identity inside the program and never leaves it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>

namespace schemadiff
{

struct Schema;
struct Extension;
struct Enum;
struct Sequence;
struct SequenceOwner;
struct Function;
struct Table;
struct RowSecurity;
struct ReplicaIdentity;
struct ClusterMark;
struct Column;
struct ColumnDefault;
struct PrimaryKey;
struct Unique;
struct Check;
struct ForeignKey;
struct Index;
struct View;
struct Trigger;
struct Policy;
struct Comment;
struct Grant;

template <class... T>
struct KindList {
    using Variant = std::variant<T...>;
    static constexpr std::size_t size = sizeof...(T);

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
};

// Creation order among objects that do not wait for one another: later entries may refer to
// earlier ones. Functions come before tables because defaults, checks and policies call them.
using Kinds = KindList<Schema, Extension, Enum, Sequence, Function, Table, Column, ColumnDefault,
                       SequenceOwner, PrimaryKey, Unique, Check, Index, ForeignKey, View, Trigger,
                       Policy, RowSecurity, ReplicaIdentity, ClusterMark, Comment, Grant>;

enum class Kind : std::uint8_t {};

template <class T>
inline constexpr Kind kind_of = static_cast<Kind>(Kinds::index<T>());

} // namespace schemadiff
