// One value of a JSON file of ours that is being read, with the way to it for complaints. Included
// by the sources that read such files alone, because json.hpp is slow to compile.
#pragma once

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::render
{

// Its keys are found fast: `expects` may have a hundred thousand of them.
using ReadJson = nlohmann::json;

// One of our formats: how its files begin, and how messages speak of them. Hints are sentences.
struct FileFormat {
    std::string_view name; // "schemadiff-plan"
    int version;
    std::string_view what; // "plan file"
    std::string_view code;
    std::string_view how_to_make;
    std::string_view where_damaged;
    std::string_view where_of_another_version;
};

[[noreturn]] inline void fail(FileFormat const &format, std::string message, std::string_view hint)
{
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = format.code,
                             .at = {},
                             .message = std::move(message),
                             .hints = {std::string(hint)}}};
}

// The text as JSON that says of itself that it has this format and version. They come first: a file
// of another kind, or of a later program, must not be called damaged.
inline ReadJson parsed_file(std::string_view text, FileFormat const &format)
{
    ReadJson file = ReadJson::parse(text, nullptr, false);
    if (file.is_discarded()) {
        fail(format, fmt::format("the {} is not JSON", format.what), format.how_to_make);
    }
    if (!file.is_object() || !file.contains("format") || file["format"] != format.name) {
        fail(format, fmt::format("this is no {} of schemadiff", format.what), format.how_to_make);
    }
    if (!file.contains("version") || file["version"] != format.version) {
        fail(format,
             fmt::format("the {} has format version {}, but this program reads version {}",
                         format.what, file.contains("version") ? file["version"].dump() : "none",
                         format.version),
             format.where_of_another_version);
    }
    return file;
}

// Every complaint names the way: steps[3].up.locks[0].
class Reader
{
public:
    Reader(ReadJson const &value, std::string path, FileFormat const &format)
        : value_{&value}, path_{std::move(path)}, format_{&format}
    {
    }

    [[noreturn]] void complain(std::string_view what) const
    {
        fail(*format_,
             fmt::format("the {} is damaged: {} {}", format_->what,
                         path_.empty() ? "its content" : "'" + path_ + "'", what),
             format_->where_damaged);
    }

    // A mapping with exactly these keys, and perhaps some of the others.
    [[nodiscard]] Reader const &with_keys(std::initializer_list<std::string_view> keys,
                                          std::initializer_list<std::string_view> others = {}) const
    {
        for (std::string_view const key : keys) {
            if (value_->is_object() && !has(key)) {
                complain(fmt::format("has no key '{}'", key));
            }
        }
        std::vector<std::string_view> all{keys};
        all.insert(all.end(), others);
        return with_keys_among(all);
    }

    // A mapping with some of these keys and no others.
    [[nodiscard]] Reader const &with_keys_among(std::vector<std::string_view> const &keys) const
    {
        if (!value_->is_object()) {
            complain("is not a mapping");
        }
        for (auto const &item : value_->items()) {
            if (std::find(keys.begin(), keys.end(), item.key()) == keys.end()) {
                complain(fmt::format("has the unknown key '{}'", item.key()));
            }
        }
        return *this;
    }

    [[nodiscard]] Reader operator[](std::string_view key) const
    {
        return {value_->at(std::string(key)),
                path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key), *format_};
    }

    [[nodiscard]] bool has(std::string_view key) const { return value_->contains(key); }
    [[nodiscard]] bool is_null() const { return value_->is_null(); }

    [[nodiscard]] std::string text() const
    {
        if (!value_->is_string()) {
            complain("is not text");
        }
        return value_->get<std::string>();
    }

    [[nodiscard]] bool boolean() const
    {
        if (!value_->is_boolean()) {
            complain("is neither true nor false");
        }
        return value_->get<bool>();
    }

    [[nodiscard]] int number() const
    {
        constexpr auto most = std::numeric_limits<int>::max();
        if (!value_->is_number_integer() || value_->get<std::int64_t>() < 0 ||
            value_->get<std::uint64_t>() > most) {
            complain("is not a number from 0 on");
        }
        return value_->get<int>();
    }

    [[nodiscard]] long long whole_number() const
    {
        if (!value_->is_number_integer() ||
            (value_->is_number_unsigned() &&
             value_->get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())) {
            complain("is not a whole number");
        }
        return value_->get<std::int64_t>();
    }

    template <class Read>
    [[nodiscard]] auto list(Read read) const
    {
        if (!value_->is_array()) {
            complain("is not a list");
        }
        std::vector<decltype(read(*this))> all;
        for (std::size_t index = 0; index < value_->size(); ++index) {
            all.push_back(
                read(Reader{(*value_)[index], fmt::format("{}[{}]", path_, index), *format_}));
        }
        return all;
    }

    [[nodiscard]] std::vector<std::string> texts() const
    {
        return list([](Reader const &item) { return item.text(); });
    }

    template <class Read>
    [[nodiscard]] auto map(Read read) const
    {
        if (!value_->is_object()) {
            complain("is not a mapping");
        }
        std::map<std::string, decltype(read(*this))> all;
        for (auto const &item : value_->items()) {
            all.emplace(
                item.key(),
                read(Reader{item.value(), fmt::format("{}.{}", path_, item.key()), *format_}));
        }
        return all;
    }

    template <class T, std::size_t N, class Word>
    [[nodiscard]] T one_of(std::array<T, N> const &all, Word word_of) const
    {
        auto const wanted = text();
        for (T const value : all) {
            if (word_of(value) == wanted) {
                return value;
            }
        }
        complain(fmt::format("is '{}', which means nothing there", wanted));
    }

private:
    ReadJson const *value_;
    std::string path_;
    FileFormat const *format_;
};

} // namespace schemadiff::render
