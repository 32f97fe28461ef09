#include <parser/resolve/default_privileges.hpp>

#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/body.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::resolve
{

namespace
{

using yaml::together;

struct Sort {
    std::string_view word;
    std::span<std::string_view const> privileges; // what ALL means, sorted
    std::span<std::string_view const> to_public;
};

constexpr std::string_view large_object[] = {"select", "update"};

constexpr std::array sorts = std::to_array<Sort>({
    {"tables", privilege_words::relation, {}},
    {"sequences", privilege_words::sequence, {}},
    {"functions", privilege_words::execute, privilege_words::execute},
    {"types", privilege_words::usage, privilege_words::usage},
    {"schemas", privilege_words::schema, {}},
    {"large objects", large_object, {}},
});

Sort const *sort_called(std::string_view word)
{
    auto const found = std::find_if(sorts.begin(), sorts.end(),
                                    [&](Sort const &sort) { return sort.word == word; });
    return found == sorts.end() ? nullptr : &*found;
}

bool same(std::vector<std::string> const &privileges, std::span<std::string_view const> words)
{
    return std::equal(privileges.begin(), privileges.end(), words.begin(), words.end());
}

class Completion
{
public:
    explicit Completion(Diagnostics &diagnostics) : diagnostics_{diagnostics} {}

    // False where it says no more than PostgreSQL does by itself.
    bool complete(Object &object)
    {
        Sort const *const sort = sort_called(object.id.part(2));
        if (sort == nullptr) {
            return true;
        }
        auto &body = object.as<DefaultGrant>();
        complete(body.grant_option, *sort, object);
        body.privileges.insert(body.privileges.end(), body.grant_option.begin(),
                               body.grant_option.end());
        complete(body.privileges, *sort, object);
        bool const everywhere = object.id.part(1).empty();
        auto const usual = !everywhere                    ? std::span<std::string_view const>{}
                           : object.id.name() == "owner"  ? sort->privileges
                           : object.id.name() == "public" ? sort->to_public
                                                          : std::span<std::string_view const>{};
        auto without_maintain = body.privileges;
        if (object.id.name() == "owner") {
            std::erase(without_maintain, "maintain");
        }
        return !body.grant_option.empty() || !same(without_maintain, usual);
    }

    void check_sort(Object const &object)
    {
        auto const word = object.id.part(2);
        if (sort_called(word) == nullptr) {
            std::vector<std::string_view> known;
            for (Sort const &sort : sorts) {
                known.push_back(sort.word);
            }
            auto const hint = yaml::did_you_mean(word, known);
            diagnostics_.error(codes::bad_value, object.at,
                               together("there are no default privileges on '", word, "'"),
                               {hint.empty() ? "Write tables, sequences, functions, types, schemas "
                                               "or large objects."
                                             : hint});
        } else if (word == "schemas" && !object.id.part(1).empty()) {
            diagnostics_.error(codes::bad_value, object.at,
                               "default privileges on schemas cannot be limited to a schema",
                               {"Leave out 'in'."});
        }
    }

private:
    void complete(std::vector<std::string> &privileges, Sort const &sort, Object const &object)
    {
        std::vector<std::string> all;
        for (std::string const &privilege : privileges) {
            std::string word = privilege;
            std::transform(word.begin(), word.end(), word.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            bool const is_known = std::find(sort.privileges.begin(), sort.privileges.end(), word) !=
                                      sort.privileges.end() ||
                                  (word == "maintain" && sort.word == "tables");
            if (word == "all") {
                all.insert(all.end(), sort.privileges.begin(), sort.privileges.end());
                if (sort.word == "tables") {
                    all.emplace_back("maintain");
                }
            } else if (is_known) {
                all.push_back(word);
            } else {
                auto const hint = yaml::did_you_mean(word, sort.privileges);
                diagnostics_.error(
                    codes::bad_value, object.at,
                    together("no privilege on ", sort.word, " is called '", privilege, "'"),
                    hint.empty() ? std::vector<std::string>{} : std::vector{hint});
            }
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        privileges = std::move(all);
    }

    Diagnostics &diagnostics_;
};

} // namespace

void complete_default_privileges(yaml::Drafts &drafts, Diagnostics &diagnostics)
{
    Completion completion{diagnostics};
    std::erase_if(drafts.objects, [&](yaml::Draft &draft) {
        Object &object = *draft.object;
        if (object.id.kind() == kind_of<DefaultPrivileges>) {
            completion.check_sort(object);
        }
        return object.id.kind() == kind_of<DefaultGrant> && !completion.complete(object);
    });
}

} // namespace schemadiff::resolve
