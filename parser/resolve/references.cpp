#include <parser/resolve/references.hpp>

#include <parser/grammar/mentions.hpp>
#include <parser/grammar/names.hpp>
#include <parser/grammar/tokens.hpp>
#include <parser/grammar/type_name.hpp>
#include <parser/resolve/extension_parts.hpp>
#include <parser/resolve/name_index.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace schemadiff::resolve
{

namespace
{

using grammar::Mention;

// Whether a '*' stands for columns: not in count(*) and not as a product.
bool has_star(std::string_view sql)
{
    static constexpr auto before =
        std::to_array<std::string_view>({"select", "distinct", "all", "returning", ",", "."});
    if (sql.find('*') == std::string_view::npos) {
        return false;
    }
    auto const tokens = grammar::readable_tokens(sql);
    for (std::size_t index = 1; index < tokens.size(); ++index) {
        if (tokens[index].text == "*" &&
            std::find(before.begin(), before.end(), tokens[index - 1].value) != before.end()) {
            return true;
        }
    }
    return false;
}

// Where the first GROUP BY stands, or behind the end.
std::size_t group_by_offset(std::string_view sql)
{
    constexpr std::string_view words = "group by";
    auto const found =
        std::search(sql.begin(), sql.end(), words.begin(), words.end(), [](char a, char b) {
            bool const is_upper = a >= 'A' && a <= 'Z';
            return (is_upper ? static_cast<char>(a - 'A' + 'a') : a == '\n' ? ' ' : a) == b;
        });
    return static_cast<std::size_t>(found - sql.begin());
}

std::string path_of(std::string_view schema, std::string_view name)
{
    return std::string{schema}.append(1, '\0').append(name);
}

// The references of one object.
class Finder
{
public:
    Finder(Catalog const &catalog, NameIndex const &names, Object &object)
        : catalog_{catalog}, names_{names}, object_{object}
    {
    }

    void run()
    {
        visit([&](auto const &body) { find(body); }, object_.body);
        finish(references_);
        object_.references = std::move(references_);
        finish(mentions_);
        object_.mentions = std::move(mentions_);
    }

private:
    // What the types and the SQL text in the fields of a plain kind name.
    template <class T>
    void find(T const &body)
    {
        if constexpr (T::facts.is_plain) {
            std::apply([&](auto const &...field) { (find_in(body.*field.member), ...); },
                       T::fields);
        }
    }
    void find(PublishedTable const &body)
    {
        if (body.where) {
            auto const table = grammar::parse_qualified_name(object_.id.name());
            bool const is_whole = table && table->size() == 2;
            add_of_sql(body.where->text,
                       is_whole ? path_of(table->front(), table->back()) : std::string{});
        }
    }
    void find(MaterializedView const &body) { add_of_sql(body.query.text, {}); }
    void find(Exclusion const &body)
    {
        add_classes_of(body.method);
        find_in(body.keys);
        find_in(body.where);
    }
    void find(Statistics const &body)
    {
        for (Expression const &expression : body.expressions) {
            add_of_sql(expression.text, path_of(body.table.schema, body.table.name));
        }
    }
    template <class M>
    void find_in(M const &)
    {
    }
    void find_in(TypeName const &type) { add_type(type.text); }
    void find_in(Expression const &expression)
    {
        add_of_sql(expression.text, facts(object_.id.kind()).home == Home::relation
                                        ? path_of(object_.id.part(0), object_.id.part(1))
                                        : std::string{});
    }
    void find_in(std::vector<Expression> const &expressions)
    {
        for (Expression const &expression : expressions) {
            find_in(expression);
        }
    }
    void find_in(std::vector<IndexKey> const &keys)
    {
        for (IndexKey const &key : keys) {
            if (key.operator_class) {
                add_extension(extension_of_operator_class(key.operator_class->name));
            }
            find_in(key.expression);
        }
    }
    template <class M>
    void find_in(std::optional<M> const &member)
    {
        if (member) {
            find_in(*member);
        }
    }
    void find(Column const &body)
    {
        add_type(body.type.text);
        if (body.generated) {
            add_of_part(body.generated->text);
        }
    }
    void find(Table const &body) { find_in(body.partition_keys); }
    void find(ColumnDefault const &body) { add_of_part(body.expression.text); }
    void find(Check const &body) { add_of_part(body.expression.text); }
    // The classes by which plain values are put into these come from extensions, and nothing in
    // the text says so.
    void add_classes_of(std::string_view method)
    {
        add_extension(method == "gist" ? "btree_gist" : method == "gin" ? "btree_gin" : "");
    }
    void find(Index const &body)
    {
        add_classes_of(body.method);
        for (IndexKey const &key : body.keys) {
            if (key.operator_class) {
                add_extension(extension_of_operator_class(key.operator_class->name));
            }
            if (key.expression) {
                add_of_part(key.expression->text);
            }
        }
        if (body.where) {
            add_of_part(body.where->text);
        }
    }
    void find(Trigger const &body)
    {
        if (body.when) {
            add_of_part(body.when->text);
        }
    }
    void find(Policy const &body)
    {
        for (auto const *expression : {&body.using_rows, &body.check}) {
            if (*expression) {
                add_of_part((*expression)->text);
            }
        }
    }
    void find(View const &body) { add_of_sql(body.query.text, {}); }
    void find(Function const &body)
    {
        for (Argument const &argument : body.arguments) {
            add_type(argument.type.text);
            if (argument.default_value) {
                add_of_sql(argument.default_value->text, {});
            }
        }
        if (!body.returns.starts_with("TABLE(")) {
            add_type(body.returns);
        }
        if (body.sql_body) {
            add_of_sql(body.sql_body->text, {});
        }
        if (body.body && body.language != "c" && body.language != "internal") {
            add_mentions(*body.body);
        }
    }

    // Built-in types have neither a point nor a name that an extension has.
    void add_type(std::string const &text)
    {
        auto const name_end = text.find_first_of("([");
        if (text.find('.') == std::string::npos &&
            extension_of_type(std::string_view{text}.substr(0, name_end)).empty()) {
            return;
        }
        auto const type = grammar::parse_type(text);
        bool const is_ours =
            type && type->schema && add_type_at(path_of(*type->schema, type->name));
        if (type && !is_ours) {
            add_extension(extension_of_type(type->name));
        }
    }

    void add_extension(std::string_view name)
    {
        if (ObjectId const *extension = names_.extension(name)) {
            references_.push_back(*extension);
        }
    }

    bool add_type_at(std::string const &path)
    {
        ObjectId const *const type = names_.type(path);
        ObjectId const *const found = type != nullptr ? type : names_.relation(path);
        if (found != nullptr) {
            references_.push_back(*found);
        }
        return found != nullptr;
    }

    void add_of_part(std::string_view sql)
    {
        add_of_sql(sql, path_of(object_.id.part(0), object_.id.part(1)));
    }

    // `own` is the path of the relation whose columns can be named without it.
    void add_of_sql(std::string_view sql, std::string const &own)
    {
        std::vector<std::string> scope;
        std::unordered_set<std::string> words;
        std::unordered_set<std::string> grouped;
        auto const group_by = group_by_offset(sql);
        for (Mention &mention : grammar::mentions(sql)) {
            auto &parts = mention.parts;
            if (mention.offset > group_by) {
                grouped.insert(parts.back());
            }
            add_extension(mention.is_called ? extension_of_function(parts.back())
                                            : extension_of_type(parts.back()));
            if (parts.size() > 1 && add_qualified(mention, scope)) {
                if (parts.size() > 2) {
                    words.insert(std::move(parts[2]));
                }
            } else if (parts.size() > 1 ||
                       (!mention.is_called && !mention.is_literal && !mention.follows_as)) {
                words.insert(std::move(parts.back()));
            }
        }
        bool const star = !scope.empty() && has_star(sql);
        for (std::string const &relation : scope) {
            add_columns(relation, words, star);
            add_key(relation, grouped);
        }
        if (!own.empty()) {
            add_columns(own, words, false);
        }
    }

    // Whether schema.name, or schema.name.column, is an object.
    bool add_qualified(Mention const &mention, std::vector<std::string> &scope)
    {
        auto path = path_of(mention.parts[0], mention.parts[1]);
        if (mention.is_operator) {
            add_all(names_.operators(path));
            return true;
        }
        if (mention.is_literal && add_all(names_.text_search(path))) {
            return true;
        }
        if (mention.is_called || mention.is_literal) {
            if (add_all(names_.functions(path))) {
                return true;
            }
        }
        ObjectId const *const collation = names_.collation(path);
        if (collation != nullptr) {
            references_.push_back(*collation);
        }
        if (!add_type_at(path)) {
            return collation != nullptr;
        }
        scope.push_back(std::move(path));
        return true;
    }

    bool add_all(std::vector<ObjectId const *> const &ids)
    {
        for (ObjectId const *id : ids) {
            references_.push_back(*id);
        }
        return !ids.empty();
    }

    // GROUP BY the primary key lets a query name all other columns, and then rests on the key.
    void add_key(std::string const &relation, std::unordered_set<std::string> const &grouped)
    {
        if (grouped.empty()) {
            return;
        }
        for (ObjectPtr const &key : catalog_.below(kind_of<PrimaryKey>, table_at(relation))) {
            auto const &columns = key->as<PrimaryKey>().columns;
            if (std::all_of(columns.begin(), columns.end(),
                            [&](std::string const &column) { return grouped.contains(column); })) {
                references_.push_back(key->id);
            }
        }
    }

    static ObjectId table_at(std::string const &path)
    {
        auto const separator = path.find('\0');
        return id_of<Table>({std::string_view{path}.substr(0, separator),
                             std::string_view{path}.substr(separator + 1)});
    }

    void add_columns(std::string const &relation, std::unordered_set<std::string> const &words,
                     bool all)
    {
        for (ObjectPtr const &column : catalog_.below(kind_of<Column>, table_at(relation))) {
            if (all || words.contains(std::string{column->id.name()})) {
                references_.push_back(column->id);
            }
        }
    }

    void add_mentions(std::string_view body)
    {
        for (Mention const &mention : grammar::mentions(body)) {
            bool const is_function = mention.is_called;
            if (mention.follows_as && !is_function) {
                continue;
            }
            auto const path =
                mention.parts.size() > 1
                    ? path_of(mention.parts[0], mention.parts[1])
                    : names_.path_of(object_.id.schema(), mention.parts[0], is_function);
            if (path.empty()) {
                continue;
            }
            for (ObjectId const *function : names_.functions(path)) {
                mentions_.push_back(*function);
            }
            for (ObjectId const *other : {names_.relation(path), names_.type(path)}) {
                if (other != nullptr) {
                    mentions_.push_back(*other);
                }
            }
        }
    }

    // Neither itself nor what its path shows: its table, and the column of a default.
    void finish(std::vector<ObjectId> &ids)
    {
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        std::erase_if(ids, [&](ObjectId const &id) {
            return id == object_.id || object_.id.is_below(id) ||
                   (id.kind() == kind_of<Column> && id.path() == object_.id.path());
        });
    }

    Catalog const &catalog_;
    NameIndex const &names_;
    Object &object_;
    std::vector<ObjectId> references_;
    std::vector<ObjectId> mentions_;
};

} // namespace

void find_references(Catalog const &catalog, std::vector<std::shared_ptr<Object>> const &objects)
{
    NameIndex const names{catalog};
    for (std::shared_ptr<Object> const &object : objects) {
        Finder{catalog, names, *object}.run();
    }
}

} // namespace schemadiff::resolve
