// Small catalogs for the tests of the writer, and the part of the text that they ask about.
#pragma once

#include <parser/yaml/writer.hpp>
#include <schemadiff/model/body.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

class CatalogOf
{
public:
    CatalogOf() { add(id_of<Schema>({"app"}), Schema{}); }

    template <class T>
    CatalogOf &add(ObjectId id, T body, std::optional<std::string> owner = {}, int position = 0)
    {
        auto object = std::make_shared<Object>(Object{std::move(id), std::move(body)});
        object->owner = std::move(owner);
        object->position = position;
        objects_.push_back(std::move(object));
        return *this;
    }
    CatalogOf &table(std::string_view name = "t")
    {
        return add(id_of<Table>({"app", name}), Table{});
    }
    CatalogOf &column(std::string_view name, Column body)
    {
        return add(id_of<Column>({"app", "t", name}), std::move(body), {}, ++columns_);
    }
    CatalogOf &column(std::string_view name, std::string type, bool not_null = false)
    {
        Column body;
        body.type.text = std::move(type);
        body.not_null = not_null;
        return column(name, std::move(body));
    }
    CatalogOf &column_default(std::string_view column, std::string text)
    {
        return add(id_of<ColumnDefault>({"app", "t", column}), ColumnDefault{{std::move(text)}});
    }
    CatalogOf &comment(ObjectId const &on, std::string text)
    {
        return add(satellite_id(kind_of<Comment>, on), Comment{on, std::move(text)});
    }
    CatalogOf &grant(ObjectId const &on, Grant body)
    {
        body.on = on;
        return add(satellite_id(kind_of<Grant>, on, {body.grantee, body.grantor}), body);
    }
    [[nodiscard]] Catalog catalog() const { return Catalog{{objects_.begin(), objects_.end()}}; }

    // What stands below `schemas: app:`, or below `tables: t:` there.
    [[nodiscard]] std::string schema() const { return below("  app:\n", 4); }
    [[nodiscard]] std::string table_text() const { return below("      t:\n", 8); }

private:
    [[nodiscard]] std::string below(std::string_view heading, std::size_t indentation) const
    {
        auto const text = written(catalog());
        auto const at = text.find(heading);
        if (at == std::string::npos) {
            return text;
        }
        std::string result;
        for (std::size_t line = at + heading.size(); line < text.size();) {
            auto const end = text.find('\n', line) + 1;
            auto const blanks = std::min(text.find_first_not_of(' ', line), end - 1) - line;
            result += text.substr(line + std::min(indentation, blanks),
                                  end - line - std::min(indentation, blanks));
            line = end;
        }
        return result;
    }

    std::vector<std::shared_ptr<Object>> objects_;
    int columns_ = 0;
};

inline ObjectId const table_id = id_of<Table>({"app", "t"});

template <class T>
ObjectId part(std::string_view name)
{
    return table_id.child(kind_of<T>, name);
}

} // namespace schemadiff::yaml
