// Columns of tables, in their short and long form, with the constraints that are said in place.
#include <parser/grammar/column_definition.hpp>
#include <parser/grammar/names.hpp>
#include <parser/yaml/reader_clauses.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <parser/yaml/reader_text.hpp>
#include <schemadiff/model/identity.hpp>

namespace schemadiff::yaml
{

namespace
{

// smallint for smallserial; empty for what is no serial.
std::string_view type_of_serial(std::string_view type)
{
    return type == "serial" || type == "serial4"        ? "integer"
           : type == "bigserial" || type == "serial8"   ? "bigint"
           : type == "smallserial" || type == "serial2" ? "smallint"
                                                        : "";
}

// PostgreSQL makes no default of a bare NULL.
bool is_null_literal(std::string_view text)
{
    return text.size() == 4 && (text[0] == 'n' || text[0] == 'N') &&
           (text[1] == 'u' || text[1] == 'U') && (text[2] == 'l' || text[2] == 'L') &&
           (text[3] == 'l' || text[3] == 'L');
}

} // namespace

// One column while it is read; adds its objects at the end.
class ColumnReader
{
public:
    ColumnReader(Reader &reader, Entry const &entry)
        : reader_{reader}, entry_{entry}, relation_{*reader.relation_}, id_{relation_.id.child(
                                                                            kind_of<Column>,
                                                                            entry.key)}
    {
    }

    void read(int position)
    {
        Node const &value = entry_.value;
        Node const *const definition = value.is_map() ? value.find("type") : &value;
        body_.inherited = reader_.is_inherited(value);
        if (relation_.is_typed) {
            refuse_what_type_says(value);
        } else if (body_.inherited) {
            refuse_what_parents_say(value);
        } else if (definition == nullptr) {
            error(codes::missing_key, entry_.key_at, together(described(id_), " has no 'type'"));
        } else if (reader_.expect_text({"type"}, *definition)) {
            read_definition(*definition);
        }
        if (value.is_map()) {
            read_long_form(value);
        }
        check_combination();
        add(position);
    }

private:
    void error(std::string_view code, SourcePos const &at, std::string message,
               std::vector<std::string> hints = {})
    {
        reader_.diagnostics_->error(code, at, std::move(message), std::move(hints));
    }

    void refuse_uncovered(std::string_view what, SourcePos const &at)
    {
        if (!what.empty()) {
            error(codes::bad_value, at, together(what, " is not covered"));
        }
    }

    void refuse_what_parents_say(Node const &value)
    {
        for (std::string_view const key :
             {"type", "collation", "generated", "identity", "identity_options", "renamed_from"}) {
            if (Node const *const node = value.find(key)) {
                error(codes::bad_value, node->at,
                      together("an inherited column has its '", key, "' from its parent"),
                      {"Leave 'inherited' out for a column that the table has of its own, too."});
            }
        }
    }

    // PostgreSQL knows neither identities nor generated columns in typed tables.
    void refuse_what_type_says(Node const &value)
    {
        static std::string const hint = "Name the column, and below it what the type does not say: "
                                        "'default', 'not_null', 'comment', ...";
        if (!value.is_map()) {
            error(codes::bad_value, entry_.key_at,
                  together(described(id_), " has its type from the type that its table is 'of'"),
                  {hint});
            return;
        }
        for (std::string_view const key : {"type", "collation", "generated", "virtual", "identity",
                                           "identity_options", "renamed_from", "inherited"}) {
            if (Node const *const node = value.find(key)) {
                error(codes::bad_value, node->at,
                      together("a column of a typed table cannot say '", key, "'"), {hint});
            }
        }
    }

