// Text search dictionaries and configurations.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/identifier.hpp>

#include <algorithm>

namespace schemadiff::kinds::text_search
{

namespace
{

constexpr std::string_view dictionary_query = R"sql(
SELECT d.oid, n.nspname, d.dictname, d.dictowner, d.dictinitoption, tn.nspname AS template_schema,
       t.tmplname AS template_name
FROM pg_catalog.pg_ts_dict d
JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE {managed} AND {not_member pg_ts_dict d.oid}
)sql";

// Names of dictionaries as SQL writes them; what stands in pg_catalog without its schema.
constexpr std::string_view configuration_query = R"sql(
SELECT c.oid, n.nspname, c.cfgname, c.cfgowner, pn.nspname AS parser_schema, p.prsname AS parser_name,
       ARRAY(SELECT t.alias FROM pg_catalog.ts_token_type(c.cfgparser) t
             WHERE t.tokid IN (SELECT m.maptokentype FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid)
             ORDER BY t.tokid) AS tokens,
       ARRAY(SELECT (SELECT pg_catalog.string_agg(
                                CASE WHEN dn.nspname <> 'pg_catalog'
                                     THEN pg_catalog.quote_ident(dn.nspname) || '.' ELSE '' END
                                || pg_catalog.quote_ident(d.dictname), ', ' ORDER BY m.mapseqno)
                     FROM pg_catalog.pg_ts_config_map m
                     JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
                     JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
                     WHERE m.mapcfg = c.oid AND m.maptokentype = t.tokid)
             FROM pg_catalog.ts_token_type(c.cfgparser) t
             WHERE t.tokid IN (SELECT m.maptokentype FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid)
             ORDER BY t.tokid) AS dictionaries
FROM pg_catalog.pg_ts_config c
JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
WHERE {managed} AND {not_member pg_ts_config c.oid}
)sql";

bool is_number(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789.-") == std::string_view::npos;
}

// One name or value of dictinitoption, from `at` on: bare, "..." or '...', E'...'.
std::string next_word(std::string_view text, std::size_t &at)
{
    bool const escapes = text.substr(at, 2) == "E'";
    at += escapes ? 1 : 0;
    char const quote = at < text.size() ? text[at] : ' ';
    std::string word;
    if (quote != '\'' && quote != '"') {
        while (at < text.size() &&
               std::string_view{" =,"}.find(text[at]) == std::string_view::npos) {
            word += text[at++];
        }
        return word;
    }
    for (++at; at < text.size(); ++at) {
        bool const doubled =
            at + 1 < text.size() && ((text[at] == quote && text[at + 1] == quote) ||
                                     (escapes && text[at] == '\\' && text[at + 1] == '\\'));
        if (text[at] == quote && !doubled) {
            ++at;
            break;
        }
        at += doubled ? 1 : 0;
        word += text[at];
    }
    // A constant that looks like a number stays a constant.
    return quote == '\'' && is_number(word) ? '\'' + word + '\'' : word;
}

// language = 'english', stopwords = 'english', maxlen = 3: as serialize_deflist() writes it.
Options options_of(std::string_view text)
{
    Options options;
    std::size_t at = 0;
    auto const skip = [&](std::string_view what) {
        while (at < text.size() && what.find(text[at]) != std::string_view::npos) {
            ++at;
        }
    };
    while (at < text.size()) {
        auto key = next_word(text, at);
        skip(" =");
        options.emplace(std::move(key), next_word(text, at));
        skip(" ,");
    }
    return options;
}

Sql value_sql(std::string const &value)
{
    bool const is_quoted = value.size() > 2 && value.front() == '\'' && value.back() == '\'' &&
                           is_number(std::string_view(value).substr(1, value.size() - 2));
    return is_number(value) ? sql("{}", Verbatim{Expression{value}})
           : is_quoted ? sql("{}", Literal{std::string_view(value).substr(1, value.size() - 2)})
                       : sql("{}", Literal{value});
}

