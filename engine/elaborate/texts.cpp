#include <engine/elaborate/texts.hpp>

#include <engine/kinds/registry.hpp>

#include <algorithm>
#include <map>

namespace schemadiff::elaborate
{

namespace
{

bool is_equal_but_for_texts(Object const &wanted, Object const &live)
{
    Object copy = wanted;
    Object other = live;
    auto const texts = texts_of(copy);
    auto const other_texts = texts_of(other);
    if (texts.size() != other_texts.size()) {
        return false;
    }
    for (std::size_t at = 0; at < texts.size(); ++at) {
        if (texts[at].first != other_texts[at].first) {
            return false;
        }
        texts[at].second->text = other_texts[at].second->text;
    }
    return same_content(copy, live);
}

} // namespace

Texts texts_of(Object &object)
{
    Texts texts;
    for_each_expression(object, [&](std::string const &field, Expression &expression) {
        texts.emplace_back(field, &expression);
    });
    return texts;
}

std::optional<std::string> text_at(Object const &object, std::string const &wanted)
{
    Object copy = object;
    for (auto const &[field, expression] : texts_of(copy)) {
        if (field == wanted) {
            return expression->text;
        }
    }
    return std::nullopt;
}

std::vector<RenameCandidate> rename_candidates(Catalog const &before,
                                               std::vector<ObjectPtr> const &after)
{
    auto const is_wanted = [&](ObjectId const &id) {
        auto const at =
            std::lower_bound(after.begin(), after.end(), id,
                             [](auto const &one, auto const &key) { return one->id < key; });
        return at != after.end() && (*at)->id == id;
    };
    std::map<ObjectId, std::vector<ObjectPtr>> gone; // by kind and parent
    for (kinds::Rules const *rules : kinds::all_rules()) {
        for (ObjectPtr const &object : before.of_kind(rules->kind)) {
            if (rules->is_renamed_freely(*object) && !is_wanted(object->id)) {
                gone[object->id.renamed("")].push_back(object);
            }
        }
    }
    std::vector<RenameCandidate> candidates;
    for (std::size_t at = 0; at < after.size() && !gone.empty(); ++at) {
        auto const found = gone.find(after[at]->id.renamed(""));
        if (found == gone.end() || before.contains(after[at]->id)) {
            continue;
        }
        for (ObjectPtr const &live : found->second) {
            if (!same_content(*after[at], *live) && is_equal_but_for_texts(*after[at], *live)) {
                candidates.push_back({at, live});
            }
        }
    }
    return candidates;
}

} // namespace schemadiff::elaborate