    void read_definition(Node const &node)
    {
        grammar::ColumnDefinition const *const parsed = reader_.column_definition(node);
        if (parsed == nullptr) {
            return;
        }
        grammar::ColumnDefinition const &column = *parsed;
        serial_ = column.type.schema ? "" : type_of_serial(column.type_text);
        body_.type.text = serial_.empty() ? reader_.type_text(column.type) : std::string{serial_};
        if (!column.collation.empty()) {
            body_.collation = column.collation.size() == 1
                                  ? QualifiedName{"pg_catalog", column.collation.front()}
                                  : reader_.qualified(column.collation, node);
        }
        body_.not_null = column.not_null.has_value() || !serial_.empty();
        if (column.not_null) {
            body_.not_null_name = column.not_null->name;
            body_.not_null_no_inherit = column.not_null->is_no_inherit;
        }
        if (column.default_value) {
            reader_.check_default(*column.default_value, node);
            set_default(column.default_value->text, node.position_of(column.default_value->offset));
        }
        if (column.generated) {
            generated(*column.generated, node);
        }
        if (column.identity) {
            identity(*column.identity, node);
        }
        body_.storage = column.storage ? column.storage->text : "";
        if (column.storage && !contains(Column::storage_words, body_.storage)) {
            error(codes::bad_value, node.position_of(column.storage->offset),
                  together("'storage' cannot be '", body_.storage, "'"),
                  {"Write one of: plain, external, extended, main."});
        }
        body_.compression = column.compression ? column.compression->text : "";
        read_keys(column, node);
    }

    void read_keys(grammar::ColumnDefinition const &column, Node const &node)
    {
        std::string const name{entry_.key};
        auto const source = [](std::string const &given) {
            return given.empty() ? NameSource::made_up : NameSource::exact;
        };
        if (column.primary_key) {
            auto const &key = *column.primary_key;
            PrimaryKey body;
            body.columns = {name};
            body.deferrable = key.deferral.is_deferrable;
            body.initially_deferred = key.deferral.is_initially_deferred;
            keys_.push_back([this, body, key, source, at = node.position_of(key.offset)] {
                reader_.add_primary_key(body, source(key.name), key.name, at, nullptr);
            });
        }
        if (column.unique) {
            auto const &key = *column.unique;
            Unique body;
            body.columns = {name};
            body.nulls_not_distinct = key.nulls_not_distinct;
            body.deferrable = key.deferral.is_deferrable;
            body.initially_deferred = key.deferral.is_initially_deferred;
            keys_.push_back([this, body, key, source, at = node.position_of(key.offset)] {
                reader_.add_part(body, source(key.name), key.name, at);
            });
        }
        for (grammar::ColumnCheck const &check : column.checks) {
            SourcePos const at = node.position_of(check.expression.offset);
            reader_.check_part(check.expression, node);
            Check body{{check.expression.text},
                       check.is_no_inherit,
                       check.is_not_valid && !check.is_not_enforced,
                       check.is_not_enforced};
            keys_.push_back([this, body, check, source, at] {
                reader_.add_part(body, source(check.name), check.name, at);
            });
        }
        for (grammar::ForeignKey const &key : column.references) {
            add_reference(key, node, node.position_of(key.offset));
        }
    }

    void add_reference(grammar::ForeignKey const &key, Node const &node, SourcePos const &at)
    {
        refuse_uncovered(uncovered_part(key), at);
        ForeignKey body = foreign_key_of(key);
        body.columns = {entry_.key};
        body.references = reader_.qualified(key.table, node);
        keys_.push_back([this, body, key, at] {
            reader_.add_part(body, key.name.empty() ? NameSource::made_up : NameSource::exact,
                             key.name, at);
        });
    }

    void set_default(std::string text, SourcePos at)
    {
        if (has_default_) {
            error(codes::duplicate_key, at, "the default is given twice");
        }
        has_default_ = true;
        default_ = std::move(text);
        default_at_ = std::move(at);
    }

    void generated(grammar::GeneratedColumn const &generated, Node const &node)
    {
        SourcePos const at = node.position_of(generated.expression.offset);
        reader_.check_part(generated.expression, node);
        body_.is_virtual = generated.storage == grammar::GeneratedStorage::computed;
        if (generated.storage == grammar::GeneratedStorage::unspecified) {
            error(codes::bad_value, at, "a generated column must say STORED or VIRTUAL",
                  {"PostgreSQL 18 takes it for VIRTUAL otherwise, and older versions refuse it."});
        }
        body_.generated = Expression{generated.expression.text};
    }

    void identity(grammar::IdentityColumn const &identity, Node const &node)
    {
        body_.identity = identity.is_always ? "always" : "by default";
        for (auto const &[key, value] : identity.options) {
            if (key == "sequence name") {
                auto const name = grammar::parse_qualified_name(value);
                body_.identity_options["sequence"] = name->back();
                if (name->size() > 1) {
                    body_.identity_options["sequence_schema"] = name->front();
                }
            } else if (key == "as" || key == "owned by" || key == "logged") {
                error(codes::bad_value, node.position_of(identity.offset),
                      together("an identity cannot say ", key));
            } else {
                body_.identity_options[option_key(key)] = value;
            }
        }
    }

