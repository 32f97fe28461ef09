// Types beside enums: domains, composite types, ranges; and collations.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE COLLATION. Path {schema, name}. The version that is recorded for the library is the
// server's own affair.
struct Collation {
    std::string provider = "libc";
    std::string locale;
    std::string lc_collate;
    std::string lc_ctype;
    bool deterministic = true;
    std::string tailoring;

    static constexpr std::string_view word = "collation";
    static constexpr std::string_view section = "collations";
    static constexpr std::string_view provider_words[] = {"libc", "icu", "builtin"};
    static constexpr KindFacts facts{.is_plain = true, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<Collation, std::string>{"provider", &Collation::provider, OnChange::alter, "",
                                      provider_words},
        Field<Collation, std::string>{
            "locale", &Collation::locale, OnChange::alter,
            "of icu and builtin; of libc where both of the others are the same"},
        Field<Collation, std::string>{"lc_collate", &Collation::lc_collate, OnChange::alter,
                                      "of libc"},
        Field<Collation, std::string>{"lc_ctype", &Collation::lc_ctype, OnChange::alter, "of libc"},
        Field<Collation, bool>{"deterministic", &Collation::deterministic, OnChange::alter,
                               "false: equal strings may differ in bytes"},
        Field<Collation, std::string>{"rules", &Collation::tailoring, OnChange::alter,
                                      "tailoring of an icu collation, from PostgreSQL 16"},
    };
};

// CREATE TYPE ... AS (...). Path {schema, name}. Its attributes are objects of their own.
struct CompositeType {

    static constexpr std::string_view word = "composite type";
    static constexpr std::string_view section = "composite_types";
    static constexpr KindFacts facts{.is_plain = true,
                                     .has_owner = true,
                                     .privileges = privilege_words::usage,
                                     .public_privileges = privilege_words::usage,
                                     .is_type = true,
                                     .has_labels = true};
    static constexpr std::tuple<> fields{};
};

// One attribute of a composite type. Path {schema, type, name}.
struct CompositeAttribute {
    TypeName type;
    std::optional<QualifiedName> collation;

    static constexpr std::string_view word = "attribute";
    static constexpr std::string_view section = "attributes";
    static constexpr std::string_view required[] = {"type"};
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<CompositeType>,
                                     .is_plain = true,
                                     .short_field = "type",
                                     .required = required,
                                     .is_ordered = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<CompositeAttribute, TypeName>{"type", &CompositeAttribute::type, OnChange::alter,
                                            "any type name"},
        Field<CompositeAttribute, std::optional<QualifiedName>>{
            "collation", &CompositeAttribute::collation, OnChange::alter,
            "where it is not the type's own"},
    };
};

// CREATE DOMAIN. Path {schema, name}. Its checks are objects of their own.
struct Domain {
    TypeName type;
    std::optional<QualifiedName> collation;
    bool not_null = false;
    std::optional<Expression> default_value;

    static constexpr std::string_view word = "domain";
    static constexpr std::string_view section = "domains";
    static constexpr std::string_view required[] = {"type"};
    static constexpr KindFacts facts{.is_plain = true,
                                     .short_field = "type",
                                     .required = required,
                                     .has_owner = true,
                                     .privileges = privilege_words::usage,
                                     .public_privileges = privilege_words::usage,
                                     .is_type = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<Domain, TypeName>{"type", &Domain::type, OnChange::alter, "the type below it"},
        Field<Domain, std::optional<QualifiedName>>{
            "collation", &Domain::collation, OnChange::alter, "where it is not the type's own"},
        Field<Domain, bool>{"not_null", &Domain::not_null, OnChange::alter, ""},
        Field<Domain, std::optional<Expression>>{"default", &Domain::default_value, OnChange::alter,
                                                 "value of columns without a default of their own"},
    };
};

// A check of a domain. Path {schema, domain, name}.
struct DomainCheck {
    Expression expression;
    bool not_valid = false;

    static constexpr std::string_view word = "domain check";
    static constexpr std::string_view section = "checks";
    static constexpr std::string_view required[] = {"expression"};
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<Domain>,
                                     .is_plain = true,
                                     .short_field = "expression",
                                     .required = required};
    static constexpr auto fields = std::tuple{
        Field<DomainCheck, Expression>{"expression", &DomainCheck::expression, OnChange::alter,
                                       "VALUE is what is checked"},
        Field<DomainCheck, bool>{"not_valid", &DomainCheck::not_valid, OnChange::alter,
                                 "existing values are not checked"},
    };
};

// CREATE TYPE ... AS RANGE. Path {schema, name}.
struct RangeType {
    TypeName subtype;
    std::optional<QualifiedName> operator_class;
    std::optional<QualifiedName> collation;
    std::optional<QualifiedName> canonical;
    std::optional<QualifiedName> subtype_diff;
    std::optional<std::string> multirange;

    static constexpr std::string_view word = "range type";
    static constexpr std::string_view section = "range_types";
    static constexpr std::string_view required[] = {"subtype"};
    static constexpr KindFacts facts{.is_plain = true,
                                     .short_field = "subtype",
                                     .required = required,
                                     .has_owner = true,
                                     .privileges = privilege_words::usage,
                                     .public_privileges = privilege_words::usage,
                                     .is_type = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<RangeType, TypeName>{"subtype", &RangeType::subtype, OnChange::alter,
                                   "type of the bounds"},
        Field<RangeType, std::optional<QualifiedName>>{"operator_class", &RangeType::operator_class,
                                                       OnChange::alter,
                                                       "where it is not the subtype's default"},
        Field<RangeType, std::optional<QualifiedName>>{"collation", &RangeType::collation,
                                                       OnChange::alter,
                                                       "where it is not the subtype's own"},
        Field<RangeType, std::optional<QualifiedName>>{"canonical", &RangeType::canonical,
                                                       OnChange::alter,
                                                       "function that brings values into one form"},
        Field<RangeType, std::optional<QualifiedName>>{
            "subtype_diff", &RangeType::subtype_diff, OnChange::alter,
            "function that gives the distance of two bounds"},
        Field<RangeType, std::optional<std::string>>{
            "multirange", &RangeType::multirange, OnChange::alter,
            "name of the multirange type, where it is not the usual one; from PostgreSQL 14"},
    };
};

} // namespace schemadiff
