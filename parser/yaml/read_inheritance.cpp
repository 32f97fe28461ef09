// Tables that have columns and checks from others: inherits.
#include <parser/yaml/reader_templates.hpp>
#include <schemadiff/base/identifier.hpp>

namespace schemadiff::yaml
{

void Reader::read_inherits(Node const &value, ObjectId const &table)
{
    std::vector<ObjectId> seen;
    auto const read_one = [&](Node const &node) {
        QualifiedName parent;
        if (!read(FieldInfo{"inherits"}, node, parent)) {
            return;
        }
        auto id = table.child(kind_of<Inheritance>, quoted_name(parent.schema, parent.name));
        if (std::find(seen.begin(), seen.end(), id) != seen.end()) {
            diagnostics_->error(
                codes::bad_value, node.at,
                together(described(table), " names the parent ", id.name(), " twice"));
            return;
        }
        seen.push_back(id);
        add(std::move(id), Inheritance{}, node.at).object->position = static_cast<int>(seen.size());
    };
    if (!value.is_list()) {
        read_one(value);
        return;
    }
    for (Node const &item : value.items) {
        read_one(item);
    }
}

bool Reader::is_inherited(Node const &value)
{
    Node const *const node = value.is_map() ? value.find("inherited") : nullptr;
    bool flag = false;
    if (node == nullptr || !read(FieldInfo{"inherited"}, *node, flag) || !flag) {
        return false;
    }
    if (!relation_->inherits) {
        diagnostics_->error(codes::bad_value, node->at,
                            together(described(relation_->id), " does not say what it 'inherits'"));
    }
    return relation_->inherits;
}

} // namespace schemadiff::yaml