void dictionary_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    TextSearchDictionary body;
    body.template_name = {std::string(row.text("template_schema")),
                          std::string(row.text("template_name"))};
    body.options = options_of(row.text("dictinitoption"));
    Object object{id_of<TextSearchDictionary>({row.text("nspname"), row.text("dictname")}),
                  std::move(body)};
    object.owner = names.role(row.number("dictowner"));
    found.add(std::move(object), catalog_oid::pg_ts_dict, row.number("oid"));
}

Sql dictionary_address(ObjectId const &id)
{
    return sql("TEXT SEARCH DICTIONARY {}", object_name(id));
}

Side create_dictionary(Object const &object, Context const &)
{
    auto const &body = object.as<TextSearchDictionary>();
    std::vector<Sql> parts{sql("TEMPLATE = {}", Qualified{body.template_name})};
    for (auto const &[key, value] : body.options) {
        parts.push_back(sql("{} = {}", Ident{key}, value_sql(value)));
    }
    return side(sql("CREATE {} ({})", dictionary_address(object.id), join(parts, ", ")));
}

Side drop_dictionary(Object const &object, Context const &)
{
    return side(sql("DROP {}", dictionary_address(object.id)));
}

// How many of the options, from the first on, stay as they are. What ALTER sets it puts behind all
// others (AlterTSDictionary() of src/backend/commands/tsearchcmds.c), and pg_dump prints that
// order.
std::size_t options_that_stay(Options const &from, Options const &to)
{
    std::size_t count = 0;
    auto last = from.begin();
    for (auto const &[key, value] : to) {
        auto const old = from.find(key);
        if (old == from.end() || old->second != value || (count > 0 && old < last)) {
            break;
        }
        last = old;
        ++count;
    }
    return count;
}

Alteration alter_dictionary(Object const &before, Object const &after, FieldNames const &,
                            Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        auto const &old_options = from.as<TextSearchDictionary>().options;
        auto const &new_options = to.as<TextSearchDictionary>().options;
        std::vector<Sql> parts;
        std::size_t stay = options_that_stay(old_options, new_options);
        for (auto const &[key, value] : new_options) {
            if (stay > 0) {
                --stay;
            } else {
                parts.push_back(sql("{} = {}", Ident{key}, value_sql(value)));
            }
        }
        for (std::string const &key : option_change(old_options, new_options).reset) {
            parts.push_back(sql("{}", Ident{key}));
        }
        return side(sql("ALTER {} ({})", dictionary_address(to.id), join(parts, ", ")));
    }));
    return alteration;
}

Side rename_dictionary(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("TEXT SEARCH DICTIONARY"), before, after);
}

ObjectId named(Kind kind, QualifiedName const &name)
{
    return {kind, {name.schema, name.name}};
}

std::vector<ObjectId> dictionary_depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_if_there(
        named(kind_of<TextSearchTemplate>, object.as<TextSearchDictionary>().template_name),
        catalog, ids);
    return ids;
}

// Names of one kind of object, which follow_name() does not know.
void follow_named(QualifiedName &name, Kind kind, Renamed const &renamed)
{
    if (renamed.before.kind() != kind) {
        follow_name(name, renamed);
    } else if (name.schema == renamed.before.part(0) && name.name == renamed.before.part(1)) {
        name = {std::string(renamed.after.part(0)), std::string(renamed.after.part(1))};
    }
}

void follow_dictionary(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_named(object.as<TextSearchDictionary>().template_name, kind_of<TextSearchTemplate>,
                 {before, after});
}

// ---- configurations ----

void configuration_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    TextSearchConfiguration body;
    body.parser = {std::string(row.text("parser_schema")), std::string(row.text("parser_name"))};
    auto const tokens = row.list("tokens");
    auto const dictionaries = row.list("dictionaries");
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        body.mappings.emplace(tokens[at], dictionaries.at(at));
    }
    Object object{id_of<TextSearchConfiguration>({row.text("nspname"), row.text("cfgname")}),
                  std::move(body)};
    object.owner = names.role(row.number("cfgowner"));
    found.add(std::move(object), catalog_oid::pg_ts_config, row.number("oid"));
}

Sql configuration_address(ObjectId const &id)
{
    return sql("TEXT SEARCH CONFIGURATION {}", object_name(id));
}

