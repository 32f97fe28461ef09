#include <engine/prove/watch.hpp>

#include <schemadiff/base/identifier.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::prove
{

namespace
{

constexpr Lock weakest_of_interest = Lock::share_update_exclusive;

// A look reads all locks that the transaction holds, so that one after each step would take time by
// the square of their number.
constexpr std::size_t most_looks = 64;

// AccessExclusiveLock; none where it is no lock on a table.
Lock lock_of(std::string_view mode)
{
    constexpr std::string_view end = "Lock";
    std::string words;
    for (char const c : mode.substr(0, mode.size() - std::min(mode.size(), end.size()))) {
        bool const is_capital = c >= 'A' && c <= 'Z';
        words += is_capital && !words.empty() ? " " : "";
        words += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (int lock = 0; lock <= static_cast<int>(Lock::access_exclusive); ++lock) {
        if (word(static_cast<Lock>(lock)) == words) {
            return static_cast<Lock>(lock);
        }
    }
    return Lock::none;
}

void note(RelationLocks &locks, std::string const &relation, Lock lock)
{
    if (lock >= weakest_of_interest) {
        auto &strongest = locks[relation];
        strongest = std::max(strongest, lock);
    }
}

Lock lock_on(RelationLocks const &locks, std::string const &relation)
{
    auto const found = locks.find(relation);
    return found == locks.end() ? Lock::none : found->second;
}

bool is_any_claimed(Look const &look, std::set<std::string> const &relations)
{
    return std::any_of(relations.begin(), relations.end(), [&](std::string const &relation) {
        return look.claimed.contains(relation);
    });
}

// What holds the attributes of a composite type is locked by nobody who uses the type. Scans that
// were counted in an earlier transaction may still be among those of this one.
constexpr std::string_view relations_query =
    "SELECT c.oid::bigint AS oid, t.oid::bigint AS owner, n.nspname, t.relname, c.relkind, "
    "       c.relfilenode::bigint AS file, "
    "       pg_catalog.pg_stat_get_xact_numscans(c.oid) AS scans "
    "FROM pg_catalog.pg_class c "
    "LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid "
    "LEFT JOIN pg_catalog.pg_depend d ON d.objid = c.oid AND c.relkind = 'S' AND "
    "          d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'i' "
    "JOIN pg_catalog.pg_class t ON t.oid = coalesce(i.indrelid, d.refobjid, c.oid) "
    "JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace "
    "WHERE c.oid >= 16384 AND c.relkind <> 'c' AND n.nspname NOT IN ('pg_catalog', 'pg_toast')";

constexpr std::string_view look_query =
    "SELECT l.relation::bigint AS oid, l.mode, coalesce(c.relfilenode::bigint, 0) AS file, "
    "       pg_catalog.pg_stat_get_xact_numscans(l.relation) AS scans "
    "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation "
    "WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted";

} // namespace

std::vector<std::string> wrong_claims(Look const &look)
{
    std::vector<std::string> lines;
    for (auto const &[relation, lock] : look.taken) {
        if (auto const claimed = lock_on(look.claimed, relation); claimed < lock) {
            lines.push_back(
                fmt::format("takes {} on {} and claims {}", word(lock), relation, word(claimed)));
        }
    }
    for (std::string const &relation : look.rewritten) {
        if (!look.claims_rewrite || !look.claimed.contains(relation)) {
            lines.push_back(fmt::format("writes {} again and does not claim it", relation));
        }
    }
    for (std::string const &relation : look.scanned) {
        if (!look.claims_scan && !look.claims_rewrite && !look.rewritten.contains(relation)) {
            lines.push_back(fmt::format("reads all of {} and does not claim it", relation));
        }
    }
    return lines;
}

std::vector<std::string> idle_claims(Look const &look)
{
    std::vector<std::string> lines;
    for (auto const &[relation, lock] : look.claimed) {
        if (auto const taken = lock_on(look.taken, relation); taken < lock) {
            lines.push_back(
                fmt::format("claims {} on {} and takes {}", word(lock), relation, word(taken)));
        }
    }
    if (look.claimed.empty()) {
        return lines; // all of it is about what is made anew
    }
    if (look.claims_rewrite && !is_any_claimed(look, look.rewritten)) {
        lines.emplace_back("claims to write rows again and does not");
    }
    if (look.claims_scan && look.scanned.empty()) {
        lines.emplace_back("claims to read all rows and does not");
    }
    return lines;
}

Watch::Watch(postgres::Connection &connection, std::string_view journal_schema)
{
    auto const rows = connection.query(relations_query);
    for (auto const &row : rows) {
        if (row.text("nspname") != journal_schema) {
            note_relation(row, quoted_name(row.text("nspname"), row.text("relname")));
        }
    }
}

void Watch::note_relation(Row const &row, std::string name)
{
    auto const kind = row.text("relkind");
    relations_[row.number("oid")] = {.name = std::move(name),
                                     .has_rows = kind == "r" || kind == "m",
                                     .file = row.number("file"),
                                     .scans = row.number("scans")};
}

void Watch::begins(postgres::Connection &connection, std::size_t steps)
{
    held_.clear();
    next_ = {};
    steps_in_next_ = 0;
    steps_left_ = steps;
    stride_ = 1 + steps / most_looks;
    auto const rows = connection.query(relations_query);
    for (auto const &row : rows) {
        auto const owner = relations_.find(row.number("owner"));
        if (owner != relations_.end()) {
            note_relation(row, owner->second.name);
        }
    }
}

void Watch::before(postgres::Connection &connection, PlannedSide const &side)
{
    next_.claims_rewrite = next_.claims_rewrite || side.rewrites_table;
    next_.claims_scan = next_.claims_scan || side.scans_table;
    if (side.locks.empty()) {
        return;
    }
    // By name now, since the step may give another.
    std::vector<Sql> names;
    for (PlannedLock const &claim : side.locks) {
        names.push_back(sql("pg_catalog.to_regclass({})::oid::bigint", Literal{claim.relation}));
    }
    auto const rows =
        connection.query(sql("SELECT pg_catalog.unnest(ARRAY[{}]) AS oid", join(names, ", ")));
    for (std::size_t index = 0; index < rows.size(); ++index) {
        if (rows[index].is_null("oid")) {
            continue;
        }
        auto const found = relations_.find(rows[index].number("oid"));
        if (found != relations_.end()) {
            note(next_.claimed, found->second.name, side.locks[index].lock);
        }
    }
}

void Watch::after(postgres::Connection &connection, std::size_t step)
{
    next_.first = steps_in_next_ == 0 ? step : next_.first;
    next_.last = step;
    ++steps_in_next_;
    --steps_left_;
    if (steps_in_next_ == stride_ || steps_left_ == 0) {
        look(connection);
        looks_.push_back(std::move(next_));
        next_ = {};
        steps_in_next_ = 0;
    }
}

void Watch::look(postgres::Connection &connection)
{
    std::map<long long, Lock> now;
    auto const rows = connection.query(look_query);
    for (auto const &row : rows) {
        auto const oid = row.number("oid");
        auto const found = relations_.find(oid);
        if (found == relations_.end()) {
            continue;
        }
        auto &strongest = now[oid];
        strongest = std::max(strongest, lock_of(row.text("mode")));
        Relation &relation = found->second;
        if (!relation.has_rows) {
            continue;
        }
        // 0: it is gone.
        if (auto const file = row.number("file"); file != 0 && file != relation.file) {
            next_.rewritten.insert(relation.name);
            relation.file = file;
        }
        if (auto const scans = row.number("scans"); scans > relation.scans) {
            next_.scanned.insert(relation.name);
            relation.scans = scans;
        }
    }
    for (auto const &[oid, lock] : now) {
        if (lock > held_[oid]) {
            note(next_.taken, relations_.at(oid).name, lock);
        }
    }
    std::erase_if(next_.scanned, [&](std::string const &name) {
        return std::none_of(now.begin(), now.end(), [&](auto const &one) {
            return one.second >= weakest_of_interest && relations_.at(one.first).name == name;
        });
    });
    held_ = std::move(now);
}

} // namespace schemadiff::prove
