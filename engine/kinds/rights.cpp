#include <engine/kinds/rights.hpp>

#include <engine/kinds/registry.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds
{

namespace
{

std::string words_of(Policy const &policy)
{
    auto const words = fmt::format("for {}{}{}", policy.command,
                                   policy.using_rows ? " using " + policy.using_rows->text : "",
                                   policy.check ? " check " + policy.check->text : "");
    return policy.restrictive ? "what a restrictive policy " + words + " keeps back" : words;
}

} // namespace

std::vector<Right> rights(ObjectId const &id, Context const &context)
{
    auto const &rules = rules_of(id.kind());
    auto const &about = facts(id.kind());
    std::vector<Right> all;
    if (rules.rights != nullptr) {
        all = rules.rights(id, context);
    }
    if (!about.public_privileges.empty()) {
        auto const everybodys =
            grant::rules.rights(satellite_id(kind_of<Grant>, id, {"public", ""}), context);
        all.insert(all.end(), everybodys.begin(), everybodys.end());
    }
    // Who makes an object has it; only another owner of one that is there is worth a word.
    auto const *object = about.has_owner ? context.catalog.find(id) : nullptr;
    if (object != nullptr && object->owner && context.other->contains(id)) {
        all.push_back({grantee_words(*object->owner), described(id), "ownership", false, id});
    }
    return all;
}

// Without row security its policies do nothing. Where a table gets it, all rows are taken from all,
// and the policies give some of them back; a new table has none to take.
std::vector<Right> rights_to_rows(ObjectId const &part_of_table, Context const &context)
{
    auto const table = id_of<Table>({part_of_table.part(0), part_of_table.part(1)});
    auto const *object = context.catalog.find(table.as(kind_of<RowSecurity>));
    auto const state = object == nullptr ? "off" : object->as<RowSecurity>().state;
    if (state != "enabled" && state != "forced") {
        return {};
    }
    std::vector<Right> all;
    auto const add = [&](std::string_view grantee, std::string what, bool is_taken) {
        all.push_back({grantee_words(grantee), "rows of " + described(table), std::move(what),
                       is_taken, table});
    };
    if (context.other->contains(table)) {
        add("public", "all", true);
        if (state == "forced") {
            add("", "all", true);
        }
    }
    for (ObjectPtr const &one : context.catalog.below(kind_of<Policy>, table)) {
        auto const &policy = one->as<Policy>();
        for (std::string const &role : policy.roles) {
            add(role, words_of(policy), policy.restrictive);
        }
    }
    return all;
}

std::string grantee_words(std::string_view grantee)
{
    return grantee.empty()       ? "the owner"
           : grantee == "public" ? "PUBLIC"
                                 : described(id_of<Role>({grantee}));
}

void add_rights(std::vector<Right> &all, Right const &right,
                std::vector<std::string> const &privileges,
                std::vector<std::string> const &grant_option)
{
    auto const add = [&](std::string what) {
        all.push_back(right);
        all.back().what = std::move(what);
    };
    for (std::string const &privilege : privileges) {
        add(privilege);
    }
    for (std::string const &privilege : grant_option) {
        add("grant option for " + privilege);
    }
}

} // namespace schemadiff::kinds
