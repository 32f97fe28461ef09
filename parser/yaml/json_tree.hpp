// JSON as a tree with its members in the order in which they were added, and as text that is the
// same wherever it is made. For json_schema.cpp only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

class Json
{
public:
    using Member = std::pair<std::string, Json>;

    static Json text(std::string_view text);
    static Json boolean(bool value);
    static Json number(long long value);
    static Json list(std::vector<Json> items);
    static Json object();

    // Adds a member to an object.
    Json &&with(std::string key, Json value) &&;
    void add(std::string key, Json value);
    // Members of another object behind those of this one.
    void add_all(Json other);
    [[nodiscard]] bool empty() const { return items_.empty() && members_.empty(); }

    // Two columns for each level; what fits on a line stands on one.
    [[nodiscard]] std::string printed() const;

private:
    enum class Kind : unsigned char { scalar, list, object };

    explicit Json(Kind kind) : kind_{kind} {}
    [[nodiscard]] std::string one_line() const;
    void print(std::string &out, std::size_t indentation, std::size_t column) const;

    Kind kind_;
    std::string scalar_;
    std::vector<Json> items_;
    std::vector<Member> members_;
};

} // namespace schemadiff::yaml
