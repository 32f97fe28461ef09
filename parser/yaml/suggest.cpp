#include <parser/yaml/suggest.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

namespace
{

std::string folded(std::string_view word)
{
    std::string result;
    for (char const c : word) {
        if (c >= 'A' && c <= 'Z') {
            result += static_cast<char>(c - 'A' + 'a');
        } else {
            result += c == '-' || c == ' ' ? '_' : c;
        }
    }
    return result;
}

// Damerau and Levenshtein's distance: how many letters must be added, removed, replaced or swapped
// with their neighbour.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t column = 0; column <= b.size(); ++column) {
        row[column] = column;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(before_last, last);
        std::swap(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            bool const same = a[i - 1] == b[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

// One slip in a short word, two in a middling one, three in a long one. In a word of two letters
// one slip would make it any other.
std::size_t most_slips(std::size_t length)
{
    if (length <= 2) {
        return 0;
    }
    if (length <= 5) {
        return 1;
    }
    return length <= 10 ? 2 : 3;
}

} // namespace

std::optional<std::string> suggestion(std::string_view word,
                                      std::span<std::string_view const> known)
{
    // Nobody slips into a word this long, and comparing it would take its square.
    constexpr std::size_t longest = 100;
    if (word.size() > longest) {
        return std::nullopt;
    }
    auto const wanted = folded(word);
    std::optional<std::string> best;
    std::size_t best_distance = most_slips(wanted.size()) + 1;
    for (std::string_view const candidate : known) {
        auto const longer = std::max(candidate.size(), wanted.size());
        auto const shorter = std::min(candidate.size(), wanted.size());
        if (candidate == word || longer - shorter >= best_distance) {
            continue;
        }
        auto const slips = distance(wanted, folded(candidate));
        if (slips < best_distance) {
            best = std::string{candidate};
            best_distance = slips;
        }
    }
    if (best) {
        return best;
    }
    // One in place of many, and the other way round: `table`, `indices`, `col`.
    for (std::string_view const candidate : known) {
        auto const other = folded(candidate);
        bool const is_part =
            wanted.size() >= 3 && candidate != word &&
            (other.starts_with(wanted) || (other.size() >= 3 && wanted.starts_with(other)));
        if (is_part) {
            return std::string{candidate};
        }
    }
    return std::nullopt;
}

std::string did_you_mean(std::string_view word, std::span<std::string_view const> known)
{
    auto const meant = suggestion(word, known);
    return meant ? "Did you mean '" + *meant + "'?" : std::string{};
}

} // namespace schemadiff::yaml
