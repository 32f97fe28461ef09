// Laws of the comparison, on random catalogs.
#include <engine/diff/diff.hpp>

#include <support/catch.hpp>
#include <support/random_seeds.hpp>

#include <map>

using namespace schemadiff;
using namespace schemadiff::tests;

namespace
{

// "table "app"."users": unlogged options", one line for each change.
std::string told(std::vector<Change> const &changes)
{
    std::string text;
    for (Change const &change : changes) {
        text += change.before == nullptr  ? "added "
                : change.after == nullptr ? "removed "
                                          : "changed ";
        text += described(change.id());
        for (std::string_view const field : change.fields) {
            text.append(" ").append(field);
        }
        text += change.must_replace ? " replace\n" : "\n";
    }
    return text;
}

// What a field-wise application of the changes makes of `before`: only the fields that a change
// names are taken from the other side.
Catalog applied(std::vector<Change> const &changes, Catalog const &before)
{
    std::map<ObjectId, ObjectPtr> objects;
    for (auto const &object : before.objects()) {
        objects.emplace(object->id, object);
    }
    for (Change const &change : changes) {
        if (change.before == nullptr) {
            objects[change.id()] = change.after;
            continue;
        }
        objects.erase(change.id());
        if (change.after == nullptr) {
            continue;
        }
        auto object = std::make_shared<Object>(*change.before);
        auto const named = [&](std::string_view field) {
            return std::find(change.fields.begin(), change.fields.end(), field) !=
                   change.fields.end();
        };
        visit(
            [&]<class T>(T &body) {
                auto const &other = change.after->as<T>();
                auto const take = [&](auto const &field) {
                    if (named(field.name)) {
                        body.*field.member = other.*field.member;
                    }
                };
                std::apply([&](auto const &...field) { (take(field), ...); }, T::fields);
            },
            object->body);
        if (named("owner")) {
            object->owner = change.after->owner;
        }
        objects.emplace(change.id(), std::move(object));
    }
    std::vector<ObjectPtr> all;
    for (auto &[id, object] : objects) {
        all.push_back(std::move(object));
    }
    return Catalog{std::move(all)};
}

bool same(Catalog const &a, Catalog const &b)
{
    return std::equal(a.objects().begin(), a.objects().end(), b.objects().begin(),
                      b.objects().end(), [](ObjectPtr const &one, ObjectPtr const &other) {
                          return one->id == other->id && same_content(*one, *other);
                      });
}

} // namespace

TEST_CASE("a catalog has no change to itself, nor to an equal one made again", "[laws]")
{
    for (int const seed : seeds(100)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        CHECK(told(diff::changes(after, after)).empty());
        CHECK(told(diff::changes(after, random_pair(seed).second)).empty());
    }
}

TEST_CASE("changes applied to the one catalog give the other", "[laws]")
{
    int differing = 0;
    for (int const seed : seeds(100)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        auto const changes = diff::changes(before, after);
        differing += changes.empty() ? 0 : 1;
        CHECK(same(applied(changes, before), after));
    }
    CHECK(differing > 0);
}

TEST_CASE("changes come sorted, and mirrored when the sides are exchanged", "[laws]")
{
    for (int const seed : seeds(100)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        auto const there = diff::changes(before, after);
        auto back = diff::changes(after, before);
        CHECK(std::is_sorted(there.begin(), there.end(),
                             [](Change const &a, Change const &b) { return a.id() < b.id(); }));
        for (Change &change : back) {
            std::swap(change.before, change.after);
        }
        CHECK(told(there) == told(back));
    }
}

TEST_CASE("the order in which objects are given changes nothing", "[laws]")
{
    for (int const seed : seeds(100)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        CHECK(told(diff::changes(before, after)) ==
              told(diff::changes(shuffled(before, seed), shuffled(after, seed + 1))));
    }
}
