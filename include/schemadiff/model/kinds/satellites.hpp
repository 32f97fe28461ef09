// What hangs on any other object: comments and grants. Their path is the word of the
// subject's kind, then the subject's path; a grant's goes on with grantee and grantor.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/object_id.hpp>

#include <tuple>

namespace schemadiff
{

struct Comment {
    ObjectId on;
    std::string text;

    static constexpr std::string_view word = "comment";
    static constexpr std::string_view section = "comment";
    static constexpr KindFacts facts{.home = Home::satellite};
    static constexpr auto fields = std::tuple{
        Field<Comment, std::string>{"text", &Comment::text, OnChange::alter, ""},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<Comment, ObjectId>{"on", &Comment::on},
    };
};

// SECURITY LABEL: what a provider, which is a library that the server has loaded, knows of an
// object. The path goes on with the provider.
struct SecurityLabel {
    ObjectId on;
    std::string provider;
    std::string label;

    static constexpr std::string_view word = "security label";
    static constexpr std::string_view section = "security_labels";
    static constexpr KindFacts facts{.home = Home::satellite};
    static constexpr auto fields = std::tuple{
        Field<SecurityLabel, std::string>{"label", &SecurityLabel::label, OnChange::alter, ""},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<SecurityLabel, ObjectId>{"on", &SecurityLabel::on},
        Uncompared<SecurityLabel, std::string>{"provider", &SecurityLabel::provider},
    };
};

// What one role may do with one object, as far as it differs from what acldefault() gives: the
// owner's own privileges and PUBLIC's EXECUTE or USAGE are not written down. A grant without
// privileges says that the default one was revoked.
struct Grant {
    ObjectId on;
    std::string grantee;                   // empty: the owner of the object; "public": everybody
    std::string grantor;                   // empty: the owner of the object
    std::vector<std::string> privileges;   // lower case, sorted
    std::vector<std::string> grant_option; // the part of them that may be passed on

    static constexpr std::string_view word = "grant";
    static constexpr std::string_view section = "grants";
    static constexpr KindFacts facts{.home = Home::satellite};
    static constexpr auto fields = std::tuple{
        Field<Grant, std::vector<std::string>>{"privileges", &Grant::privileges, OnChange::alter,
                                               ""},
        Field<Grant, std::vector<std::string>>{"grant_option", &Grant::grant_option,
                                               OnChange::alter, "may be passed on"},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<Grant, ObjectId>{"on", &Grant::on},
        Uncompared<Grant, std::string>{"grantee", &Grant::grantee},
        Uncompared<Grant, std::string>{"grantor", &Grant::grantor},
    };
};

} // namespace schemadiff
