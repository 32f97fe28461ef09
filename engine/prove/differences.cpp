#include <engine/prove/differences.hpp>

#include <engine/diff/diff.hpp>
#include <parser/grammar/same_expression.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <fmt/format.h>

#include <map>

namespace schemadiff::prove
{

namespace
{

// A text that was printed from another print may differ in its words only.
void level(Object &object, Object const &other)
{
    Object copy = other;
    std::map<std::string, std::string> texts;
    for_each_expression(copy, [&](std::string const &field, Expression &expression) {
        texts.emplace(field, expression.text);
    });
    for_each_expression(object, [&](std::string const &field, Expression &expression) {
        auto const found = texts.find(field);
        if (found != texts.end() && found->second != expression.text &&
            grammar::same_expression(found->second, expression.text) == grammar::Sameness::equal) {
            expression.text = found->second;
        }
    });
}

std::string told(Change const &change)
{
    if (!change.before) {
        return "there is " + described(change.id()) + " too much";
    }
    if (!change.after) {
        return described(change.id()) + " is missing";
    }
    return fmt::format("{} differs in {}", described(change.id()), fmt::join(change.fields, ", "));
}

} // namespace

std::vector<std::string> differences(Catalog const &wanted, Catalog const &got, bool with_owners)
{
    std::vector<std::string> lines;
    for (Change const &change : diff::changes(wanted, got)) {
        if (change.before && change.after) {
            Object leveled = *change.after;
            level(leveled, *change.before);
            if (!with_owners) {
                leveled.owner = change.before->owner;
            }
            if (same_content(*change.before, leveled)) {
                continue;
            }
        }
        lines.push_back(told(change));
    }
    return lines;
}

} // namespace schemadiff::prove