    void read_long_form(Node const &value)
    {
        static constexpr auto others = std::to_array<std::string_view>(
            {"type", "default", "comment", "grants", "renamed_from", "primary_key", "unique",
             "references", "check", "inherited", IdentitySequence::section});
        bool const was_not_null = body_.not_null;
        reader_.read_fields(value, body_, others, id_);
        Node const *const not_null = value.find("not_null");
        if (was_not_null && !body_.not_null && not_null != nullptr) {
            error(codes::bad_value, not_null->at, "the type above says NOT NULL");
        }
        if (Node const *options = value.find("identity_options")) {
            check_identity_options(*options);
        }
        if (body_.statistics && *body_.statistics < 0) {
            body_.statistics.reset();
        }
        if (Node const *node = value.find("default")) {
            Expression expression;
            if (reader_.read(FieldInfo{"default"}, *node, expression)) {
                set_default(std::move(expression.text), node->at);
            }
        }
        read_long_keys(value);
    }

    void read_long_keys(Node const &value)
    {
        auto const is_set = [&](std::string_view key) {
            Node const *const node = value.find(key);
            bool flag = false;
            return node != nullptr && reader_.read(FieldInfo{key}, *node, flag) && flag;
        };
        if (is_set("primary_key")) {
            keys_.push_back([this, at = place(value.find("primary_key")->at)] {
                PrimaryKey body;
                body.columns = {entry_.key};
                reader_.add_primary_key(std::move(body), NameSource::made_up, {}, at, nullptr);
            });
        }
        if (is_set("unique")) {
            keys_.push_back([this, at = place(value.find("unique")->at)] {
                Unique body;
                body.columns = {entry_.key};
                reader_.add_part(std::move(body), NameSource::made_up, {}, at);
            });
        }
        Expression expression;
        Node const *const check = value.find("check");
        if (check != nullptr && reader_.read(FieldInfo{"check"}, *check, expression)) {
            keys_.push_back([this, expression, at = place(check->at)] {
                reader_.add_part(Check{expression}, NameSource::made_up, {}, at);
            });
        }
        Node const *const references = value.find("references");
        if (references != nullptr && reader_.expect_text({"references"}, *references)) {
            constexpr std::string_view word = "references ";
            bool const has_word = starts_with_references(references->text);
            auto key = grammar::parse_foreign_key(has_word ? references->text
                                                           : std::string{word} + references->text);
            if (key) {
                add_reference(*key, *references, references->at);
            } else {
                auto fault = key.error();
                fault.offset -= has_word ? 0 : std::min(word.size(), fault.offset);
                reader_.syntax_error(*references, fault);
            }
        }
    }

    void check_combination()
    {
        bool const has_identity = !body_.identity.empty();
        if (body_.generated && has_default_) {
            error(codes::generated_with_default, default_at_,
                  together(described(id_), " is generated and cannot have a default"));
        }
        if ((has_identity || !serial_.empty()) && has_default_) {
            error(codes::identity_with_default, default_at_,
                  together(described(id_), " is ", has_identity ? "an identity" : "serial",
                           " and cannot have a default"));
        }
        if (has_identity && (body_.generated || !serial_.empty())) {
            error(codes::identity_with_default, entry_.key_at,
                  together(described(id_), " cannot be an identity and ",
                           body_.generated ? "generated" : "serial"));
        }
        body_.not_null = body_.not_null || has_identity;
        if (body_.collation == QualifiedName{"pg_catalog", "default"}) {
            body_.collation.reset();
        }
        // A parent may have others, so that parser/resolve does it for children.
        if (!relation_.inherits && !relation_.is_typed) {
            forget_usual_values();
        }
        body_.identity_options =
            unusual_identity_options(std::move(body_.identity_options), body_.type.text, id_);
    }

    // What the server does not tell from nothing.
    void forget_usual_values()
    {
        if (body_.storage == usual_storage(body_.type.text)) {
            body_.storage.clear();
        }
        if (body_.compression == "default") {
            body_.compression.clear();
        }
    }

