#include <parser/grammar/clauses.hpp>

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/expression.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

// One limit of a range, or one value of a list.
std::string take_value(Cursor &cursor)
{
    if (cursor.accept_word("minvalue")) {
        return "MINVALUE";
    }
    if (cursor.accept_word("maxvalue")) {
        return "MAXVALUE";
    }
    std::size_t const first = cursor.index();
    if (cursor.at_end()) {
        cursor.fail("expected a value");
        return {};
    }
    take_expression(cursor);
    return std::string{cursor.text_since(first)};
}

std::string take_values(Cursor &cursor)
{
    cursor.expect_symbol("(", "before the values");
    std::string text = "(";
    do {
        text.append(text.size() == 1 ? "" : ", ").append(take_value(cursor));
    } while (!cursor.failed() && cursor.accept_symbol(","));
    cursor.expect_symbol(")", "after the values");
    return text + ")";
}

std::string take_number(Cursor &cursor, std::string_view word)
{
    cursor.expect_word(word, "of a partition by hash");
    if (!cursor.failed() && !cursor.at_kind(TokenKind::integer)) {
        cursor.fail("expected a whole number");
    }
    return cursor.failed() ? std::string{} : cursor.take().value;
}

// As pg_get_expr() prints relpartbound.
std::string take_bound(Cursor &cursor)
{
    if (cursor.accept_word("default")) {
        return "DEFAULT";
    }
    cursor.accept_words({"for", "values"});
    if (cursor.accept_word("in")) {
        return "FOR VALUES IN " + take_values(cursor);
    }
    if (cursor.accept_word("from")) {
        auto from = take_values(cursor);
        cursor.expect_word("to", "after the lower limits");
        return "FOR VALUES FROM " + std::move(from) + " TO " + take_values(cursor);
    }
    if (cursor.accept_word("with")) {
        cursor.expect_symbol("(", "before modulus and remainder");
        auto const modulus = take_number(cursor, "modulus");
        cursor.expect_symbol(",", "after the modulus");
        auto const remainder = take_number(cursor, "remainder");
        cursor.expect_symbol(")", "after the remainder");
        return "FOR VALUES WITH (modulus " + modulus + ", remainder " + remainder + ")";
    }
    cursor.fail("expected 'from (...) to (...)', 'in (...)', 'with (modulus ..., remainder ...)' "
                "or 'default'");
    return {};
}

PartitionKey take_partition_key(Cursor &cursor)
{
    PartitionKey key;
    if (!cursor.at_any_word({"range", "list", "hash"})) {
        cursor.fail("expected range, list or hash");
        return key;
    }
    key.strategy = cursor.take().value;
    cursor.expect_symbol("(", "before the keys");
    do {
        key.keys.push_back(take_index_key(cursor));
    } while (!cursor.failed() && cursor.accept_symbol(","));
    cursor.expect_symbol(")", "after the keys");
    return key;
}

PartitionOf take_partition_of(Cursor &cursor)
{
    PartitionOf partition;
    partition.table = cursor.expect_qualified_name("the partitioned table");
    partition.bound = take_bound(cursor);
    return partition;
}

} // namespace

Result<PartitionKey> parse_partition_key(std::string_view text)
{
    return parsed_whole(text, "the keys of partitioning", take_partition_key);
}

Result<std::string> parse_partition_bound(std::string_view text)
{
    return parsed_whole(text, "the bounds of the partition", take_bound);
}

Result<PartitionOf> parse_partition_of(std::string_view text)
{
    return parsed_whole(text, "the bounds of the partition", take_partition_of);
}

} // namespace schemadiff::grammar
