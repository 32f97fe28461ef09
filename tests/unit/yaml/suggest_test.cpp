#include <parser/yaml/suggest.hpp>

#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace schemadiff::yaml;

TEST_CASE("a slip of the fingers is recognised, another word is not")
{
    std::vector<std::string_view> const known{
        "columns", "comment", "checks", "indexes", "primary_key", "foreign_keys",
        "to",      "using",   "where",  "on",      "uniques",     "renamed_from"};
    struct Case {
        std::string_view word;
        std::string_view meant; // empty: no suggestion
    };
    for (auto const &[word, meant] : std::vector<Case>{{"colums", "columns"},
                                                       {"cloumns", "columns"},
                                                       {"column", "columns"},
                                                       {"Columns", "columns"},
                                                       {"primary-key", "primary_key"},
                                                       {"primarykey", "primary_key"},
                                                       {"foreignkey", "foreign_keys"},
                                                       {"chekcs", "checks"},
                                                       {"indices", "indexes"},
                                                       {"index", "indexes"},
                                                       {"wher", "where"},
                                                       {"TO", "to"},
                                                       {"ot", ""},
                                                       {"x", ""},
                                                       {"", ""},
                                                       {"triggers", ""},
                                                       {"columns", ""},
                                                       {"renamedFrom", "renamed_from"},
                                                       {"usingg", "using"}}) {
        DYNAMIC_SECTION(word)
        {
            CHECK(suggestion(word, known).value_or("") == meant);
            CHECK(did_you_mean(word, known) ==
                  (meant.empty() ? "" : "Did you mean '" + std::string{meant} + "'?"));
        }
    }
    CHECK_FALSE(suggestion(std::string(1000, 'a'), known));
    CHECK_FALSE(suggestion("columns", {}));
}
