#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::text_search
{

Rules const parser_rules = unfinished_rules<TextSearchParser>();
Rules const template_rules = unfinished_rules<TextSearchTemplate>();
Rules const dictionary_rules = unfinished_rules<TextSearchDictionary>();
Rules const configuration_rules = unfinished_rules<TextSearchConfiguration>();

} // namespace schemadiff::kinds::text_search
