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

struct Part {
    std::string_view name;
    std::string_view extension;
};

constexpr auto extensions_with_types = std::to_array<std::string_view>(
    {"vector", "citext", "hstore", "ltree", "cube", "postgis", "isn"});

constexpr auto functions = std::to_array<Part>({
    {"uuid_generate_v1", "uuid-ossp"},
    {"uuid_generate_v1mc", "uuid-ossp"},
    {"uuid_generate_v3", "uuid-ossp"},
    {"uuid_generate_v4", "uuid-ossp"},
    {"uuid_generate_v5", "uuid-ossp"},
    {"uuid_nil", "uuid-ossp"},
    {"crypt", "pgcrypto"},
    {"digest", "pgcrypto"},
    {"gen_random_bytes", "pgcrypto"},
    {"gen_salt", "pgcrypto"},
    {"hmac", "pgcrypto"},
    {"pgp_sym_decrypt", "pgcrypto"},
    {"pgp_sym_encrypt", "pgcrypto"},
    {"similarity", "pg_trgm"},
    {"strict_word_similarity", "pg_trgm"},
    {"word_similarity", "pg_trgm"},
    {"unaccent", "unaccent"},
    {"cosine_distance", "vector"},
    {"inner_product", "vector"},
    {"l2_distance", "vector"},
    {"nlevel", "ltree"},
    {"subpath", "ltree"},
    {"text2ltree", "ltree"},
    {"earth_box", "earthdistance"},
    {"earth_distance", "earthdistance"},
    {"ll_to_earth", "earthdistance"},
});

constexpr auto operator_classes = std::to_array<Part>({
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

template <class Parts>
std::string_view extension_of(Parts const &parts, std::string_view name)
{
    auto const found = std::find_if(parts.begin(), parts.end(),
                                    [&](Part const &part) { return part.name == name; });
    return found == parts.end() ? std::string_view{} : found->extension;
}

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
    return extension_of(operator_classes, operator_class);
}

std::string_view extension_of_type(std::string_view type)
{
    for (std::string_view const extension : extensions_with_types) {
        auto const types = types_of_extension(extension);
        if (std::find(types.begin(), types.end(), type) != types.end()) {
            return extension;
        }
    }
    return {};
}

std::string_view extension_of_function(std::string_view function)
{
    return function.starts_with("st_") ? "postgis" : extension_of(functions, function);
}

} // namespace schemadiff::resolve