    void check_identity_options(Node const &options)
    {
        static constexpr auto keys =
            std::to_array<std::string_view>({"sequence", "sequence_schema", "start", "increment",
                                             "min_value", "max_value", "cache", "cycle"});
        for (Entry const &entry : options.entries) {
            bool flag = false;
            long long number = 0;
            if (!contains(keys, entry.key)) {
                reader_.refuse_key(entry, {}, keys, id_);
            } else if (entry.key == "cycle") {
                reader_.read(FieldInfo{entry.key}, entry.value, flag);
            } else if (!entry.key.starts_with("sequence")) {
                reader_.read(FieldInfo{entry.key}, entry.value, number);
            }
        }
    }

    void add(int position)
    {
        auto const sequence =
            body_.identity.empty() ? std::nullopt : std::optional{sequence_name(id_, body_)};
        Draft &draft = reader_.add(id_, std::move(body_), entry_.key_at);
        auto const object = draft.object;
        object->position = position;
        relation_.columns[entry_.key] = object;
        if (entry_.value.is_map()) {
            reader_.read_common(entry_.value, draft);
            reader_.read_grants(entry_.value, {object, {}}, relation_.owner);
        }
        if (sequence) {
            add_identity_sequence(*sequence);
        } else if (entry_.value.is_map()) {
            refuse_sequence(entry_.value.find(IdentitySequence::section));
        }
        if (!serial_.empty()) {
            add_sequence();
        } else if (has_default_ && !is_null_literal(default_)) {
            reader_.add(id_.as(kind_of<ColumnDefault>), ColumnDefault{{std::move(default_)}},
                        default_at_);
        } else if (has_default_ && relation_.inherits) {
            reader_.drafts_->without_default.push_back(object);
        }
        for (auto const &add_key : keys_) {
            add_key();
        }
    }

    // With what is said of it beside the column.
    void add_identity_sequence(QualifiedName name)
    {
        auto const id = id_.as(kind_of<IdentitySequence>);
        Node const *const node =
            entry_.value.is_map() ? entry_.value.find(IdentitySequence::section) : nullptr;
        Draft &draft = reader_.add(id, IdentitySequence{std::move(name)},
                                   node == nullptr ? entry_.key_at : node->at);
        auto const object = draft.object;
        if (node == nullptr) {
            return;
        }
        if (!node->is_map()) {
            report_shape(*reader_.diagnostics_, *node, IdentitySequence::section,
                         "a mapping of 'comment', 'grants' and 'labels'");
            return;
        }
        static constexpr auto keys = std::to_array<std::string_view>({"comment", "grants"});
        IdentitySequence none;
        reader_.read_fields(*node, none, keys, id);
        reader_.read_common(*node, draft);
        reader_.read_grants(*node, {object, {}}, relation_.owner);
    }

    void refuse_sequence(Node const *node)
    {
        if (node != nullptr) {
            error(codes::bad_value, node->at, together(described(id_), " is no identity"),
                  {"The sequence of a serial column stands under 'sequences'."});
        }
    }

    // The name is made later, like that of a constraint, because it must be free.
    void add_sequence()
    {
        Sequence body;
        body.type.text = serial_;
        Draft &draft = reader_.add(id_.as(kind_of<Sequence>), std::move(body), entry_.key_at);
        draft.name = NameSource::made_up;
        draft.object->owner = relation_.owner;
    }

    Reader &reader_;
    Entry const &entry_;
    Relation &relation_;
    ObjectId id_;
    Column body_;
    std::string_view serial_;
    bool has_default_ = false;
    std::string default_;
    SourcePos default_at_;
    std::vector<std::function<void()>> keys_;
};

grammar::ColumnDefinition const *Reader::column_definition(Node const &value)
{
    // Ten thousand tables have a few hundred definitions between them.
    auto const found = column_definitions_.find(value.text);
    if (found != column_definitions_.end()) {
        return &found->second;
    }
    auto definition = parsed(grammar::parse_column_definition, value);
    return definition
               ? &column_definitions_.emplace(value.text, std::move(*definition)).first->second
               : nullptr;
}

void Reader::read_column(Entry const &entry, int position)
{
    ColumnReader{*this, entry}.read(position);
}

} // namespace schemadiff::yaml
