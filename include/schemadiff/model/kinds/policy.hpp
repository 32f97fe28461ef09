// CREATE POLICY. Path {schema, table, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Policy {
    std::string command = "all"; // all, select, insert, update, delete
    bool restrictive = false;
    std::vector<std::string> roles{"public"}; // sorted
    std::optional<Expression> using_rows;
    std::optional<Expression> check;

    static constexpr std::string_view word = "policy";
    static constexpr std::string_view section = "policies";
    static constexpr KindFacts facts{.home = Home::relation};
    static constexpr std::string_view command_words[] = {"all", "select", "insert", "update",
                                                         "delete"};
    static constexpr auto fields = std::tuple{
        Field<Policy, std::string>{"for", &Policy::command, OnChange::replace, "", command_words},
        Field<Policy, bool>{"restrictive", &Policy::restrictive, OnChange::replace,
                            "joined to the others by AND"},
        Field<Policy, std::vector<std::string>>{"to", &Policy::roles, OnChange::alter,
                                                "roles; public is everybody"},
        Field<Policy, std::optional<Expression>>{"using", &Policy::using_rows, OnChange::alter,
                                                 "rows that can be seen"},
        Field<Policy, std::optional<Expression>>{"check", &Policy::check, OnChange::alter,
                                                 "rows that may be written"},
    };
};

} // namespace schemadiff
