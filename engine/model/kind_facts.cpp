#include <schemadiff/model/body.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <array>

namespace schemadiff
{

KindFacts const &facts(Kind kind)
{
    static constexpr auto all = [] {
        std::array<KindFacts, Kinds::size> table{};
        std::size_t at = 0;
        Kinds::for_each([&]<class T>(T *) { table[at++] = T::facts; });
        return table;
    }();
    return all[static_cast<std::size_t>(kind)];
}

} // namespace schemadiff
