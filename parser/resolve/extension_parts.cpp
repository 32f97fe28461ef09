#include <parser/resolve/extension_parts.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::resolve
{

namespace
{

constexpr auto vector_types = std::to_array<std::string_view>({"vector", "halfvec", "sparsevec"});
constexpr auto citext_types = std::to_array<std::string_view>({"citext"});
constexpr auto hstore_types = std::to_array<std::string_view>({"hstore"});
constexpr auto ltree_types = std::to_array<std::string_view>({"ltree", "lquery", "ltxtquery"});
constexpr auto cube_types = std::to_array<std::string_view>({"cube"});
constexpr auto postgis_types =
    std::to_array<std::string_view>({"geometry", "geography", "box2d", "box3d"});
constexpr auto isn_types = std::to_array<std::string_view>(
    {"ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"});

struct OperatorClass {
    std::string_view name;
    std::string_view extension;
};

constexpr auto operator_classes = std::to_array<OperatorClass>({
    {"gin_trgm_ops", "pg_trgm"},
    {"gist_trgm_ops", "pg_trgm"},
    {"vector_ops", "vector"},
    {"vector_l2_ops", "vector"},
    {"vector_ip_ops", "vector"},
    {"vector_cosine_ops", "vector"},
    {"vector_l1_ops", "vector"},
    {"halfvec_ops", "vector"},
    {"halfvec_l2_ops", "vector"},
    {"halfvec_ip_ops", "vector"},
    {"halfvec_cosine_ops", "vector"},
    {"halfvec_l1_ops", "vector"},
    {"sparsevec_ops", "vector"},
    {"sparsevec_l2_ops", "vector"},
    {"sparsevec_ip_ops", "vector"},
    {"sparsevec_cosine_ops", "vector"},
    {"sparsevec_l1_ops", "vector"},
    {"bit_hamming_ops", "vector"},
    {"bit_jaccard_ops", "vector"},
    {"citext_ops", "citext"},
    {"citext_pattern_ops", "citext"},
    {"btree_hstore_ops", "hstore"},
    {"hash_hstore_ops", "hstore"},
    {"gist_hstore_ops", "hstore"},
    {"gin_hstore_ops", "hstore"},
    {"ltree_ops", "ltree"},
    {"gist_ltree_ops", "ltree"},
    {"gist__ltree_ops", "ltree"},
    {"hash_ltree_ops", "ltree"},
    {"cube_ops", "cube"},
    {"gist_cube_ops", "cube"},
    {"gist__int_ops", "intarray"},
    {"gist__intbig_ops", "intarray"},
    {"gin__int_ops", "intarray"},
    {"gist_geometry_ops_2d", "postgis"},
    {"gist_geometry_ops_nd", "postgis"},
    {"gist_geography_ops", "postgis"},
});

} // namespace

std::span<std::string_view const> types_of_extension(std::string_view extension)
{
    if (extension == "vector") {
        return vector_types;
    }
    if (extension == "citext") {
        return citext_types;
    }
    if (extension == "hstore") {
        return hstore_types;
    }
    if (extension == "ltree") {
        return ltree_types;
    }
    if (extension == "cube") {
        return cube_types;
    }
    if (extension == "postgis") {
        return postgis_types;
    }
    if (extension == "isn") {
        return isn_types;
    }
    return {};
}

std::string_view extension_of_operator_class(std::string_view operator_class)
{
    auto const found =
        std::find_if(operator_classes.begin(), operator_classes.end(),
                     [&](OperatorClass const &one) { return one.name == operator_class; });
    return found == operator_classes.end() ? std::string_view{} : found->extension;
}

} // namespace schemadiff::resolve
