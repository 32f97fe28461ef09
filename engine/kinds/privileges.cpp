#include <engine/kinds/privileges.hpp>

#include <engine/kinds/server_features.hpp>
#include <schemadiff/model/body.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <algorithm>
#include <array>

namespace schemadiff::kinds
{

namespace
{

struct Privilege {
    char letter;
    std::string_view name;
};

// src/include/utils/acl.h: ACL_INSERT_CHR and the rest.
constexpr std::array letters = std::to_array<Privilege>({
    {'a', "insert"},
    {'r', "select"},
    {'w', "update"},
    {'d', "delete"},
    {'D', "truncate"},
    {'x', "references"},
    {'t', "trigger"},
    {'X', "execute"},
    {'U', "usage"},
    {'C', "create"},
    {'T', "temporary"},
    {'c', "connect"},
    {'m', "maintain"},
});

std::vector<std::string> sorted(std::vector<std::string> privileges)
{
    std::sort(privileges.begin(), privileges.end());
    return privileges;
}

// A role name as aclitemout() writes it: in double quotes where it holds anything unusual.
std::string role_name(std::string_view text, std::size_t &at, std::string_view ends)
{
    std::string name;
    bool quoted = false;
    for (; at < text.size() && (quoted || ends.find(text[at]) == std::string_view::npos); ++at) {
        if (text[at] != '"') {
            name += text[at];
        } else if (quoted && at + 1 < text.size() && text[at + 1] == '"') {
            name += text[++at];
        } else {
            quoted = !quoted;
        }
    }
    return name;
}

} // namespace

std::vector<std::string> all_privileges(Kind kind, int server_version)
{
    auto const words = facts(kind).privileges;
    std::vector<std::string> all(words.begin(), words.end());
    bool const is_of_relation = std::ranges::equal(words, privilege_words::relation);
    if (is_of_relation && has_maintain(server_version)) {
        all.emplace_back("maintain");
    }
    return sorted(std::move(all));
}

std::vector<std::string> public_privileges(ObjectId const &subject, int server_version)
{
    // PostgreSQL 15 took CREATE on the schema public away from PUBLIC.
    if (subject.kind() == kind_of<Schema> && subject.name() == "public") {
        return opens_public_schema(server_version) ? std::vector<std::string>{"create", "usage"}
                                                   : std::vector<std::string>{"usage"};
    }
    auto const words = facts(subject.kind()).public_privileges;
    return {words.begin(), words.end()};
}

AclItem acl_item(std::string_view text)
{
    AclItem item;
    std::size_t at = 0;
    item.grantee = role_name(text, at, "=");
    for (++at; at < text.size() && text[at] != '/'; ++at) {
        auto const found = std::find_if(letters.begin(), letters.end(),
                                        [&](auto const &one) { return one.letter == text[at]; });
        if (found == letters.end()) {
            continue;
        }
        item.privileges.emplace_back(found->name);
        if (at + 1 < text.size() && text[at + 1] == '*') {
            item.grant_option.emplace_back(found->name);
            ++at;
        }
    }
    ++at;
    item.grantor = role_name(text, at, "");
    std::sort(item.privileges.begin(), item.privileges.end());
    std::sort(item.grant_option.begin(), item.grant_option.end());
    return item;
}

} // namespace schemadiff::kinds
