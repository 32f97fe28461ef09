// Primary keys, unique constraints, checks, foreign keys and policies of tables.
#include <parser/yaml/mapping.hpp>
#include <parser/yaml/reader_clauses.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <parser/yaml/reader_text.hpp>

namespace schemadiff::yaml
{

namespace
{

constexpr auto common_keys = std::to_array<std::string_view>({"name", "comment", "renamed_from"});
constexpr auto check_keys =
    std::to_array<std::string_view>({"name", "comment", "renamed_from", "inherited"});
// Of what has an index.
constexpr auto index_keys =
    std::to_array<std::string_view>({"name", "comment", "renamed_from", "partition_of"});

} // namespace

// The `name:` of a long form is exact; otherwise the key of the entry stays.
void Reader::take_given_name(Node const &value, NameSource &source, std::string &name)
{
    Node const *const given = value.find("name");
    if (given != nullptr && read(FieldInfo{"name"}, *given, name)) {
        source = NameSource::exact;
    }
}

void Reader::read_primary_key(Node const &value, SourcePos const &at)
{
    PrimaryKey body;
    NameSource source = NameSource::made_up;
    std::string name;
    if (value.is_map()) {
        read_fields(value, body, index_keys, relation_->id.as(kind_of<PrimaryKey>));
        take_given_name(value, source, name);
    } else if (!read(FieldInfo{"columns"}, value, body.columns)) {
        return;
    }
    if (body.columns.empty()) {
        diagnostics_->error(codes::missing_key, at, "the primary key has no columns");
        return;
    }
    add_primary_key(std::move(body), source, std::move(name), at,
                    value.is_map() ? &value : nullptr);
}

void Reader::add_primary_key(PrimaryKey body, NameSource source, std::string name, SourcePos at,
                             Node const *long_form)
{
    if (relation_->primary_key.is_known()) {
        diagnostics_->error(codes::primary_key_twice, at,
                            together(described(relation_->id), " has a primary key already, at ",
                                     relation_->primary_key),
                            {"Write 'primary_key: [a, b]' for a key of several columns."});
        return;
    }
    relation_->primary_key = at;
    for (std::string const &column : body.columns) {
        auto const found = relation_->columns.find(column);
        if (found != relation_->columns.end() && found->second) {
            found->second->as<Column>().not_null = true;
        }
    }
    body.deferrable = body.deferrable || body.initially_deferred;
    Draft &draft = add_part(std::move(body), source, std::move(name), std::move(at));
    if (long_form != nullptr) {
        read_index_partition(*long_form, draft);
        read_common(*long_form, draft);
    }
}

void Reader::read_unique(NameSource source, std::string name, SourcePos at, Node const &value)
{
    Unique body;
    if (value.is_map()) {
        read_fields(value, body, index_keys, relation_->id.as(kind_of<Unique>));
        take_given_name(value, source, name);
    } else if (!read(FieldInfo{"columns"}, value, body.columns)) {
        return;
    }
    if (body.columns.empty()) {
        diagnostics_->error(codes::missing_key, at, "the unique constraint has no 'columns'");
        return;
    }
    body.deferrable = body.deferrable || body.initially_deferred;
    Draft &draft = add_part(std::move(body), source, std::move(name), std::move(at));
    read_index_partition(value, draft);
    read_common(value, draft);
}

void Reader::refuse_what_parents_say(Node const &check)
{
    for (std::string_view const key : {"expression", "no_inherit", "not_valid", "renamed_from"}) {
        if (Node const *const node = check.find(key)) {
            diagnostics_->error(
                codes::bad_value, node->at,
                together("an inherited check has its '", key, "' from its parent"),
                {"Leave 'inherited' out for a check that the table has of its own, too."});
        }
    }
}

void Reader::read_check(NameSource source, std::string name, SourcePos at, Node const &value)
{
    Check body;
    if (value.is_map()) {
        read_fields(value, body, check_keys, relation_->id.as(kind_of<Check>));
        take_given_name(value, source, name);
        body.inherited = is_inherited(value);
        if (body.inherited) {
            // The name is that of the parent's check.
            source = NameSource::exact;
            refuse_what_parents_say(value);
        } else if (value.find("expression") == nullptr) {
            diagnostics_->error(codes::missing_key, at, "the check has no 'expression'");
            return;
        }
    } else if (!read(FieldInfo{"check"}, value, body.expression)) {
        return;
    }
    read_common(value, add_part(std::move(body), source, std::move(name), std::move(at)));
}

bool Reader::read_foreign_key_text(Node const &value, ForeignKey &body)
{
    if (!value.text.starts_with('(') && !starts_with_references(value.text)) {
        diagnostics_->error(codes::sql_syntax, value.at,
                            "expected '(columns) references table (columns)'");
        return false;
    }
    auto const clause = parsed(grammar::parse_foreign_key, value);
    if (!clause) {
        return false;
    }
    if (auto const part = uncovered_part(*clause); !part.empty()) {
        diagnostics_->error(codes::bad_value, value.at, together(part, " is not covered"));
    }
    body = foreign_key_of(*clause);
    body.references = qualified(clause->table, value);
    check_columns(body.columns, value);
    check_columns(body.set_columns, value);
    return true;
}

void Reader::read_foreign_key(NameSource source, std::string name, SourcePos at, Node const &value)
{
    ForeignKey body;
    if (value.is_map()) {
        read_fields(value, body, common_keys, relation_->id.as(kind_of<ForeignKey>));
        take_given_name(value, source, name);
        if (value.find("references") == nullptr) {
            diagnostics_->error(codes::missing_key, at, "the foreign key has no 'references'");
            return;
        }
    } else if (!expect_text({"foreign key"}, value) || !read_foreign_key_text(value, body)) {
        return;
    }
    if (body.columns.empty()) {
        diagnostics_->error(codes::missing_key, at, "the foreign key has no columns");
        return;
    }
    // The server stores `simple` and nothing for what is left out; INITIALLY DEFERRED means
    // DEFERRABLE as well.
    body.deferrable = body.deferrable || body.initially_deferred;
    read_common(value, add_part(std::move(body), source, std::move(name), std::move(at)));
}

void Reader::read_policy(NameSource source, std::string name, SourcePos at, Node const &value)
{
    Policy body;
    if (!value.is_map()) {
        report_shape(*diagnostics_, value, name.empty() ? "policy" : name, "a mapping");
        return;
    }
    static constexpr auto keys =
        std::to_array<std::string_view>({"name", "comment", "renamed_from", "without_condition"});
    read_fields(value, body, keys, relation_->id.as(kind_of<Policy>));
    take_given_name(value, source, name);
    std::sort(body.roles.begin(), body.roles.end());
    body.roles.erase(std::unique(body.roles.begin(), body.roles.end()), body.roles.end());
    if (body.roles.empty()) {
        body.roles = {"public"};
    }
    // PUBLIC is everybody, so that other roles beside it say nothing: PostgreSQL drops them.
    if (std::find(body.roles.begin(), body.roles.end(), "public") != body.roles.end()) {
        body.roles = {"public"};
    }
    bool const has_condition = value.find("using") != nullptr || value.find("check") != nullptr;
    bool without = false;
    if (Node const *said = value.find("without_condition")) {
        read(FieldInfo{"without_condition"}, *said, without);
        if (without && has_condition) {
            diagnostics_->error(codes::bad_value, said->at,
                                "a policy with 'using' or 'check' is not 'without_condition'");
        }
    }
    if (!has_condition && !without) {
        diagnostics_->error(
            codes::policy_without_condition, at, "a policy needs 'using' or 'check'",
            {"Without them it lets nothing through. Write 'using: true' if everything is meant, "
             "'without_condition: true' if nothing is."});
        return;
    }
    if (body.command == "insert" && body.using_rows) {
        diagnostics_->error(codes::bad_value, value.find("using")->at,
                            "a policy for insert can only say 'check'");
    }
    if ((body.command == "select" || body.command == "delete") && body.check) {
        diagnostics_->error(codes::bad_value, value.find("check")->at,
                            together("a policy for ", body.command, " can only say 'using'"));
    }
    read_common(value, add_part(std::move(body), source, std::move(name), std::move(at)));
}

} // namespace schemadiff::yaml
