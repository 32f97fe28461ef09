#include <parser/resolve/member_completion.hpp>

#include <schemadiff/model/operator_member.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace schemadiff::resolve
{

namespace
{

using yaml::Draft;

// A family with the classes in it, in the order of their names.
struct Group {
    std::shared_ptr<Object> family;
    std::vector<std::shared_ptr<Object>> classes;
};

ObjectId family_of(Object const &object)
{
    auto const &family = object.as<OperatorClass>().family;
    return family ? id_of<OperatorFamily>({family->schema, family->name, object.id.part(2)})
                  : object.id.as(kind_of<OperatorFamily>);
}

// Operators and functions of the desired state, by name and operands: an operator of the same name
// as a built-in one is another one where it has other operands.
class Declared
{
public:
    explicit Declared(yaml::Drafts const &drafts)
    {
        for (Draft const &draft : drafts.objects) {
            auto const &id = draft.object->id;
            if (id.kind() == kind_of<Operator> || id.kind() == kind_of<Function>) {
                schemas_[{id.kind(), std::string{id.part(1)}, std::string{id.part(2)}}]
                    .emplace_back(id.part(0));
            }
        }
    }

    // Empty: pg_catalog.
    [[nodiscard]] std::string schema_of(OperatorMember const &member, std::string_view own) const
    {
        auto const found =
            member.is_function
                ? schemas_.find({kind_of<Function>, member.name, member.arguments})
                : schemas_.find({kind_of<Operator>, member.name, operands_of(member)});
        if (found == schemas_.end()) {
            return {};
        }
        auto const &schemas = found->second;
        bool const is_own = std::find(schemas.begin(), schemas.end(), own) != schemas.end();
        return is_own ? std::string{own} : schemas.size() == 1 ? schemas.front() : std::string{};
    }

private:
    static std::string operands_of(OperatorMember const &member)
    {
        return member.left + ", " + member.right;
    }

    std::map<std::tuple<Kind, std::string, std::string>, std::vector<std::string>> schemas_;
};

class Members
{
public:
    Members(Group &group, DeclaredNames const &names, Declared const &declared)
        : group_{group}, names_{names}, declared_{declared}
    {
    }

    void run()
    {
        std::map<Object *, std::vector<OperatorMember>> placed;
        std::map<Object *, std::vector<std::string>> unread;
        for (auto const &one : group_.classes) {
            read(*one, one->as<OperatorClass>().members, one->as<OperatorClass>().type.text, placed,
                 unread);
        }
        if (group_.family) {
            read(*group_.family, group_.family->as<OperatorFamily>().members, "", placed, unread);
        }
        for (auto const &one : group_.classes) {
            auto &body = one->as<OperatorClass>();
            write(body.members, placed[one.get()], unread[one.get()], body.type.text);
        }
        if (group_.family) {
            auto *const family = group_.family.get();
            write(family->as<OperatorFamily>().members, placed[family], unread[family], "");
        }
    }

private:
    void read(Object &from, std::vector<std::string> const &texts, std::string const &type,
              std::map<Object *, std::vector<OperatorMember>> &placed,
              std::map<Object *, std::vector<std::string>> &unread)
    {
        for (std::string const &text : texts) {
            auto member = operator_member(text, type);
            if (!member) {
                // PostgreSQL says what is wrong with it.
                unread[&from].push_back(text);
                continue;
            }
            complete(*member, from.id.schema());
            placed[home_of(*member, from)].push_back(std::move(*member));
        }
    }

    void complete(OperatorMember &member, std::string_view own)
    {
        member.left = names_.types(member.left, own);
        member.right = names_.types(member.right, own);
        member.arguments = names_.types(member.arguments, own);
        if (member.schema.empty()) {
            member.schema = declared_.schema_of(member, own);
        }
    }

    // The class for the member's types, or the family.
    Object *home_of(OperatorMember const &member, Object &from)
    {
        bool const strict = from.id.part(2) == "btree" || from.id.part(2) == "hash";
        auto const fits = [&](Object const &one) {
            auto const &type = one.as<OperatorClass>().type.text;
            return member.left == type && (member.right == type || !strict);
        };
        if (from.id.kind() == kind_of<OperatorClass> && fits(from)) {
            return &from;
        }
        for (auto const &one : group_.classes) {
            if (fits(*one)) {
                return one.get();
            }
        }
        return group_.family ? group_.family.get() : &from;
    }

    static void write(std::vector<std::string> &texts, std::vector<OperatorMember> &members,
                      std::vector<std::string> const &unread, std::string const &type)
    {
        std::sort(members.begin(), members.end());
        texts.clear();
        for (OperatorMember const &member : members) {
            texts.push_back(text_of(member, type));
        }
        texts.insert(texts.end(), unread.begin(), unread.end());
    }

    Group &group_;
    DeclaredNames const &names_;
    Declared const &declared_;
};

} // namespace

void complete_operator_classes(yaml::Drafts &drafts, DeclaredNames const &names)
{
    std::map<ObjectId, Group> groups;
    for (Draft &draft : drafts.objects) {
        if (draft.object->id.kind() == kind_of<OperatorFamily>) {
            groups[draft.object->id].family = draft.object;
        } else if (draft.object->id.kind() == kind_of<OperatorClass>) {
            groups[family_of(*draft.object)].classes.push_back(draft.object);
        }
    }
    Declared const declared{drafts};
    for (auto &[id, group] : groups) {
        auto const own =
            std::find_if(group.classes.begin(), group.classes.end(), [&](auto const &one) {
                return !one->template as<OperatorClass>().family;
            });
        if (!group.family && own != group.classes.end()) {
            group.family = std::make_shared<Object>(Object{id, OperatorFamily{}});
            group.family->at = (*own)->at;
            group.family->owner = (*own)->owner;
            drafts.objects.push_back(Draft{group.family});
        }
        std::sort(group.classes.begin(), group.classes.end(),
                  [](auto const &a, auto const &b) { return a->id < b->id; });
        Members{group, names, declared}.run();
    }
}

} // namespace schemadiff::resolve
