#include <parser/yaml/reader_clauses.hpp>

#include <charconv>
#include <limits>
#include <optional>

namespace schemadiff::yaml
{

namespace
{

std::string action_word(grammar::ReferentialAction action)
{
    switch (action) {
    case grammar::ReferentialAction::no_action:
        return "no action";
    case grammar::ReferentialAction::restrict:
        return "restrict";
    case grammar::ReferentialAction::cascade:
        return "cascade";
    case grammar::ReferentialAction::set_null:
        return "set null";
    case grammar::ReferentialAction::set_default:
        return "set default";
    }
    return {};
}

std::optional<long long> number(Options const &options, std::string const &key)
{
    auto const found = options.find(key);
    if (found == options.end()) {
        return std::nullopt;
    }
    long long value = 0;
    auto const *const end = found->second.data() + found->second.size();
    auto const [last, error] = std::from_chars(found->second.data(), end, value);
    return error == std::errc{} && last == end ? std::optional{value} : std::nullopt;
}

} // namespace

ForeignKey foreign_key_of(grammar::ForeignKey const &clause)
{
    ForeignKey body;
    body.columns = clause.columns;
    body.referred_columns = clause.referenced_columns;
    body.match = clause.match == grammar::MatchType::full ? "full" : "simple";
    body.on_update = action_word(clause.on_update);
    body.on_delete = action_word(clause.on_delete);
    body.set_columns = clause.set_columns;
    body.deferrable = clause.deferral.is_deferrable;
    body.initially_deferred = clause.deferral.is_initially_deferred;
    // What is not enforced is never valid.
    body.not_valid = clause.is_not_valid && !clause.is_not_enforced;
    body.not_enforced = clause.is_not_enforced;
    body.period = clause.has_period;
    return body;
}

std::string_view uncovered_part(grammar::ForeignKey const &clause)
{
    return clause.match == grammar::MatchType::partial ? "MATCH PARTIAL"
           : clause.has_period != clause.references_period && !clause.referenced_columns.empty()
               ? "PERIOD on one side only"
               : "";
}

std::string option_key(std::string_view clause_key)
{
    return clause_key == "minvalue"   ? "min_value"
           : clause_key == "maxvalue" ? "max_value"
                                      : std::string{clause_key};
}

Options unusual_identity_options(Options options, std::string_view column_type,
                                 ObjectId const &column)
{
    long long const most = column_type == "smallint"  ? std::numeric_limits<std::int16_t>::max()
                           : column_type == "integer" ? std::numeric_limits<std::int32_t>::max()
                                                      : std::numeric_limits<std::int64_t>::max();
    for (std::string const key : {"start", "increment", "min_value", "max_value", "cache"}) {
        if (auto const value = number(options, key)) {
            options[key] = std::to_string(*value); // 007 is 7
        }
    }
    bool const up = number(options, "increment").value_or(1) > 0;
    auto const forget = [&](std::string const &key, long long usual) {
        if (number(options, key) == usual) {
            options.erase(key);
        }
    };
    auto const usual_min = up ? 1 : -most - 1;
    auto const usual_max = up ? most : -1;
    forget("start", up ? number(options, "min_value").value_or(usual_min)
                       : number(options, "max_value").value_or(usual_max));
    forget("min_value", usual_min);
    forget("max_value", usual_max);
    forget("increment", 1);
    forget("cache", 1);
    auto const forget_text = [&](std::string const &key, std::string_view usual) {
        auto const found = options.find(key);
        if (found != options.end() && found->second == usual) {
            options.erase(key);
        }
    };
    forget_text("min_value", "none");
    forget_text("max_value", "none");
    forget_text("cycle", "false");
    forget_text("sequence_schema", column.schema());
    // ChooseRelationName() where nothing is in its way.
    forget_text("sequence",
                std::string{column.part(1)}.append("_").append(column.name()).append("_seq"));
    return options;
}

} // namespace schemadiff::yaml
