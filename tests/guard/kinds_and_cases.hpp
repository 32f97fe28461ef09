// The kinds of objects as the sources name them, and the folders of their cases.
#pragma once

#include "source_tree.hpp"

#include <regex>

namespace schemadiff::guard
{

struct KindOfCase {
    std::string type;   // PrimaryKey
    std::string folder; // primary_key
    std::string word;   // primary key
    bool can_be_altered = false;
    bool can_be_renamed = false;
};

inline std::string snake_case(std::string const &type)
{
    std::string name;
    for (char const letter : type) {
        bool const capital = std::isupper(static_cast<unsigned char>(letter)) != 0;
        name += capital && !name.empty() ? "_" : "";
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    return name;
}

// The text of the first group of each match.
inline std::vector<std::string> found(std::string const &text, std::string const &pattern)
{
    std::regex const wanted{pattern};
    std::vector<std::string> all;
    for (std::sregex_iterator match{text.begin(), text.end(), wanted}, end; match != end; ++match) {
        all.push_back((*match)[1]);
    }
    return all;
}

inline std::string text_below(std::string_view folder)
{
    std::string text;
    for (TextFile const &file : files_below({folder})) {
        text += file.text;
    }
    return text;
}

inline std::vector<KindOfCase> kinds()
{
    auto const list = text_of(top() / "include/schemadiff/model/kind.hpp");
    auto const begin = list.find("KindList<", list.find("using Kinds ="));
    auto const names = list.substr(begin, list.find(">;", begin) - begin);
    auto const structs = text_below("include/schemadiff/model/kinds");
    auto const rules = text_below("engine/kinds");
    std::vector<KindOfCase> all;
    for (std::string const &type : found(names, R"((\w+)(?=[,>]|$))")) {
        KindOfCase kind{type, snake_case(type), "", false, false};
        auto const at =
            std::min(structs.find("struct " + type + " {"), structs.find("struct " + type + " :"));
        auto const words =
            found(structs.substr(std::min(at, structs.size())), R"(word = "([a-z ]+)\")");
        kind.word = words.empty() ? "" : words.front();
        for (std::string const &rule :
             found(rules, R"(\.kind = kind_of<)" + type + R"(>([^;]*);)")) {
            kind.can_be_altered = rule.find(".alter = ") != rule.npos;
            kind.can_be_renamed = rule.find(".rename = ") != rule.npos;
        }
        all.push_back(std::move(kind));
    }
    return all;
}

// Sorted.
inline std::vector<fs::path> folders_in(fs::path const &folder)
{
    std::vector<fs::path> folders;
    if (fs::exists(folder)) {
        for (auto const &entry : fs::directory_iterator{folder}) {
            if (entry.is_directory()) {
                folders.push_back(entry.path());
            }
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

} // namespace schemadiff::guard
