#include <parser/grammar/column_definition.hpp>

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/expression.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

class ColumnParser
{
public:
    explicit ColumnParser(Cursor &cursor) : cursor_{cursor} {}

    ColumnDefinition column()
    {
        column_.type_offset = cursor_.offset();
        column_.type = take_type(cursor_);
        column_.type_text = canonical(column_.type);
        while (!cursor_.at_end() && !cursor_.failed()) {
            clause();
        }
        if (column_.not_null && column_.is_explicitly_null) {
            cursor_.fail_at(column_.not_null->offset, "the column is both NULL and NOT NULL");
        }
        return std::move(column_);
    }

private:
    void clause()
    {
        std::string name;
        if (cursor_.accept_word("constraint")) {
            name = cursor_.expect_column_name("the name of the constraint");
        }
        if (constraint(name)) {
            return;
        }
        if (!name.empty()) {
            cursor_.fail("expected NOT NULL, CHECK, UNIQUE, PRIMARY KEY or REFERENCES after the "
                         "name of the constraint");
        } else if (!attribute()) {
            cursor_.fail("unexpected '" + std::string{cursor_.peek().text} + "' in the column");
        }
    }

    bool constraint(std::string const &name)
    {
        std::size_t const offset = cursor_.offset();
        if (cursor_.accept_words({"not", "null"})) {
            once(column_.not_null.has_value(), offset, "NOT NULL");
            column_.not_null = NotNull{name, cursor_.accept_words({"no", "inherit"}), offset};
        } else if (cursor_.at_word("default")) {
            default_value();
        } else if (cursor_.accept_word("check")) {
            check(name);
        } else if (cursor_.accept_words({"primary", "key"})) {
            once(column_.primary_key.has_value(), offset, "PRIMARY KEY");
            column_.primary_key = key(name, offset);
        } else if (cursor_.accept_word("unique")) {
            once(column_.unique.has_value(), offset, "UNIQUE");
            column_.unique = key(name, offset);
        } else if (cursor_.at_word("references")) {
            column_.references.push_back(take_references(cursor_));
            column_.references.back().name = name;
        } else if (cursor_.at_word("generated")) {
            generated();
        } else {
            return false;
        }
        return true;
    }

    bool attribute()
    {
        std::size_t const offset = cursor_.offset();
        if (cursor_.accept_word("null")) {
            column_.is_explicitly_null = true;
        } else if (cursor_.accept_word("collate")) {
            once(!column_.collation.empty(), offset, "COLLATE");
            column_.collation_offset = cursor_.offset();
            column_.collation = cursor_.expect_qualified_name("a collation");
        } else if (cursor_.accept_word("storage")) {
            once(column_.storage.has_value(), offset, "STORAGE");
            column_.storage = word("PLAIN, EXTERNAL, EXTENDED or MAIN after STORAGE");
        } else if (cursor_.accept_word("compression")) {
            once(column_.compression.has_value(), offset, "COMPRESSION");
            column_.compression = word("a compression method");
        } else {
            return false;
        }
        return true;
    }

    void default_value()
    {
        once(column_.default_value.has_value(), cursor_.offset(), "DEFAULT");
        cursor_.take();
        std::size_t const first = cursor_.index();
        std::size_t const offset = cursor_.offset();
        if (cursor_.at_end()) {
            cursor_.fail("expected an expression after DEFAULT");
        }
        take_restricted_expression(cursor_);
        column_.default_value = Located{std::string{cursor_.text_since(first)}, offset};
        if (cursor_.at_any_word({"and", "or", "in", "like", "ilike", "between", "is", "at"})) {
            cursor_.fail("a default with '" + cursor_.peek().value +
                         "' needs parentheses around it");
        }
    }

    void check(std::string const &name)
    {
        ColumnCheck check;
        check.name = name;
        check.expression = take_parenthesised_expression(cursor_, "after the condition of CHECK");
        bool goes_on = true;
        while (goes_on) {
            if (cursor_.accept_words({"no", "inherit"})) {
                check.is_no_inherit = true;
            } else if (cursor_.accept_words({"not", "valid"})) {
                check.is_not_valid = true;
            } else if (cursor_.accept_words({"not", "enforced"})) {
                check.is_not_enforced = true;
            } else {
                goes_on = cursor_.accept_word("enforced");
            }
        }
        column_.checks.push_back(std::move(check));
    }

    ColumnKey key(std::string const &name, std::size_t offset)
    {
        ColumnKey key;
        key.name = name;
        key.offset = offset;
        if (cursor_.accept_words({"nulls", "not", "distinct"})) {
            key.nulls_not_distinct = true;
        } else {
            cursor_.accept_words({"nulls", "distinct"});
        }
        while (take_deferral(cursor_, key.deferral)) {
        }
        return key;
    }

    void generated()
    {
        std::size_t const offset = cursor_.offset();
        once(column_.generated.has_value() || column_.identity.has_value(), offset, "GENERATED");
        cursor_.take();
        bool const is_always = cursor_.accept_word("always");
        if (!is_always && !cursor_.accept_words({"by", "default"})) {
            cursor_.fail("expected ALWAYS or BY DEFAULT after GENERATED");
        }
        cursor_.expect_word("as", "in GENERATED");
        if (cursor_.accept_word("identity")) {
            IdentityColumn identity{is_always, {}, offset};
            if (cursor_.accept_symbol("(")) {
                identity.options = take_sequence_options(cursor_);
                cursor_.expect_symbol(")", "after the sequence options");
            }
            column_.identity = std::move(identity);
            return;
        }
        if (!is_always) {
            cursor_.fail("expected IDENTITY: only an identity column is GENERATED BY DEFAULT");
        }
        GeneratedColumn generated;
        generated.expression =
            take_parenthesised_expression(cursor_, "after the expression of the generated column");
        if (cursor_.accept_word("stored")) {
            generated.storage = GeneratedStorage::stored;
        } else if (cursor_.accept_word("virtual")) {
            generated.storage = GeneratedStorage::computed;
        }
        column_.generated = std::move(generated);
    }

    Located word(std::string_view what)
    {
        std::size_t const offset = cursor_.offset();
        return {cursor_.expect_label(what), offset};
    }

    void once(bool is_there, std::size_t offset, std::string_view what)
    {
        if (is_there) {
            cursor_.fail_at(offset, std::string{what} + " is given twice");
        }
    }

    Cursor &cursor_;
    ColumnDefinition column_;
};

} // namespace

Result<ColumnDefinition> parse_column_definition(std::string_view text)
{
    return parsed_whole(text, "the column",
                        [](Cursor &cursor) { return ColumnParser{cursor}.column(); });
}

} // namespace schemadiff::grammar
