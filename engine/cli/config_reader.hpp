// Reads the values of schemadiff.yaml one key at a time, and reports those it does not know. A
// part of config.cpp.
#pragma once

#include <engine/cli/config.hpp>
#include <parser/yaml/node.hpp>

#include <string_view>

namespace schemadiff::cli
{

class ConfigReader
{
public:
    explicit ConfigReader(Diagnostics &diagnostics) : diagnostics_{&diagnostics} {}

    Config config(yaml::Node const &document);

private:
    Settings settings(yaml::Node const &map, std::string_view of, bool is_top);
    bool setting(yaml::Entry const &entry, Settings &settings);
    void environments(yaml::Node const &value, Config &config);
    std::optional<std::string> variable(yaml::Entry const &entry);
    // Of {key: text}, as in bookkeeping: {schema: ops}.
    std::optional<std::string> only_text(yaml::Entry const &of, std::string_view key);
    std::optional<OnDrop> on_drop(yaml::Entry const &entry);
    std::vector<Allowance> allowances(yaml::Node const &value);
    std::optional<Allowance> allowance(yaml::Node const &value);
    std::optional<std::string> text(yaml::Entry const &entry);
    void take_duration(yaml::Entry const &entry, std::optional<std::chrono::milliseconds> &target);
    bool is_map(yaml::Node const &value, std::string_view what);
    void unknown_key(yaml::Entry const &entry, std::string_view of,
                     std::vector<std::string_view> const &known);

    Diagnostics *diagnostics_;
};

// No value in the tree holds a password; what does is reported.
void refuse_secrets(yaml::Node const &node, Diagnostics &diagnostics);

} // namespace schemadiff::cli
