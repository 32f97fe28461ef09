#include <parser/resolve/desired_state.hpp>

#include <parser/resolve/checks.hpp>
#include <parser/resolve/claims.hpp>
#include <parser/resolve/completion.hpp>
#include <parser/resolve/default_privileges.hpp>
#include <parser/resolve/documents.hpp>
#include <parser/resolve/inheritance.hpp>
#include <parser/resolve/mixins.hpp>
#include <parser/resolve/names.hpp>
#include <parser/resolve/partitions.hpp>
#include <parser/resolve/references.hpp>
#include <parser/resolve/typed_tables.hpp>
#include <parser/resolve/types.hpp>
#include <parser/yaml/document.hpp>
#include <parser/yaml/reader.hpp>
#include <parser/yaml/source_files.hpp>

#include <memory>
#include <utility>

namespace schemadiff::resolve
{

namespace
{

using Files = std::vector<yaml::SourceFile>;

yaml::Drafts drafts_of(Tree const &tree, Diagnostics &diagnostics)
{
    yaml::Drafts drafts;
    yaml::Reader reader{diagnostics, drafts, owner_of(tree, diagnostics)};
    for (yaml::Entry const &entry : tree.extensions) {
        reader.read_extension(entry);
    }
    for (yaml::Entry const &entry : tree.schemas) {
        reader.read_schema(entry);
    }
    reader.read_plain_sections(Home::database, tree.plain, {});
    return drafts;
}

DesiredState resolved(Tree tree, Diagnostics &diagnostics)
{
    DesiredState state;
    take_in_mixins(tree, diagnostics);
    state.naming = naming_of(tree.naming, diagnostics);
    state.claims = claims_of(tree, diagnostics);
    auto drafts = drafts_of(tree, diagnostics);
    tree = {}; // as large as the objects that were read from it
    find_types(drafts, diagnostics);
    complete_objects(drafts);
    complete_default_privileges(drafts, diagnostics);
    make_names(drafts, state.naming, diagnostics);
    claim_partitions(drafts, state.claims, diagnostics);
    complete_typed_tables(drafts, diagnostics);
    complete_inheritance(drafts, diagnostics);
    complete_partitions(drafts, diagnostics);
    leave_out_usual_placement(drafts, diagnostics);
    add_satellites(drafts, state.claims);
    auto const objects = distinct_objects(std::move(drafts), diagnostics);
    // References look objects up in the catalog, which shares them: they are the last thing to
    // change in any of them.
    state.catalog = Catalog{{objects.begin(), objects.end()}};
    find_references(state.catalog, objects);
    check_meaning(state.catalog, diagnostics);
    return state;
}

DesiredState read(std::shared_ptr<Files const> const &files, Diagnostics found,
                  Diagnostics &diagnostics)
{
    std::vector<yaml::Node> documents;
    for (yaml::SourceFile const &file : *files) {
        if (auto document = yaml::read_document(file.bytes, file.path, found)) {
            documents.push_back(std::move(*document));
        }
    }
    // Half a state would be full of references to the half that is missing.
    if (documents.size() < files->size() || (documents.empty() && found.has_errors())) {
        throw LoadFailure{found.sorted(), yaml::source_line_of(files)};
    }
    auto state = resolved(merged(std::move(documents), found), found);
    if (found.has_errors()) {
        throw LoadFailure{found.sorted(), yaml::source_line_of(files)};
    }
    for (Diagnostic &diagnostic : found.sorted()) {
        diagnostics.add(std::move(diagnostic));
    }
    state.source_line = yaml::source_line_of(files);
    return state;
}

} // namespace

DesiredState load(std::vector<std::string> const &paths, Diagnostics &diagnostics)
{
    Diagnostics found;
    auto files = std::make_shared<Files>();
    for (std::string const &path : paths) {
        for (yaml::SourceFile &file : yaml::source_files(path, found)) {
            files->push_back(std::move(file));
        }
    }
    return read(std::move(files), std::move(found), diagnostics);
}

DesiredState load_files(std::vector<yaml::SourceFile> files, Diagnostics &diagnostics)
{
    return read(std::make_shared<Files const>(std::move(files)), {}, diagnostics);
}

DesiredState load_text(std::string_view yaml, std::string const &file, Diagnostics &diagnostics)
{
    auto files = std::make_shared<Files>();
    files->push_back({file, std::string{yaml}});
    return read(std::move(files), {}, diagnostics);
}

} // namespace schemadiff::resolve