Sql mapping_sql(ObjectId const &id, std::string_view verb, std::string const &token,
                std::string const &dictionaries)
{
    return sql("ALTER {} {} MAPPING FOR {} WITH {}", configuration_address(id), Keyword{verb},
               Ident{token}, Verbatim{Expression{dictionaries}});
}

Side create_configuration(Object const &object, Context const &)
{
    auto const &body = object.as<TextSearchConfiguration>();
    auto result = side(
        sql("CREATE {} (PARSER = {})", configuration_address(object.id), Qualified{body.parser}));
    for (auto const &[token, dictionaries] : body.mappings) {
        result.statements.push_back(mapping_sql(object.id, "add", token, dictionaries));
    }
    return result;
}

Side drop_configuration(Object const &object, Context const &)
{
    return side(sql("DROP {}", configuration_address(object.id)));
}

Alteration alter_configuration(Object const &before, Object const &after, FieldNames const &,
                               Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        auto const &old_mappings = from.as<TextSearchConfiguration>().mappings;
        auto const change = option_change(old_mappings, to.as<TextSearchConfiguration>().mappings);
        Side result;
        for (std::string const &token : change.reset) {
            result.statements.push_back(
                sql("ALTER {} DROP MAPPING FOR {}", configuration_address(to.id), Ident{token}));
        }
        for (auto const &[token, dictionaries] : change.set) {
            bool const is_new = !old_mappings.contains(token);
            result.statements.push_back(
                mapping_sql(to.id, is_new ? "add" : "alter", token, dictionaries));
        }
        return result;
    }));
    return alteration;
}

Side rename_configuration(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("TEXT SEARCH CONFIGURATION"), before, after);
}

QualifiedName name_of(std::string const &text)
{
    auto const parts = name_parts(text);
    return parts.size() == 2 ? QualifiedName{parts[0], parts[1]}
                             : QualifiedName{"pg_catalog", parts[0]};
}

std::vector<ObjectId> configuration_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<TextSearchConfiguration>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_if_there(named(kind_of<TextSearchParser>, body.parser), catalog, ids);
    for (auto const &[token, dictionaries] : body.mappings) {
        for (std::string const &one : pieces(dictionaries, ',')) {
            add_if_there(named(kind_of<TextSearchDictionary>, name_of(one)), catalog, ids);
        }
    }
    return ids;
}

void follow_configuration(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<TextSearchConfiguration>();
    Renamed const renamed{before, after};
    follow_named(body.parser, kind_of<TextSearchParser>, renamed);
    Options mappings;
    for (auto const &[token, dictionaries] : body.mappings) {
        std::string followed;
        for (std::string const &one : pieces(dictionaries, ',')) {
            auto name = name_of(one);
            follow_named(name, kind_of<TextSearchDictionary>, renamed);
            followed.append(followed.empty() ? "" : ", ");
            followed +=
                name.schema == "pg_catalog" ? quoted(Ident{name.name}) : quoted(Qualified{name});
        }
        mappings.emplace(token, followed);
    }
    body.mappings = std::move(mappings);
}

} // namespace

Rules const dictionary_rules{.kind = kind_of<TextSearchDictionary>,
                             .catalog_query = dictionary_query,
                             .from_row = dictionary_from_row,
                             .create = create_dictionary,
                             .drop = drop_dictionary,
                             .alter = alter_dictionary,
                             .rename = rename_dictionary,
                             .follow = follow_dictionary,
                             .depends_on = dictionary_depends_on,
                             .address = dictionary_address,
                             .owner_address = dictionary_address};

Rules const configuration_rules{.kind = kind_of<TextSearchConfiguration>,
                                .catalog_query = configuration_query,
                                .from_row = configuration_from_row,
                                .create = create_configuration,
                                .drop = drop_configuration,
                                .alter = alter_configuration,
                                .rename = rename_configuration,
                                .follow = follow_configuration,
                                .depends_on = configuration_depends_on,
                                .address = configuration_address,
                                .owner_address = configuration_address};

} // namespace schemadiff::kinds::text_search
