// One value of a plan file that is being read, with the way to it for complaints. Included by
// plan_json.cpp alone, because json.hpp is slow to compile.
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

[[noreturn]] inline void fail(std::string message, std::vector<std::string> hints)
{
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::bad_plan_file,
                             .at = {},
                             .message = std::move(message),
                             .hints = std::move(hints)}};
}

// Every complaint names the way: steps[3].up.locks[0].
class Reader
{
public:
    Reader(ReadJson const &value, std::string path) : value_{&value}, path_{std::move(path)} {}

    [[noreturn]] void complain(std::string_view what) const
    {
        fail(fmt::format("the plan file is damaged: {} {}",
                         path_.empty() ? "its content" : "'" + path_ + "'", what),
             {"Make the plan again with schemadiff plan --save."});
    }

    // A mapping with exactly these keys.
    [[nodiscard]] Reader const &with_keys(std::initializer_list<std::string_view> keys) const
    {
        if (!value_->is_object()) {
            complain("is not a mapping");
        }
        for (std::string_view const key : keys) {
            if (!value_->contains(key)) {
                complain(fmt::format("has no key '{}'", key));
            }
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
                path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key)};
    }

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

    template <class Read>
    [[nodiscard]] auto list(Read read) const
    {
        if (!value_->is_array()) {
            complain("is not a list");
        }
        std::vector<decltype(read(*this))> all;
        for (std::size_t index = 0; index < value_->size(); ++index) {
            all.push_back(read(Reader{(*value_)[index], fmt::format("{}[{}]", path_, index)}));
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
            all.emplace(item.key(),
                        read(Reader{item.value(), fmt::format("{}.{}", path_, item.key())}));
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
};

} // namespace schemadiff::render
