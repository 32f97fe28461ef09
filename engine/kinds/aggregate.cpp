// Aggregates: normal, ordered-set and hypothetical-set ones, with moving state. CREATE OR REPLACE
// where PostgreSQL allows it, drop and create where it does not.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::aggregate
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT p.oid, n.nspname, p.proname, p.proowner, p.proparallel, a.aggkind,
       pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments,
       {function_name a.aggtransfn} AS state_function,
       pg_catalog.format_type(a.aggtranstype, NULL) AS state_type, a.aggtransspace,
       {function_name a.aggfinalfn} AS final_function, a.aggfinalextra, a.aggfinalmodify,
       {function_name a.aggcombinefn} AS combine_function,
       {function_name a.aggserialfn} AS serial_function,
       {function_name a.aggdeserialfn} AS deserial_function, a.agginitval,
       {function_name a.aggmtransfn} AS moving_state_function,
       {function_name a.aggminvtransfn} AS moving_inverse_function,
       CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END AS moving_type,
       a.aggmtransspace, {function_name a.aggmfinalfn} AS moving_final_function, a.aggmfinalextra,
       a.aggmfinalmodify, a.aggminitval, {operator_name a.aggsortop} AS sort_operator
FROM pg_catalog.pg_aggregate a
JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE {managed} AND {not_member pg_proc p.oid}
)sql";

// READ_ONLY is usual for a normal aggregate, READ_WRITE for the others; both are left out.
std::string modify_word(std::string_view letter, bool is_normal)
{
    return letter == (is_normal ? "r" : "w") ? ""
           : letter == "r"                   ? "read_only"
           : letter == "s"                   ? "shareable"
                                             : "read_write";
}

std::optional<std::string> optional_text(Row const &row, std::string_view column)
{
    return row.is_null(column) ? std::nullopt : std::optional{std::string(row.text(column))};
}

void read_moving(Row const &row, bool is_normal, Aggregate &body)
{
    body.moving_state_function = optional_name_in(row, "moving_state_function");
    body.moving_inverse_function = optional_name_in(row, "moving_inverse_function");
    if (!row.is_null("moving_type")) {
        body.moving_state_type = TypeName{std::string(row.text("moving_type"))};
    }
    body.moving_state_size = row.number("aggmtransspace");
    body.moving_final_function = optional_name_in(row, "moving_final_function");
    body.moving_final_extra = row.boolean("aggmfinalextra");
    body.moving_final_modify = modify_word(row.text("aggmfinalmodify"), is_normal);
    body.moving_initial = optional_text(row, "aggminitval");
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    bool const is_normal = row.text("aggkind") == "n";
    Aggregate body;
    body.state_function = name_in(row, "state_function");
    body.state_type.text = row.text("state_type");
    body.state_size = row.number("aggtransspace");
    body.final_function = optional_name_in(row, "final_function");
    body.final_extra = row.boolean("aggfinalextra");
    body.final_modify = modify_word(row.text("aggfinalmodify"), is_normal);
    body.combine_function = optional_name_in(row, "combine_function");
    body.serial_function = optional_name_in(row, "serial_function");
    body.deserial_function = optional_name_in(row, "deserial_function");
    body.initial = optional_text(row, "agginitval");
    read_moving(row, is_normal, body);
    body.sort_operator = optional_name_in(row, "sort_operator");
    auto const parallel = row.text("proparallel");
    body.parallel = parallel == "s" ? "safe" : parallel == "r" ? "restricted" : "unsafe";
    body.hypothetical = row.text("aggkind") == "h";
    Object object{
        id_of<Aggregate>({row.text("nspname"), row.text("proname"), row.text("arguments")}),
        std::move(body)};
    object.owner = names.role(row.number("proowner"));
    found.add(std::move(object), catalog_oid::pg_proc, row.number("oid"));
}

// (integer), (*), (double precision ORDER BY anyelement): as the id has them.
Sql arguments(ObjectId const &id)
{
    return id.part(2).empty() ? sql("(*)")
                              : sql("({})", Verbatim{TypeName{std::string(id.part(2))}});
}

Sql signature(ObjectId const &id)
{
    return sql("{}{}", object_name(id), arguments(id));
}

