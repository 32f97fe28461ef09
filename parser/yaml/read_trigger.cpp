// Triggers of tables and views.
#include <parser/yaml/reader_clauses.hpp>
#include <parser/yaml/reader_templates.hpp>

namespace schemadiff::yaml
{

namespace
{

constexpr auto event_words =
    std::to_array<std::string_view>({"insert", "update", "delete", "truncate"});

std::string timing_word(grammar::TriggerTiming timing)
{
    switch (timing) {
    case grammar::TriggerTiming::before:
        return "before";
    case grammar::TriggerTiming::after:
        return "after";
    case grammar::TriggerTiming::instead_of:
        return "instead of";
    }
    return {};
}

// In the order in which the server's flags are read, each once.
void order(std::vector<std::string> &events)
{
    std::vector<std::string> ordered;
    for (std::string_view const word : event_words) {
        if (std::find(events.begin(), events.end(), word) != events.end()) {
            ordered.emplace_back(word);
        }
    }
    events = std::move(ordered);
}

} // namespace

bool Reader::read_trigger_text(Node const &value, Trigger &body)
{
    auto const clause = parsed(grammar::parse_trigger, value);
    if (!clause) {
        return false;
    }
    body.timing = timing_word(clause->timing);
    auto const event = [&](bool is_there, std::string_view word) {
        if (is_there) {
            body.events.emplace_back(word);
        }
    };
    event(clause->on_insert, "insert");
    event(clause->on_update, "update");
    event(clause->on_delete, "delete");
    event(clause->on_truncate, "truncate");
    body.update_columns = clause->update_columns;
    body.for_each_row = clause->is_for_each_row;
    if (clause->when) {
        body.when = Expression{clause->when->text};
        check_part(*clause->when, value);
    }
    body.function = qualified(clause->function, value);
    body.arguments = clause->arguments;
    body.old_table = clause->old_table.value_or("");
    body.new_table = clause->new_table.value_or("");
    body.constraint = clause->is_constraint;
    if (!clause->referenced_table.empty()) {
        body.referred_table = qualified(clause->referenced_table, value);
    }
    body.deferrable = clause->deferral.is_deferrable;
    body.initially_deferred = clause->deferral.is_initially_deferred;
    if (!clause->table.empty()) {
        auto const table = qualified(clause->table, value);
        if (table.name != relation_->id.name() || table.schema != relation_->id.schema()) {
            diagnostics_->error(codes::bad_value, value.at,
                                together("the trigger is written below ", described(relation_->id),
                                         " but says ON \"", table.name, "\""),
                                {"Leave the table out."});
        }
    }
    check_columns(body.update_columns, value);
    return true;
}

void Reader::read_trigger(NameSource source, std::string name, SourcePos at, Node const &value)
{
    static constexpr auto others =
        std::to_array<std::string_view>({"name", "comment", "renamed_from", "definition"});
    Trigger body;
    if (value.is_map()) {
        Node const *const definition = value.find("definition");
        if (definition != nullptr &&
            (!expect_text({"definition"}, *definition) || !read_trigger_text(*definition, body))) {
            return;
        }
        read_fields(value, body, others, relation_->id.as(kind_of<Trigger>));
        take_given_name(value, source, name);
        Node const *const events = value.find("events");
        for (std::string const &event : body.events) {
            if (!contains(event_words, event)) {
                diagnostics_->error(codes::bad_value, events->at,
                                    together("no event is called '", event, "'"),
                                    {"Write some of: insert, update, delete, truncate."});
            }
        }
        order(body.events);
    } else if (!expect_text({"trigger"}, value) || !read_trigger_text(value, body)) {
        return;
    }
    if (body.events.empty() || body.function.name.empty()) {
        diagnostics_->error(
            codes::missing_key, at,
            together("the trigger has no '", body.events.empty() ? "events" : "function", "'"));
        return;
    }
    // A constraint trigger is AFTER ... FOR EACH ROW, or PostgreSQL refuses it.
    body.deferrable = body.deferrable || body.initially_deferred;
    read_common(value, add_part(std::move(body), source, std::move(name), std::move(at)));
}

} // namespace schemadiff::yaml
