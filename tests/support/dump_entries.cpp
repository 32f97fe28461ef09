#include <support/dump_entries.hpp>

#include <support/test_server.hpp>

#include <engine/scratch/process.hpp>

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace schemadiff::test
{

namespace
{

using Lines = std::vector<std::string>;

Lines lines_of(std::string const &text)
{
    Lines lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string joined(Lines const &lines)
{
    std::string text;
    for (std::string const &line : lines) {
        text += line + '\n';
    }
    return text;
}

// -- Name: users; Type: TABLE; Schema: app; Owner: postgres
struct Head {
    std::string key;
    std::string type;
    bool is_a_set = false; // the order of the lines means nothing
};

// What pg_dump sets before the head of an entry, and leaves set for those that follow.
struct Settings {
    std::string tablespace;
    std::string access_method;

    void take(std::string const &line)
    {
        take(line, "SET default_tablespace = ", tablespace);
        take(line, "SET default_table_access_method = ", access_method);
    }

    // Those that the statement of such an entry obeys.
    [[nodiscard]] Lines of(Head const &head) const
    {
        bool const is_relation = head.type == "TABLE" || head.type == "MATERIALIZED VIEW";
        Lines lines;
        if ((is_relation || head.type == "INDEX" || head.type == "CONSTRAINT") &&
            !tablespace.empty() && tablespace != "''") {
            lines.push_back("in tablespace " + tablespace);
        }
        if (is_relation && !access_method.empty() && access_method != "heap") {
            lines.push_back("by access method " + access_method);
        }
        return lines;
    }

private:
    static void take(std::string const &line, std::string_view opening, std::string &value)
    {
        if (line.starts_with(opening) && line.ends_with(';')) {
            value = line.substr(opening.size(), line.size() - opening.size() - 1);
        }
    }
};

bool is_head(std::string const &line, Head &head)
{
    static std::regex const pattern{
        "-- (?:Data for )?Name: (.*); Type: ([^;]*); Schema: ([^;]*);.*"};
    std::smatch parts;
    if (!std::regex_match(line, parts, pattern)) {
        return false;
    }
    auto const type = parts.str(2);
    head = {type + ' ' + parts.str(3) + ' ' + parts.str(1), type,
            type == "TABLE" || type == "FOREIGN TABLE" || type == "ACL" ||
                type == "SECURITY LABEL"};
    return true;
}

// Neither comments and settings nor the random word of newer versions.
bool counts(std::string const &line)
{
    return !line.empty() && !line.starts_with("--") && !line.starts_with("SET ") &&
           !line.starts_with("\\restrict ") && !line.starts_with("\\unrestrict ");
}

// PostgreSQL prints `status in ('a', 'b')` on a varchar in two ways: parsed from the list, and
// parsed again from what it printed the first time. Both are the same check.
std::string with_one_spelling(std::string const &line)
{
    static std::regex const list{
        R"(\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\])"};
    static std::regex const item{R"(('(?:[^']|'')*'::character varying))"};
    std::string result;
    std::string rest = line;
    for (std::smatch match; std::regex_search(rest, match, list);) {
        result += match.prefix().str() + "ARRAY[" +
                  std::regex_replace(match.str(1), item, "($1)::text") + "]";
        rest = match.suffix().str();
    }
    return result + rest;
}

// In partitioned tables and their partitions it is left to PostgreSQL what NOT NULL is called.
void forget_shared_names(DumpEntries &entries)
{
    static std::regex const name{R"re(CONSTRAINT ("(?:[^"]|"")*"|\S+) NOT NULL)re"};
    static std::string const attach = "TABLE ATTACH ";
    auto const forget = [](std::string &text) {
        text = std::regex_replace(text, name, "NOT NULL");
    };
    for (auto &[key, text] : entries) {
        if (key.starts_with("TABLE ") && text.find("PARTITION BY ") != text.npos) {
            forget(text);
        }
        if (!key.starts_with(attach)) {
            continue;
        }
        for (char const *const sort : {"TABLE ", "FOREIGN TABLE "}) {
            auto const partition = entries.find(sort + key.substr(attach.size()));
            if (partition != entries.end()) {
                forget(partition->second);
            }
        }
    }
}

void add(DumpEntries &entries, Head const &head, Lines lines)
{
    // pg_dump says nothing of the access method of a partitioned table before its head.
    bool const is_partitioned = std::any_of(lines.begin(), lines.end(), [](auto const &line) {
        return line.starts_with("PARTITION BY ");
    });
    if (is_partitioned) {
        std::erase_if(lines,
                      [](auto const &line) { return line.starts_with("by access method "); });
    }
    if (head.is_a_set) {
        for (std::string &line : lines) {
            if (line.ends_with(',')) {
                line.pop_back();
            }
        }
        std::sort(lines.begin(), lines.end());
    }
    auto [found, is_new] = entries.try_emplace(head.key, joined(lines));
    if (!is_new) {
        auto const &other = found->second;
        auto const one = joined(lines);
        found->second = std::min(one, other) + std::max(one, other);
    }
}

} // namespace

DumpEntries entries_of(std::string const &printed)
{
    DumpEntries entries;
    Head head;
    Settings settings;
    Lines lines;
    bool begun = false;
    for (std::string const &line : lines_of(printed)) {
        settings.take(line);
        Head next;
        if (is_head(line, next)) {
            if (begun) {
                add(entries, head, std::move(lines));
            }
            lines = settings.of(next);
            head = next;
            begun = true;
        } else if (begun && counts(line)) {
            lines.push_back(with_one_spelling(line));
        }
    }
    if (begun) {
        add(entries, head, std::move(lines));
    }
    forget_shared_names(entries);
    return entries;
}

DumpEntries dump_entries(postgres::Address const &address)
{
    auto const finished = scratch::run(
        {{pg_dump().string(), "-s", "--exclude-schema=schemadiff", "-d", address.conninfo()},
         std::nullopt});
    if (finished.exit_code != 0) {
        throw std::runtime_error{"pg_dump failed: " + finished.output};
    }
    return entries_of(finished.output);
}

std::vector<std::string> difference(DumpEntries const &before, DumpEntries const &after)
{
    Lines result;
    auto const show = [&](std::string const &key, std::string const &one, std::string const &two) {
        if (one == two) {
            return;
        }
        result.push_back(key + ':');
        for (std::string const &line : lines_of(one)) {
            if (two.find(line + '\n') == two.npos) {
                result.push_back("  < " + line);
            }
        }
        for (std::string const &line : lines_of(two)) {
            if (one.find(line + '\n') == one.npos) {
                result.push_back("  > " + line);
            }
        }
    };
    for (auto const &[key, text] : before) {
        auto const found = after.find(key);
        show(key, text, found == after.end() ? "(absent)\n" : found->second);
    }
    for (auto const &[key, text] : after) {
        if (!before.contains(key)) {
            show(key, "(absent)\n", text);
        }
    }
    return result;
}

DumpEntries role_entries(postgres::Address const &address)
{
    auto const program = pg_dump().parent_path() / "pg_dumpall";
    auto const finished = scratch::run({{program.string(), "--roles-only", "--no-role-passwords",
                                         "--no-comments", "--dbname=" + address.conninfo()},
                                        std::nullopt});
    if (finished.exit_code != 0) {
        throw std::runtime_error{"pg_dumpall failed: " + finished.output};
    }
    DumpEntries entries;
    for (std::string const &line : lines_of(finished.output)) {
        if (!line.empty() && !line.starts_with("--") && line.find("restrict ") == line.npos) {
            entries.emplace(line, "");
        }
    }
    for (std::string const &more : values_of(
             address, "SELECT format('COMMENT ON ROLE %I IS %L', r.rolname, "
                      "shobj_description(r.oid, 'pg_authid')) AS value FROM pg_roles r "
                      "WHERE r.oid >= 16384 "
                      "AND shobj_description(r.oid, 'pg_authid') IS NOT NULL "
                      "UNION ALL SELECT format('ALTER ROLE %I IN DATABASE SET %s', r.rolname, "
                      "unnest(s.setconfig)) FROM pg_db_role_setting s "
                      "JOIN pg_roles r ON r.oid = s.setrole "
                      "JOIN pg_database d ON d.oid = s.setdatabase "
                      "WHERE d.datname = current_database()")) {
        entries.emplace(more, "");
    }
    return entries;
}

} // namespace schemadiff::test