// The parts of a definition, in the order of PostgreSQL's synopsis.
class Definition
{
public:
    void add(std::string_view word, QualifiedName const &function)
    {
        parts_.push_back(sql("{} = {}", Keyword{word}, Qualified{function}));
    }
    void add(std::string_view word, std::optional<QualifiedName> const &function)
    {
        if (function) {
            add(word, *function);
        }
    }
    void add(std::string_view word, std::optional<TypeName> const &type)
    {
        if (type) {
            parts_.push_back(sql("{} = {}", Keyword{word}, Verbatim{*type}));
        }
    }
    void add(std::string_view word, long long size)
    {
        if (size != 0) {
            parts_.push_back(sql("{} = {}", Keyword{word}, Number{size}));
        }
    }
    void add(std::string_view word, std::optional<std::string> const &text)
    {
        if (text) {
            parts_.push_back(sql("{} = {}", Keyword{word}, Literal{*text}));
        }
    }
    void add_word(std::string_view word, std::string const &value)
    {
        if (!value.empty()) {
            parts_.push_back(sql("{} = {}", Keyword{word}, Keyword{value}));
        }
    }
    void add_flag(std::string_view word, bool value)
    {
        if (value) {
            parts_.push_back(sql("{}", Keyword{word}));
        }
    }
    void add_operator(std::string_view word, std::optional<QualifiedName> const &name)
    {
        if (name) {
            parts_.push_back(sql("{} = OPERATOR({})", Keyword{word}, operator_name(*name)));
        }
    }
    [[nodiscard]] Sql text() const { return join(parts_, ",\n    "); }

private:
    std::vector<Sql> parts_;
};

Sql definition(Object const &object, Sql const &verb)
{
    auto const &body = object.as<Aggregate>();
    Definition all;
    all.add("sfunc", body.state_function);
    all.add("stype", std::optional{body.state_type});
    all.add("sspace", body.state_size);
    all.add("finalfunc", body.final_function);
    all.add_flag("finalfunc_extra", body.final_extra);
    all.add_word("finalfunc_modify", body.final_modify);
    all.add("combinefunc", body.combine_function);
    all.add("serialfunc", body.serial_function);
    all.add("deserialfunc", body.deserial_function);
    all.add("initcond", body.initial);
    all.add("msfunc", body.moving_state_function);
    all.add("minvfunc", body.moving_inverse_function);
    all.add("mstype", body.moving_state_type);
    all.add("msspace", body.moving_state_size);
    all.add("mfinalfunc", body.moving_final_function);
    all.add_flag("mfinalfunc_extra", body.moving_final_extra);
    all.add_word("mfinalfunc_modify", body.moving_final_modify);
    all.add("minitcond", body.moving_initial);
    all.add_operator("sortop", body.sort_operator);
    if (body.parallel != "unsafe") {
        all.add_word("parallel", body.parallel);
    }
    all.add_flag("hypothetical", body.hypothetical);
    return sql("{} AGGREGATE {} (\n    {}\n)", verb, signature(object.id), all.text());
}

Side create(Object const &object, Context const &)
{
    return side(definition(object, sql("CREATE")));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP AGGREGATE {}", signature(object.id)));
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &)
{
    // CREATE OR REPLACE refuses another type of the result, and that is what the final function
    // gives, or the state.
    if (contains(fields, "final_function") || contains(fields, "final_extra")) {
        return {.replace = true, .steps = {}};
    }
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &, Object const &to) {
        return side(definition(to, sql("CREATE OR REPLACE")));
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("AGGREGATE"), before, after, arguments(before));
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Aggregate>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_functions(body.state_function, catalog, ids);
    for (auto const *name : {&body.final_function, &body.combine_function, &body.serial_function,
                             &body.deserial_function, &body.moving_state_function,
                             &body.moving_inverse_function, &body.moving_final_function}) {
        add_functions(*name, catalog, ids);
    }
    add_types(object.id.part(2), catalog, ids);
    if (body.sort_operator) {
        auto const path = id_of<Operator>({body.sort_operator->schema, body.sort_operator->name});
        for (auto const &one : catalog.below(kind_of<Operator>, path)) {
            ids.push_back(one->id);
        }
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("AGGREGATE {}", signature(id));
}

// Names of arguments are no part of what PostgreSQL tells aggregates apart by, so one that differs
// in them only must wait until the other has gone.
std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {std::string("aggregate\0", 10).append(id.part(0)).append(1, '\0').append(id.part(1))};
}

} // namespace

Rules const rules{.kind = kind_of<Aggregate>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .follow = follow_fields<Aggregate>,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::aggregate
