#include <parser/resolve/names.hpp>

#include <parser/grammar/mentions.hpp>
#include <parser/grammar/names.hpp>
#include <parser/resolve/default_names.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace schemadiff::resolve
{

namespace
{

using yaml::Draft;
using yaml::NameSource;
using yaml::together;

bool is_constraint(Kind kind)
{
    return facts(kind).is_constraint;
}

bool has_index(Kind kind)
{
    return facts(kind).has_index;
}

bool is_relation(Kind kind)
{
    return facts(kind).is_relation;
}

std::string slot(std::string_view schema, std::string_view name)
{
    return std::string{schema}.append(1, '\0').append(name);
}

// Names of the columns of the draft's table that an expression mentions, in their order there.
std::vector<std::string> mentioned_columns(std::string const &expression,
                                           std::span<Draft const> parts)
{
    std::unordered_set<std::string> names;
    for (grammar::Mention const &mention : grammar::mentions(expression)) {
        if (!mention.is_called && !mention.is_literal && !mention.follows_as) {
            names.insert(mention.parts.back());
        }
    }
    std::vector<std::string> columns;
    for (Draft const &part : parts) {
        if (part.object->id.kind() == kind_of<Column> &&
            names.contains(std::string{part.object->id.name()})) {
            columns.emplace_back(part.object->id.name());
        }
    }
    return columns;
}

std::vector<std::string> key_names(std::vector<IndexKey> const &keys)
{
    std::vector<std::string> names;
    for (IndexKey const &key : keys) {
        names.push_back(key.expression ? expression_name(key.expression->text) : key.column);
    }
    return names;
}

class NameMaker
{
public:
    NameMaker(yaml::Drafts &drafts, Naming const &naming, Diagnostics &diagnostics)
        : drafts_{drafts}, naming_{naming}, diagnostics_{diagnostics}
    {
        find_ranges();
    }

    void run()
    {
        for_each_relation([&](std::span<Draft> parts) { take_written(parts); });
        for_each_relation([&](std::span<Draft> parts) { make_missing(parts); });
        for_each_relation([&](std::span<Draft> parts) { find_marks(parts); });
        for (Draft &draft : added_) {
            drafts_.objects.push_back(std::move(draft));
        }
    }

private:
    // The drafts of one table or view, itself the first; others alone. Found before any name is
    // made, because a sequence leaves its table when it gets its own.
    void find_ranges()
    {
        auto const &all = drafts_.objects;
        for (std::size_t begin = 0; begin < all.size();) {
            std::size_t end = begin + 1;
            Kind const kind = all[begin].object->id.kind();
            if (facts(kind).has_columns) {
                auto const &relation = all[begin].object->id;
                while (end < all.size() && is_part(all[end].object->id, relation)) {
                    ++end;
                }
            }
            ranges_.emplace_back(begin, end);
            begin = end;
        }
    }

    template <class F>
    void for_each_relation(F const &f)
    {
        for (auto const &[begin, end] : ranges_) {
            f(std::span{drafts_.objects}.subspan(begin, end - begin));
        }
    }

    static bool is_part(ObjectId const &id, ObjectId const &relation)
    {
        return id.is_below(relation) || (id.path() == relation.path() && !is_relation(id.kind()));
    }

    NameParts parts_of(Draft const &draft, std::span<Draft const> parts)
    {
        Object const &object = *draft.object;
        NameParts result;
        result.schema = object.id.part(0);
        result.table = object.id.part(1);
        visit(
            [&]<class T>(T const &body) {
                if constexpr (std::is_same_v<T, PrimaryKey> || std::is_same_v<T, Unique>) {
                    result.columns = body.columns;
                } else if constexpr (std::is_same_v<T, ForeignKey>) {
                    result.columns = body.columns;
                    result.referred_table = body.references.name;
                    result.referred_columns = body.referred_columns;
                } else if constexpr (std::is_same_v<T, Index> || std::is_same_v<T, Exclusion>) {
                    result.columns = key_names(body.keys);
                } else if constexpr (std::is_same_v<T, Check>) {
                    result.columns = mentioned_columns(body.expression.text, parts);
                } else if constexpr (std::is_same_v<T, Trigger>) {
                    result.columns = body.update_columns;
                }
            },
            object.body);
        return result;
    }

    void take(Object const &object)
    {
        Kind const kind = object.id.kind();
        if (is_relation(kind) || has_index(kind)) {
            relations_.insert(slot(object.id.schema(), object.id.name()));
        }
        if (is_constraint(kind)) {
            constraints_.insert(slot(object.id.schema(), object.id.name()));
        }
    }

    void complete(Draft &draft, std::string name)
    {
        draft.object->id = draft.object->id.child(draft.object->id.kind(), name);
        draft.name = NameSource::exact;
        take(*draft.object);
    }

    void take_written(std::span<Draft> parts)
    {
        for (Draft &draft : parts) {
            if (draft.name == NameSource::made_up) {
                continue;
            }
            std::string const *const pattern = naming_.pattern_of(draft.object->id.kind());
            if (draft.name == NameSource::key) {
                bool const is_exact = pattern == nullptr || !has_name_placeholder(*pattern);
                NameParts name_parts = is_exact ? NameParts{} : parts_of(draft, parts);
                name_parts.name = draft.key;
                // The reader knows which part of another key is the name.
                if (is_exact && !facts(draft.object->id.kind()).is_plain) {
                    check_length(draft);
                }
                complete(draft, is_exact ? draft.key : name_by_pattern(*pattern, name_parts));
                if (!is_exact || pattern == nullptr) {
                    continue;
                }
            } else {
                take(*draft.object);
            }
            if (pattern != nullptr) {
                check_pattern(draft, *pattern, parts);
            }
        }
    }

    void check_length(Draft const &draft)
    {
        if (draft.key.size() > longest_name) {
            diagnostics_.error(codes::name_too_long, draft.object->at,
                               together("the name has ", draft.key.size(),
                                        " bytes, and PostgreSQL keeps ", longest_name, " of them"),
                               {"Write a shorter one."});
        }
    }

    void check_pattern(Draft const &draft, std::string const &pattern, std::span<Draft const> parts)
    {
        auto const &id = draft.object->id;
        auto const name_parts = parts_of(draft, parts);
        if (keeps_pattern(pattern, name_parts, id.name())) {
            return;
        }
        auto const usual = name_by_pattern(pattern, name_parts);
        diagnostics_.warning(
            codes::name_breaks_pattern, draft.object->at,
            together(described(id), " breaks the pattern '", pattern, "'"),
            usual.empty() ? std::vector<std::string>{}
                          : std::vector{together("Without a name it would be \"", usual, "\".")});
    }

    void make_missing(std::span<Draft> parts)
    {
        for (std::size_t index = 0; index < parts.size(); ++index) {
            Draft &draft = parts[index];
            if (draft.name != NameSource::made_up) {
                continue;
            }
            if (draft.object->id.kind() == kind_of<Sequence>) {
                make_serial(draft, parts.front());
                continue;
            }
            std::string const *const pattern = naming_.pattern_of(draft.object->id.kind());
            auto const name_parts = parts_of(draft, parts);
            auto name = pattern == nullptr ? usual_name(draft, name_parts)
                                           : name_by_pattern(*pattern, name_parts);
            if (name.empty()) {
                diagnostics_.error(
                    codes::no_name, draft.object->at,
                    together("this ", word(draft.object->id.kind()), " needs a name"),
                    {"Write it as the key of a mapping, or as 'name'."});
                name = together("unnamed", index);
            }
            complete(draft, std::move(name));
        }
    }

    std::string usual_name(Draft const &draft, NameParts const &parts)
    {
        Object const &object = *draft.object;
        auto const is_relation_taken = [&](std::string const &name) {
            return relations_.contains(slot(parts.schema, name));
        };
        auto const is_constraint_taken = [&](std::string const &name) {
            return constraints_.contains(slot(parts.schema, name));
        };
        auto const is_either_taken = [&](std::string const &name) {
            return is_relation_taken(name) || is_constraint_taken(name);
        };
        Kind const kind = object.id.kind();
        if (kind == kind_of<PrimaryKey>) {
            return free_name(parts.table, "", "pkey", is_either_taken);
        }
        if (kind == kind_of<Unique> || kind == kind_of<Index>) {
            auto columns = parts.columns;
            auto const &include =
                kind == kind_of<Unique> ? object.as<Unique>().include : object.as<Index>().include;
            columns.insert(columns.end(), include.begin(), include.end());
            auto const addition = joined_columns(unique_names(std::move(columns)));
            return kind == kind_of<Unique>
                       ? free_name(parts.table, addition, "key", is_either_taken)
                       : free_name(parts.table, addition, "idx", is_relation_taken);
        }
        if (kind == kind_of<Exclusion>) {
            return free_name(parts.table, joined_columns(unique_names(parts.columns)), "excl",
                             is_either_taken);
        }
        if (kind == kind_of<ForeignKey>) {
            return free_name(parts.table, joined_columns(parts.columns), "fkey",
                             is_constraint_taken);
        }
        if (kind == kind_of<Check>) {
            return free_name(parts.table, parts.columns.size() == 1 ? parts.columns.front() : "",
                             "check", is_constraint_taken);
        }
        return {};
    }

    // The id of the sequence is still the path of its column.
    void make_serial(Draft &draft, Draft const &table)
    {
        ObjectId const column = draft.object->id.as(kind_of<Column>);
        auto const name = free_name(column.part(1), column.name(), "seq", [&](auto const &one) {
            return relations_.contains(slot(column.schema(), one));
        });
        auto const sequence = id_of<Sequence>({column.schema(), name});
        draft.object->id = sequence;
        draft.object->owner = table.object->owner;
        draft.name = NameSource::exact;
        take(*draft.object);
        std::string path = grammar::quoted_qualified_name({std::string{column.schema()}, name});
        for (auto at = path.find('\''); at != std::string::npos; at = path.find('\'', at + 2)) {
            path.insert(at, 1, '\'');
        }
        add(column.as(kind_of<ColumnDefault>), ColumnDefault{{"nextval('" + path + "'::regclass)"}},
            draft.object->at);
        add(sequence.as(kind_of<SequenceOwner>),
            SequenceOwner{{std::string{column.part(0)}, std::string{column.part(1)},
                           std::string{column.part(2)}}},
            draft.object->at);
    }

    template <class T>
    void add(ObjectId id, T body, SourcePos const &at)
    {
        auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
        object->at = at;
        added_.push_back(Draft{std::move(object)});
    }

    // Replica identity and CLUSTER may name an index by its key.
    void find_marks(std::span<Draft> parts)
    {
        for (Draft &draft : parts) {
            if (auto *mark = draft.object->body.get_if<ClusterMark>()) {
                find_index(mark->index, draft, parts);
            }
            auto *identity = draft.object->body.get_if<ReplicaIdentity>();
            if (identity != nullptr && identity->what == "index") {
                find_index(identity->index, draft, parts);
            }
        }
    }

    void find_index(std::string &index, Draft const &mark, std::span<Draft const> parts)
    {
        std::vector<std::string_view> known;
        std::string_view by_key;
        for (Draft const &part : parts) {
            if (!has_index(part.object->id.kind())) {
                continue;
            }
            if (part.object->id.name() == index) {
                return;
            }
            by_key = part.key == index ? part.object->id.name() : by_key;
            known.push_back(part.object->id.name());
        }
        if (!by_key.empty()) {
            index = by_key;
            return;
        }
        auto const hint = yaml::did_you_mean(index, known);
        diagnostics_.error(
            codes::unknown_index, mark.object->at,
            together(described(parts.front().object->id), " has no index \"", index, "\""),
            hint.empty() ? std::vector<std::string>{} : std::vector{hint});
    }

    yaml::Drafts &drafts_;
    Naming const &naming_;
    Diagnostics &diagnostics_;
    std::vector<std::pair<std::size_t, std::size_t>> ranges_;
    std::unordered_set<std::string> relations_;
    std::unordered_set<std::string> constraints_;
    std::vector<Draft> added_;
};

} // namespace

void make_names(yaml::Drafts &drafts, Naming const &naming, Diagnostics &diagnostics)
{
    NameMaker{drafts, naming, diagnostics}.run();
}

} // namespace schemadiff::resolve
