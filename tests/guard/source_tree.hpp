// The repository as text, for the tests that guard its rules. They link no layer: what they look
// at are files, so they work even while the program does not build.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::guard
{

namespace fs = std::filesystem;

struct TextFile {
    std::string path; // from the top of the repository, with slashes
    std::string text;
};

inline std::string text_of(fs::path const &path)
{
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

inline fs::path top()
{
    return fs::path{PROJECT_DIR};
}

// What git does not keep: what is built, and what it keeps for itself.
inline bool is_kept_out(fs::path const &folder)
{
    static std::set<std::string> const names{".git", ".cache", "build", "out", "__pycache__"};
    return names.contains(folder.filename().string());
}

// All files below the folders, sorted by path.
inline std::vector<TextFile> files_below(std::initializer_list<std::string_view> folders)
{
    std::vector<TextFile> files;
    for (std::string_view const folder : folders) {
        fs::recursive_directory_iterator entry{top() / folder};
        for (; entry != fs::recursive_directory_iterator{}; ++entry) {
            if (entry->is_directory() && is_kept_out(entry->path())) {
                entry.disable_recursion_pending();
            } else if (entry->is_regular_file()) {
                files.push_back({entry->path().lexically_relative(top()).generic_string(),
                                 text_of(entry->path())});
            }
        }
    }
    std::sort(files.begin(), files.end(),
              [](TextFile const &a, TextFile const &b) { return a.path < b.path; });
    return files;
}

inline bool is_source(TextFile const &file)
{
    return file.path.ends_with(".hpp") || file.path.ends_with(".cpp");
}

inline std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    std::string line;
    for (char const letter : text) {
        if (letter == '\n') {
            lines.push_back(std::move(line));
            line.clear();
        } else {
            line.push_back(letter);
        }
    }
    if (!line.empty()) {
        lines.push_back(std::move(line));
    }
    return lines;
}

inline bool is_word_letter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

// C++ without comments and without the contents of its literals; every line stays where it is.
inline std::string code_only(std::string_view text)
{
    std::string code;
    std::size_t at = 0;
    auto const skip_to = [&](std::size_t end) {
        for (; at < std::min(end, text.size()); ++at) {
            if (text[at] == '\n') {
                code.push_back('\n');
            }
        }
    };
    while (at < text.size()) {
        auto const rest = text.substr(at);
        if (rest.starts_with("//")) {
            skip_to(std::min(text.find('\n', at), text.size()));
        } else if (rest.starts_with("/*")) {
            auto const end = text.find("*/", at + 2);
            skip_to(end == std::string_view::npos ? text.size() : end + 2);
        } else if (rest.starts_with("R\"")) {
            auto const open = text.find('(', at);
            std::string const close = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
            auto const end = text.find(close, open);
            skip_to(end == std::string_view::npos ? text.size() : end + close.size());
        } else if (rest.front() == '"' ||
                   // 1'000 is one number, not the beginning of a letter.
                   (rest.front() == '\'' && (at == 0 || !is_word_letter(text[at - 1])))) {
            auto end = at + 1;
            while (end < text.size() && text[end] != rest.front() && text[end] != '\n') {
                end += text[end] == '\\' ? 2 : 1;
            }
            skip_to(end + 1);
        } else {
            code.push_back(text[at]);
            ++at;
        }
    }
    return code;
}

// The identifiers of one line of code.
inline std::vector<std::string> identifiers(std::string_view line)
{
    std::vector<std::string> words;
    std::string word;
    for (char const letter : line) {
        if (is_word_letter(letter)) {
            word.push_back(letter);
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) {
        words.push_back(std::move(word));
    }
    return words;
}

inline std::string joined(std::vector<std::string> const &lines)
{
    std::string text;
    for (std::string const &line : lines) {
        text.append(line).push_back('\n');
    }
    return text;
}

} // namespace schemadiff::guard
