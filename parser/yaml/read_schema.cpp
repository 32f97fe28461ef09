// Schemas, extensions, enums and sequences.
#include <parser/grammar/clauses.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <schemadiff/model/plain_kinds.hpp>

#include <limits>
#include <set>

namespace schemadiff::yaml
{

namespace
{

// What init_params() of src/backend/commands/sequence.c takes where nothing is said is not
// written down.
void forget_usual_values(Sequence &body)
{
    long long const most = body.type.text == "smallint"  ? std::numeric_limits<std::int16_t>::max()
                           : body.type.text == "integer" ? std::numeric_limits<std::int32_t>::max()
                                                         : std::numeric_limits<std::int64_t>::max();
    bool const up = body.increment > 0;
    long long const usual_min = up ? 1 : -most - 1;
    long long const usual_max = up ? most : -1;
    long long const usual_start =
        up ? body.min_value.value_or(usual_min) : body.max_value.value_or(usual_max);
    auto const forget = [](std::optional<long long> &value, long long usual) {
        if (value == usual) {
            value.reset();
        }
    };
    forget(body.start, usual_start);
    forget(body.min_value, usual_min);
    forget(body.max_value, usual_max);
}

} // namespace

void Reader::read_extension(Entry const &entry)
{
    if (!check_name(entry.key, entry.key_at)) {
        return;
    }
    Node const &value = entry.value;
    auto const id = id_of<Extension>({entry.key});
    Extension body;
    if (value.is_map()) {
        static constexpr auto others = std::to_array<std::string_view>(
            {"comment", ExtensionFunction::section, ExtensionRelation::section});
        read_fields(value, body, others, id);
    } else if (!value.is_null()) {
        read(FieldInfo{"version"}, value, body.version);
    }
    Draft &draft = add(id, std::move(body), entry.key_at);
    read_comment(value, {draft.object, {}});
    read_plain_below(kind_of<Extension>, value, {entry.key});
}

void Reader::read_schema(Entry const &entry)
{
    static std::vector<std::string_view> const keys = [] {
        std::vector<std::string_view> all{"enums",        "sequences",      "functions",
                                          "tables",       "views",          "materialized_views",
                                          "comment",      "owner",          "grants",
                                          "renamed_from", "security_labels"};
        auto const plain = plain_sections(Home::schema);
        all.insert(all.end(), plain.begin(), plain.end());
        return all;
    }();
    if (!check_name(entry.key, entry.key_at)) {
        return;
    }
    Node const &value = entry.value;
    schema_ = entry.key;
    auto const id = id_of<Schema>({entry.key});
    Draft &draft = add(id, Schema{}, entry.key_at);
    if (!value.is_map()) {
        read_owner(nullptr, *draft.object);
        if (!value.is_null()) {
            report_shape(*diagnostics_, value, entry.key, "a mapping");
        }
        return;
    }
    expect_keys(value, keys, id);
    auto const object = draft.object;
    read_owner(&value, *object);
    read_common(value, draft);
    read_grants(value, {object, {}}, object->owner);
    for_each_named(value.find("enums"), "enums", [&](Entry const &one) { read_enum(one); });
    for_each_named(value.find("sequences"), "sequences",
                   [&](Entry const &one) { read_sequence(one); });
    if (Node const *functions = value.find("functions")) {
        if (functions->is_map()) {
            for (Entry const &one : functions->entries) {
                read_function(one);
            }
        } else if (!functions->is_null()) {
            report_shape(*diagnostics_, *functions, "functions", "a mapping of signatures");
        }
    }
    for_each_named(value.find("tables"), "tables", [&](Entry const &one) { read_table(one); });
    for_each_named(value.find("views"), "views", [&](Entry const &one) { read_view(one); });
    for_each_named(value.find("materialized_views"), "materialized_views",
                   [&](Entry const &one) { read_materialized_view(one); });
    read_plain_sections(Home::schema, value, {schema_});
}

void Reader::read_enum(Entry const &entry)
{
    static constexpr auto keys = std::to_array<std::string_view>(
        {"labels", "comment", "owner", "grants", "renamed_from", "security_labels"});
    Node const &value = entry.value;
    auto const id = id_of<Enum>({schema_, entry.key});
    Node const *labels = &value;
    if (value.is_map()) {
        expect_keys(value, keys, id);
        labels = value.find("labels");
    }
    Enum body;
    if (labels != nullptr && labels->is_list()) {
        for (Node const &label : labels->items) {
            read_label(label, body);
        }
    } else if (labels == nullptr) {
        diagnostics_->error(codes::missing_key, entry.key_at,
                            together(described(id), " has no 'labels'"));
    } else if (!labels->is_null()) {
        report_shape(*diagnostics_, *labels, "labels", "a list of labels");
    }
    Draft &draft = add(id, std::move(body), entry.key_at);
    auto const object = draft.object;
    read_owner(&value, *object);
    read_common(value, draft);
    read_grants(value, {object, {}}, object->owner);
}

void Reader::read_label(Node const &value, Enum &body)
{
    std::string label;
    Node const *name = &value;
    if (value.is_map()) {
        static constexpr auto keys = std::to_array<std::string_view>({"name", "renamed_from"});
        expect_keys(value, keys, drafts_->objects.back().object->id);
        name = value.find("name");
        if (name == nullptr) {
            diagnostics_->error(codes::missing_key, value.at, "a label needs its 'name'");
            return;
        }
    }
    if (!read(FieldInfo{"label"}, *name, label)) {
        return;
    }
    // A label may be empty, unlike a name, but not longer than one.
    if (!label.empty()) {
        check_name(label, name->at);
    }
    if (std::find(body.labels.begin(), body.labels.end(), label) != body.labels.end()) {
        diagnostics_->error(codes::label_twice, name->at,
                            together("the label '", label, "' is given twice"));
        return;
    }
    if (Node const *renamed = value.find("renamed_from")) {
        std::string former;
        if (read(FieldInfo{"renamed_from"}, *renamed, former)) {
            body.renamed_labels.emplace(label, std::move(former));
        }
    }
    body.labels.push_back(std::move(label));
}

void Reader::read_sequence(Entry const &entry)
{
    static constexpr auto others =
        std::to_array<std::string_view>({"comment", "owner", "grants", "renamed_from", "owned_by"});
    Node const &value = entry.value;
    auto const id = id_of<Sequence>({schema_, entry.key});
    Sequence body;
    if (value.is_map()) {
        read_fields(value, body, others, id);
    } else if (!value.is_null()) {
        report_shape(*diagnostics_, value, entry.key, "a mapping of options");
    }
    if (body.type.text != "smallint" && body.type.text != "integer" && body.type.text != "bigint") {
        diagnostics_->error(codes::bad_value, value.find("type")->at,
                            "a sequence is smallint, integer or bigint");
    }
    if (body.increment == 0) {
        diagnostics_->error(codes::bad_value, value.find("increment")->at,
                            "a sequence cannot have an increment of 0");
    }
    forget_usual_values(body);
    Draft &draft = add(id, std::move(body), entry.key_at);
    auto const object = draft.object;
    read_owner(&value, *object);
    read_common(value, draft);
    read_grants(value, {object, {}}, object->owner);
    if (Node const *owner = value.find("owned_by")) {
        read_owned_by(*owner, id);
    }
}

void Reader::read_owned_by(Node const &value, ObjectId const &sequence)
{
    SequenceOwner body;
    if (value.is_list()) {
        read(FieldInfo{"owned_by"}, value, body.column);
    } else if (expect_text({"owned_by"}, value)) {
        std::string_view rest = value.text;
        for (;;) {
            auto const dot = rest.find('.');
            body.column.emplace_back(rest.substr(0, dot));
            if (dot == std::string_view::npos) {
                break;
            }
            rest.remove_prefix(dot + 1);
        }
        if (body.column.size() == 2) {
            body.column.insert(body.column.begin(), schema_);
        }
    } else {
        return;
    }
    if (body.column.size() != 3) {
        diagnostics_->error(codes::bad_value, value.at, "'owned_by' must be table.column",
                            {"Write [schema, table, column] where a name itself has a point."});
        return;
    }
    add(sequence.as(kind_of<SequenceOwner>), std::move(body), value.at);
}

} // namespace schemadiff::yaml
