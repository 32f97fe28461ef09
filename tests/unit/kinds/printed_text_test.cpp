#include <engine/kinds/printed_text.hpp>

#include <support/catch.hpp>

using namespace schemadiff;

namespace
{

std::string written(std::string text)
{
    return kinds::read_as_printed(Expression{std::move(text)}).text;
}

} // namespace

TEST_CASE("a list of constants that is cast as a whole keeps its items as they are", "[kinds]")
{
    CHECK(written("((kind)::text = ANY ((ARRAY['in'::character varying, "
                  "'it''s'::character varying])::text[]))") ==
          "((kind)::text = ANY ((ARRAY['in'::character varying, "
          "'it''s'::character varying]::character varying[])::text[]))");
    CHECK(written("(a = ANY ((ARRAY[E'\\\\''x'::app.word])::text[])) OR (b = ANY "
                  "((ARRAY['y'::bpchar])::text[]))") ==
          "(a = ANY ((ARRAY[E'\\\\''x'::app.word]::app.word[])::text[])) OR (b = ANY "
          "((ARRAY['y'::bpchar]::bpchar[])::text[]))");
}

TEST_CASE("other texts are written as they are", "[kinds]")
{
    for (std::string const text : {
             "(a = ANY (ARRAY[('x'::character varying)::text]))",
             "(a = ANY (ARRAY['x'::text, 'y'::text]))",
             "(a = ANY ((ARRAY['x'::character varying, b])::text[]))",
             "(a = ANY ((ARRAY['x'::character varying, 'y'::text])::text[]))",
             "(a = '(ARRAY[''x''::character varying])::text[]'::text)",
             "((ARRAY['x'::character varying])::app.vector = a)",
             "((ARRAY['x'::character varying",
             "'",
             "",
         }) {
        CHECK(written(text) == text);
    }
}
