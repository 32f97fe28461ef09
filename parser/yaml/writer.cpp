#include <parser/yaml/writer.hpp>

#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/emitter.hpp>
#include <parser/yaml/writer_paths.hpp>
#include <schemadiff/model/plain_kinds.hpp>

#include <algorithm>
#include <utility>

namespace schemadiff::yaml
{

namespace
{

// All but the schemas.
Node top(CatalogWriter &writer, WriteOptions const &options)
{
    Node document = Node::of_map();
    document.add("schemadiff", Node::of_text("1"));
    if (options.everything) {
        document.add("manage", Node::of_text("all"));
    }
    if (writer.common_owner()) {
        document.add("owner", Node::of_text(*writer.common_owner()));
    }
    if (Node extensions = writer.extensions(); !extensions.is_null()) {
        document.add("extensions", std::move(extensions));
    }
    for (Entry &section : writer.database_sections().entries) {
        document.entries.push_back(std::move(section));
    }
    return document;
}

// One schema's part of a folder.
class SchemaFolder
{
public:
    SchemaFolder(std::string_view schema, FileNames &names,
                 std::map<std::string, std::string> &files)
        : schema_{schema}, folder_{names.name("", schema)}, names_{names}, files_{files}
    {
    }

    void add(Node schema, std::span<ObjectPtr const> functions)
    {
        Node own = Node::of_map();
        for (Entry &section : schema.entries) {
            if (section.key == "enums") {
                add_file("types", std::move(section));
            } else if (section.key == "sequences") {
                add_file("sequences", std::move(section));
            } else if (section.key == "functions") {
                add_functions(std::move(section), functions);
            } else if (section.key == "tables" || section.key == "views") {
                for (Entry &one : section.value.entries) {
                    auto const path =
                        section.key + "/" + names_.name(folder_ + section.key, one.key);
                    add_file(path, in_section(section.key, std::move(one)));
                }
            } else if (is_plain(section.key)) {
                auto const file = section.key;
                add_file(file, std::move(section));
            } else {
                own.entries.push_back(std::move(section));
            }
        }
        // A schema without anything in it is declared by its own file.
        if (!own.entries.empty() || schema.entries.empty()) {
            add_text("schema", own.entries.empty() ? Node{} : std::move(own));
        }
    }

private:
    static bool is_plain(std::string_view section)
    {
        static auto const sections = plain_sections(Home::schema);
        return std::find(sections.begin(), sections.end(), section) != sections.end();
    }

    static Entry in_section(std::string section, Entry one)
    {
        Node map = Node::of_map();
        map.entries.push_back(std::move(one));
        return {std::move(section), {}, {}, std::move(map)};
    }

    // Overloaded functions share a file. The entries have the order of the objects.
    void add_functions(Entry section, std::span<ObjectPtr const> functions)
    {
        std::map<std::string_view, Node> by_name;
        for (std::size_t index = 0; index < functions.size(); ++index) {
            Node &one =
                by_name.try_emplace(functions[index]->id.part(1), Node::of_map()).first->second;
            one.entries.push_back(std::move(section.value.entries[index]));
        }
        for (auto &[name, one] : by_name) {
            add_file("functions/" + names_.name(folder_ + "functions", name),
                     {"functions", {}, {}, std::move(one)});
        }
    }

    void add_file(std::string const &path, Entry section)
    {
        Node map = Node::of_map();
        map.entries.push_back(std::move(section));
        add_text(path, std::move(map));
    }

    void add_text(std::string const &path, Node schema)
    {
        Node schemas = Node::of_map();
        schemas.add(std::string{schema_}, std::move(schema));
        Node document = Node::of_map();
        document.add("schemas", std::move(schemas));
        files_[folder_ + "/" + path + ".yaml"] = emitted(document);
    }

    std::string_view schema_;
    std::string folder_;
    FileNames &names_;
    std::map<std::string, std::string> &files_;
};

} // namespace

std::string written(Catalog const &catalog, WriteOptions const &options)
{
    CatalogWriter writer{catalog};
    Node document = top(writer, options);
    Node schemas = Node::of_map();
    for (ObjectPtr const &schema : catalog.of_kind(kind_of<Schema>)) {
        schemas.add(std::string{schema->id.name()}, writer.schema(*schema));
    }
    if (!schemas.entries.empty()) {
        document.add("schemas", std::move(schemas));
    }
    return emitted(document);
}

std::map<std::string, std::string> written_files(Catalog const &catalog,
                                                 WriteOptions const &options)
{
    CatalogWriter writer{catalog};
    std::map<std::string, std::string> files;
    FileNames names;
    files["schemadiff.yaml"] = emitted(top(writer, options));
    Run functions{catalog.of_kind(kind_of<Function>)};
    for (ObjectPtr const &schema : catalog.of_kind(kind_of<Schema>)) {
        SchemaFolder folder{schema->id.name(), names, files};
        folder.add(writer.schema(*schema), functions.below(schema->id));
    }
    return files;
}

} // namespace schemadiff::yaml
