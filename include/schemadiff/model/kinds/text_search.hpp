// Text search: parsers, templates, dictionaries and configurations. Path {schema, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE TEXT SEARCH PARSER.
struct TextSearchParser {
    QualifiedName start;
    QualifiedName get_token;
    QualifiedName end;
    std::optional<QualifiedName> headline;
    QualifiedName lexical_types;

    static constexpr std::string_view word = "text search parser";
    static constexpr std::string_view section = "text_search_parsers";
    static constexpr std::string_view required[] = {"start", "get_token", "end", "lexical_types"};
    static constexpr KindFacts facts{.is_plain = true, .required = required};
    static constexpr auto fields = std::tuple{
        Field<TextSearchParser, QualifiedName>{"start", &TextSearchParser::start, OnChange::replace,
                                               "function"},
        Field<TextSearchParser, QualifiedName>{"get_token", &TextSearchParser::get_token,
                                               OnChange::replace, "function"},
        Field<TextSearchParser, QualifiedName>{"end", &TextSearchParser::end, OnChange::replace,
                                               "function"},
        Field<TextSearchParser, std::optional<QualifiedName>>{
            "headline", &TextSearchParser::headline, OnChange::replace, "function"},
        Field<TextSearchParser, QualifiedName>{"lexical_types", &TextSearchParser::lexical_types,
                                               OnChange::replace, "function"},
    };
};

// CREATE TEXT SEARCH TEMPLATE.
struct TextSearchTemplate {
    std::optional<QualifiedName> init;
    QualifiedName lexize;

    static constexpr std::string_view word = "text search template";
    static constexpr std::string_view section = "text_search_templates";
    static constexpr std::string_view required[] = {"lexize"};
    static constexpr KindFacts facts{
        .is_plain = true, .short_field = "lexize", .required = required};
    static constexpr auto fields = std::tuple{
        Field<TextSearchTemplate, std::optional<QualifiedName>>{"init", &TextSearchTemplate::init,
                                                                OnChange::replace, "function"},
        Field<TextSearchTemplate, QualifiedName>{"lexize", &TextSearchTemplate::lexize,
                                                 OnChange::replace, "function"},
    };
};

// CREATE TEXT SEARCH DICTIONARY.
struct TextSearchDictionary {
    QualifiedName template_name;
    Options options;

    static constexpr std::string_view word = "text search dictionary";
    static constexpr std::string_view section = "text_search_dictionaries";
    static constexpr std::string_view required[] = {"template"};
    static constexpr KindFacts facts{
        .is_plain = true, .short_field = "template", .required = required, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<TextSearchDictionary, QualifiedName>{"template", &TextSearchDictionary::template_name,
                                                   OnChange::replace, ""},
        Field<TextSearchDictionary, Options>{"options", &TextSearchDictionary::options,
                                             OnChange::alter, "of the template"},
    };
};

// CREATE TEXT SEARCH CONFIGURATION.
struct TextSearchConfiguration {
    QualifiedName parser;
    Options mappings;

    static constexpr std::string_view word = "text search configuration";
    static constexpr std::string_view section = "text_search_configurations";
    static constexpr std::string_view required[] = {"parser"};
    static constexpr KindFacts facts{.is_plain = true, .required = required, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<TextSearchConfiguration, QualifiedName>{"parser", &TextSearchConfiguration::parser,
                                                      OnChange::replace, ""},
        Field<TextSearchConfiguration, Options>{
            "mappings", &TextSearchConfiguration::mappings, OnChange::alter,
            "token: dictionary, or several with commas between"},
    };
};

} // namespace schemadiff
