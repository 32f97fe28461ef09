// Schemas, extensions, enums, sequences, and what all objects can say.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/reader_privileges.hpp>
#include <parser/yaml/writer_values.hpp>

#include <algorithm>

namespace schemadiff::yaml
{

namespace
{

// `all` for what the reader takes for it, and the others by name.
Node privileges_node(std::vector<std::string> const &privileges, Kind kind)
{
    auto const words = all_privileges(kind);
    std::vector<std::string> all(words.begin(), words.end());
    if (facts(kind).has_columns) {
        all.emplace_back("maintain");
        std::sort(all.begin(), all.end());
    }
    bool const has_all = all.size() > 1 && std::includes(privileges.begin(), privileges.end(),
                                                         all.begin(), all.end());
    if (!has_all) {
        return value_node(privileges);
    }
    Node rest = flow_list();
    rest.items.push_back(Node::of_text("all"));
    for (std::string const &privilege : privileges) {
        if (std::find(all.begin(), all.end(), privilege) == all.end()) {
            rest.items.push_back(Node::of_text(privilege));
        }
    }
    return rest.items.size() == 1 ? std::move(rest.items.front()) : rest;
}

// As a key of `grants` this stands for the owner of the object, whatever he is called.
constexpr std::string_view owner_word = "owner";

bool is_long(Grant const &grant)
{
    return !grant.grantor.empty() || !grant.grant_option.empty() || grant.grantee == owner_word;
}

Node long_grant(Grant const &grant)
{
    Node node = flow_map();
    if (grant.grantee == owner_word) {
        node.add("role", Node::of_text(grant.grantee));
    }
    bool const all_with_option = grant.grant_option == grant.privileges;
    if (!all_with_option || grant.privileges.empty()) {
        node.add("privileges", privileges_node(grant.privileges, grant.on.kind()));
    }
    if (!grant.grant_option.empty()) {
        node.add("grant_option", privileges_node(grant.grant_option, grant.on.kind()));
    }
    if (!grant.grantor.empty()) {
        node.add("grantor", Node::of_text(grant.grantor));
    }
    return node;
}

// What one role was given, by one grantor or several.
Node grants_of_role(std::span<Grant const *const> grants)
{
    if (grants.size() == 1) {
        Grant const &grant = *grants.front();
        return is_long(grant) ? long_grant(grant)
                              : privileges_node(grant.privileges, grant.on.kind());
    }
    Node list = flow_list();
    for (Grant const *grant : grants) {
        list.items.push_back(long_grant(*grant));
    }
    return list;
}

} // namespace

CatalogWriter::RelationRuns::RelationRuns(Source const &source)
    : columns{source.run(kind_of<Column>)}, defaults{source.run(kind_of<ColumnDefault>)},
      primary_keys{source.run(kind_of<PrimaryKey>)}, uniques{source.run(kind_of<Unique>)},
      checks{source.run(kind_of<Check>)}, foreign_keys{source.run(kind_of<ForeignKey>)},
      indexes{source.run(kind_of<Index>)}, inheritances{source.run(kind_of<Inheritance>)},
      partitions{source.run(kind_of<Partition>)}, row_types{source.run(kind_of<RowType>)},
      triggers{source.run(kind_of<Trigger>)}, policies{source.run(kind_of<Policy>)},
      row_securities{source.run(kind_of<RowSecurity>)},
      replica_identities{source.run(kind_of<ReplicaIdentity>)}, cluster_marks{source.run(
                                                                    kind_of<ClusterMark>)}
{
}

CatalogWriter::CatalogWriter(Catalog const &catalog)
    : source_{catalog}, enums_{source_.run(kind_of<Enum>)},
      sequences_{source_.run(kind_of<Sequence>)}, sequence_owners_{source_.run(
                                                      kind_of<SequenceOwner>)},
      functions_{source_.run(kind_of<Function>)}, tables_{source_.run(kind_of<schemadiff::Table>)},
      views_{source_.run(kind_of<View>)}, materialized_views_{source_.run(
                                              kind_of<MaterializedView>)},
      of_tables_{source_}, of_views_{source_}, of_materialized_views_{source_}
{
}

void CatalogWriter::add_comment(Node &map, ObjectId const &id) const
{
    if (Comment const *comment = source_.satellites_of(id).comment) {
        map.add("comment", Node::of_text(comment->text));
    }
    Node labels = flow_map();
    for (SecurityLabel const *label : source_.satellites_of(id).labels) {
        labels.add(label->provider, Node::of_text(label->label));
    }
    if (!labels.entries.empty()) {
        map.add(std::string{SecurityLabel::section}, std::move(labels));
    }
}

void CatalogWriter::add_owner(Node &map, Object const &object) const
{
    if (object.owner && object.owner != source_.common_owner()) {
        map.add("owner", Node::of_text(*object.owner));
    }
}

void CatalogWriter::add_grants(Node &map, ObjectId const &id, bool flow) const
{
    std::span<Grant const *const> rest = source_.satellites_of(id).grants;
    if (rest.empty() && !facts(id.kind()).comes_with_parent) {
        return;
    }
    Node node = flow ? flow_map() : Node::of_map();
    while (!rest.empty()) {
        std::string const &grantee = rest.front()->grantee;
        auto const end = std::find_if(rest.begin(), rest.end(), [&](Grant const *grant) {
            return grant->grantee != grantee;
        });
        auto const count = static_cast<std::size_t>(end - rest.begin());
        node.add(grantee.empty()         ? std::string(owner_word)
                 : grantee == owner_word ? "role " + grantee
                                         : grantee,
                 grants_of_role(rest.first(count)));
        rest = rest.subspan(count);
    }
    map.add("grants", std::move(node));
}

Node CatalogWriter::extensions()
{
    Node all;
    auto const extensions = source_.run(kind_of<Extension>);
    for (ObjectPtr const &object : extensions.all()) {
        auto const &body = object->as<Extension>();
        Node one;
        Node members = Node::of_map();
        add_plain_below(members, object->id);
        bool const is_long = body.schema || !members.entries.empty() ||
                             source_.satellites_of(object->id).comment != nullptr;
        if (is_long) {
            one = flow_map();
            add_fields(one, body);
            add_comment(one, object->id);
            one.flow = members.entries.empty();
            one.entries.insert(one.entries.end(), members.entries.begin(), members.entries.end());
        } else if (body.version) {
            one = value_node(*body.version);
        }
        all.kind = Node::Kind::map;
        all.add(std::string{object->id.name()}, std::move(one));
    }
    return all;
}

Node CatalogWriter::enumeration(Object const &object) const
{
    Node labels = value_node(object.as<Enum>().labels);
    Node map = flow_map();
    add_comment(map, object.id);
    add_owner(map, object);
    add_grants(map, object.id);
    if (map.entries.empty()) {
        return labels;
    }
    map.entries.insert(map.entries.begin(), Entry{"labels", {}, {}, std::move(labels)});
    return map;
}

Node CatalogWriter::sequence(Object const &object, Object const *owned_by) const
{
    Node map = flow_map();
    add_fields(map, object.as<Sequence>());
    if (owned_by != nullptr) {
        auto const &column = owned_by->as<SequenceOwner>().column;
        bool const is_simple = column.size() == 3 && column[0] == object.id.schema() &&
                               (column[1] + column[2]).find('.') == std::string::npos;
        map.add("owned_by",
                is_simple ? Node::of_text(column[1] + "." + column[2]) : value_node(column));
    }
    add_comment(map, object.id);
    add_owner(map, object);
    add_grants(map, object.id);
    return map.entries.empty() ? Node{} : map;
}

Node CatalogWriter::schema(Object const &schema)
{
    Node map = Node::of_map();
    add_comment(map, schema.id);
    add_owner(map, schema);
    add_grants(map, schema.id, false);
    auto const add_section = [&](std::string_view name, Run &run, auto const &write) {
        Node section = Node::of_map();
        for (ObjectPtr const &object : run.below(schema.id)) {
            if (!source_.is_serial(object->id)) {
                section.add(std::string{object->id.name()}, write(*object));
            }
        }
        if (!section.entries.empty()) {
            map.add(std::string{name}, std::move(section));
        }
    };
    add_section("enums", enums_, [&](Object const &object) { return enumeration(object); });
    add_section("sequences", sequences_, [&](Object const &object) {
        return sequence(object, sequence_owners_.at(object.id));
    });
    Node functions = Node::of_map();
    for (ObjectPtr const &object : functions_.below(schema.id)) {
        functions.add(function_key(*object), function(*object));
    }
    if (!functions.entries.empty()) {
        map.add("functions", std::move(functions));
    }
    add_section("tables", tables_, [&](Object const &object) { return table(object); });
    add_section("views", views_, [&](Object const &object) { return view(object); });
    add_section("materialized_views", materialized_views_,
                [&](Object const &object) { return materialized_view(object); });
    add_plain_sections(map, Home::schema, schema.id);
    return map.entries.empty() ? Node{} : map;
}

} // namespace schemadiff::yaml
