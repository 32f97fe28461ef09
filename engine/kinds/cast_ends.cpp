#include <engine/kinds/cast_ends.hpp>

#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

constexpr std::string_view array = "[]";

// What `object` says that its type is, or null where the schema does not declare it.
Object const *declared(Object const &object, std::string_view element, Catalog const &catalog)
{
    for (ObjectId const &id : object.references) {
        bool const is_type = facts(id.kind()).is_type || facts(id.kind()).is_relation;
        if (is_type && id.parts().size() == 2 && quoted_name(id.part(0), id.part(1)) == element) {
            return catalog.find(id);
        }
    }
    return nullptr;
}

} // namespace

CastEnd cast_end(Object const &with_type, TypeName const &type, Catalog const &catalog)
{
    CastEnd end{type.text};
    Object const *object = &with_type;
    while (true) {
        bool const is_array = end.type.ends_with(array);
        auto const element = end.type.substr(0, end.type.size() - (is_array ? array.size() : 0));
        object = declared(*object, element, catalog);
        if (object == nullptr) {
            return end;
        }
        end.declared.push_back(object);
        auto const *domain = object->body.get_if<Domain>();
        if (domain == nullptr) {
            end.family = object->body.holds<Enum>() ? "enum" : element;
            return end;
        }
        if (is_array && domain->type.text.ends_with(array)) {
            // An array of arrays that hide in a domain is none of arrays.
            end.family = element;
            return end;
        }
        end.type = domain->type.text + (is_array ? std::string{array} : "");
    }
}

} // namespace schemadiff::kinds
