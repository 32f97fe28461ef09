// Enums: CREATE, DROP, RENAME, ADD VALUE before and after existing labels, RENAME VALUE. Losing
// or reordering labels rebuilds the type in place under every column that uses it.
#include <engine/kinds/enum.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_names.hpp>
#include <engine/kinds/type_rebuild.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::enumeration
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT t.oid, n.nspname, t.typname, t.typowner,
       ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e
             WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {managed}
  AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
                          WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype = 'e'
                            AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass))
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Object object{id_of<Enum>({row.text("nspname"), row.text("typname")}),
                  Enum{row.list("labels"), {}}};
    object.owner = names.role(row.number("typowner"));
    found.add(std::move(object), catalog_oid::pg_type, row.number("oid"));
}

Sql label_list(std::vector<std::string> const &labels)
{
    std::vector<Sql> parts;
    for (std::string const &label : labels) {
        parts.push_back(sql("{}", Literal{label}));
    }
    return join(parts, ", ");
}

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

Side create(Object const &object, Context const &)
{
    return side(
        sql("CREATE TYPE {} AS ENUM ({})", name(object.id), label_list(object.as<Enum>().labels)));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP TYPE {}", name(object.id)));
}

bool is_subsequence(std::vector<std::string> const &part, std::vector<std::string> const &whole)
{
    auto at = whole.begin();
    for (std::string const &label : part) {
        at = std::find(at, whole.end(), label);
        if (at == whole.end()) {
            return false;
        }
        ++at;
    }
    return true;
}

// Where we write E'a\\b', the server prints 'a\b'.
Sql as_the_server_prints(std::string const &label)
{
    std::string text = "'";
    for (char const c : label) {
        text += c == '\'' ? "''" : std::string(1, c);
    }
    return sql("{}", Verbatim{Expression{text + "'"}});
}

// New labels in their order, each anchored on a label that exists by then: after the one before
// it, or before the first old one.
Side add_labels(ObjectId const &id, std::vector<std::string> const &before,
                std::vector<std::string> const &after)
{
    Side result;
    for (std::size_t index = 0; index < after.size(); ++index) {
        if (std::find(before.begin(), before.end(), after[index]) != before.end()) {
            continue;
        }
        auto const anchor = index > 0        ? sql(" AFTER {}", Literal{after[index - 1]})
                            : before.empty() ? sql("")
                                             : sql(" BEFORE {}", Literal{before.front()});
        bool const at_the_end =
            std::all_of(after.begin() + static_cast<std::ptrdiff_t>(index), after.end(),
                        [&](auto const &label) {
                            return std::find(before.begin(), before.end(), label) == before.end();
                        });
        result.statements.push_back(sql("ALTER TYPE {} ADD VALUE {}{}", name(id),
                                        Literal{after[index]}, at_the_end ? sql("") : anchor));
        result.usable_after_commit.push_back(sql("{}", Literal{after[index]}));
        if (after[index].find('\\') != std::string::npos) {
            result.usable_after_commit.push_back(as_the_server_prints(after[index]));
        }
    }
    // A new label cannot be used in the transaction that adds it (SQLSTATE 55P04), so the batch
    // ends before whatever names it.
    result.transaction = Transaction::commit_after;
    return result;
}

// The labels of `from` under the names that they have in `to`.
std::vector<std::string> labels_renamed(Object const &from, Object const &to)
{
    auto labels = from.as<Enum>().labels;
    for (auto const &label : renamed_labels(from, to)) {
        *std::find(labels.begin(), labels.end(), label.before) = label.after;
    }
    return labels;
}

bool is_made_anew(Object const &before, Object const &after, Context const &, Context const &)
{
    return !is_subsequence(labels_renamed(before, after), after.as<Enum>().labels);
}

Alteration alter(Object const &before, Object const &after, FieldNames const &,
                 Context const &before_context, Context const &after_context)
{
    std::vector<Step> in_place;
    for (auto const &label : renamed_labels(before, after)) {
        auto const renaming = [&](std::string const &from, std::string const &to) {
            return side(sql("ALTER TYPE {} RENAME VALUE {} TO {}", name(after.id), Literal{from},
                            Literal{to}));
        };
        Step step;
        step.up = renaming(label.before, label.after);
        step.down = renaming(label.after, label.before);
        in_place.push_back(std::move(step));
    }
    auto const &labels = after.as<Enum>().labels;
    auto const renamed = labels_renamed(before, after);
    if (renamed != labels) {
        Step step;
        step.up = add_labels(after.id, renamed, labels);
        step.down = add_labels(after.id, labels, renamed);
        in_place.push_back(std::move(step));
    }
    return rebuilding(before.id, before_context, after_context).with(std::move(in_place));
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_type(sql("TYPE"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {id_of<Schema>({object.id.schema()})};
}

Sql address(ObjectId const &id)
{
    return sql("TYPE {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {type_slot(id.schema(), id.name())};
}

} // namespace

std::vector<RenamedLabel> renamed_labels(Object const &from, Object const &to)
{
    std::vector<RenamedLabel> renamed;
    auto labels = from.as<Enum>().labels;
    auto const add = [&](std::string const &before, std::string const &after) {
        auto const at = std::find(labels.begin(), labels.end(), before);
        if (at != labels.end() && std::find(labels.begin(), labels.end(), after) == labels.end()) {
            *at = after;
            renamed.push_back({before, after});
        }
    };
    for (auto const &[new_label, old_label] : to.as<Enum>().renamed_labels) {
        add(old_label, new_label);
    }
    for (auto const &[new_label, old_label] : from.as<Enum>().renamed_labels) {
        add(new_label, old_label);
    }
    return renamed;
}

Rules const rules{.kind = kind_of<Enum>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .is_made_anew = is_made_anew,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::enumeration
