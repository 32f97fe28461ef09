// All kinds together: one struct of any of them.
#pragma once

#include <schemadiff/model/kind.hpp>
#include <schemadiff/model/kinds/column.hpp>
#include <schemadiff/model/kinds/constraints.hpp>
#include <schemadiff/model/kinds/default_privileges.hpp>
#include <schemadiff/model/kinds/enum.hpp>
#include <schemadiff/model/kinds/extension.hpp>
#include <schemadiff/model/kinds/foreign_data.hpp>
#include <schemadiff/model/kinds/function.hpp>
#include <schemadiff/model/kinds/index.hpp>
#include <schemadiff/model/kinds/inheritance.hpp>
#include <schemadiff/model/kinds/partition.hpp>
#include <schemadiff/model/kinds/policy.hpp>
#include <schemadiff/model/kinds/replication.hpp>
#include <schemadiff/model/kinds/role.hpp>
#include <schemadiff/model/kinds/routines.hpp>
#include <schemadiff/model/kinds/rules.hpp>
#include <schemadiff/model/kinds/satellites.hpp>
#include <schemadiff/model/kinds/schema.hpp>
#include <schemadiff/model/kinds/sequence.hpp>
#include <schemadiff/model/kinds/table.hpp>
#include <schemadiff/model/kinds/text_search.hpp>
#include <schemadiff/model/kinds/trigger.hpp>
#include <schemadiff/model/kinds/types.hpp>
#include <schemadiff/model/kinds/view.hpp>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace schemadiff
{

// A value like std::variant, which takes as much memory as its own struct and not as the largest
// one: an aggregate is thirty times a default, and there are hundreds of thousands of defaults.
class Body
{
public:
    Body() : Body(Schema{}) {}
    template <class T>
    requires(Kinds::has<T>())
        // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions)
        Body(T value)
        : kind_{kind_of<T>}, value_{new T(std::move(value))}
    {
    }
    Body(Body const &other);
    Body(Body &&other) noexcept : kind_{other.kind_}, value_{std::exchange(other.value_, nullptr)}
    {
    }
    Body &operator=(Body other) noexcept
    {
        std::swap(kind_, other.kind_);
        std::swap(value_, other.value_);
        return *this;
    }
    ~Body();

    [[nodiscard]] Kind kind() const { return kind_; }
    template <class T>
    [[nodiscard]] bool holds() const
    {
        return kind_ == kind_of<T>;
    }
    // Null where it is of another kind.
    template <class T>
    [[nodiscard]] T const *get_if() const
    {
        return holds<T>() ? static_cast<T const *>(value_) : nullptr;
    }
    template <class T>
    [[nodiscard]] T *get_if()
    {
        return holds<T>() ? static_cast<T *>(value_) : nullptr;
    }
    // Asking for another kind is a mistake of ours: std::logic_error.
    template <class T>
    [[nodiscard]] T const &get() const
    {
        return *checked(get_if<T>());
    }
    template <class T>
    [[nodiscard]] T &get()
    {
        return *checked(get_if<T>());
    }

private:
    template <class T>
    static T *checked(T *value)
    {
        if (value == nullptr) {
            throw std::logic_error("an object of another kind was expected");
        }
        return value;
    }

    template <class F, class B>
    friend decltype(auto) visit(F &&f, B &body);

    Kind kind_;
    void *value_; // null only after a move
};

// Calls f with the struct.
template <class F, class B>
decltype(auto) visit(F &&f, B &body)
{
    return Kinds::with_all([&]<class... T>() -> decltype(auto) {
        using Answer =
            std::invoke_result_t<F &,
                                 std::conditional_t<std::is_const_v<B>, Schema const, Schema> &>;
        using Call = Answer (*)(F &, void *);
        static constexpr std::array<Call, sizeof...(T)> calls{[](F &call, void *value) -> Answer {
            using Struct = std::conditional_t<std::is_const_v<B>, T const, T>;
            return call(*static_cast<Struct *>(value));
        }...};
        return calls[static_cast<std::size_t>(body.kind_)](f, body.value_);
    });
}

} // namespace schemadiff
