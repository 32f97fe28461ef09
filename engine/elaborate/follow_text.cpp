#include <engine/elaborate/follow_text.hpp>

#include <parser/grammar/tokens.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/sql/sql.hpp>

#include <algorithm>
#include <optional>

namespace schemadiff::elaborate
{

namespace
{

using grammar::Token;
using grammar::TokenKind;

bool is_name(Token const &token)
{
    return token.kind == TokenKind::identifier || token.kind == TokenKind::quoted_identifier;
}

// A text, token by token, and what is put in the place of some of them.
class Rewriting
{
public:
    explicit Rewriting(std::string const &text)
        : text_{text}, tokens_{grammar::readable_tokens(text)}
    {
    }

    std::size_t size() const { return tokens_.size(); }
    Token const &at(std::size_t at) const { return tokens_[at]; }
    bool is(std::size_t at, std::string_view symbol) const
    {
        return at < size() && tokens_[at].kind == TokenKind::symbol && tokens_[at].text == symbol;
    }
    bool names(std::size_t at, std::string_view name) const
    {
        return at < size() && is_name(tokens_[at]) && tokens_[at].value == name;
    }
    // Whether the name there is the first of some that are joined by points.
    bool is_first(std::size_t at) const { return at == 0 || !is(at - 1, "."); }

    void replace(std::size_t first, std::size_t last, std::string const &by)
    {
        result_.append(text_, copied_, tokens_[first].offset - copied_);
        result_ += by;
        copied_ = tokens_[last].end_offset();
    }
    std::string result() { return result_.append(text_, copied_, std::string::npos); }

private:
    std::string const &text_;
    std::vector<Token> tokens_;
    std::string result_;
    std::size_t copied_ = 0;
};

std::string with_own_column(std::string const &text, plan::Rename const &rename)
{
    Rewriting rewriting(text);
    for (std::size_t at = 0; at < rewriting.size(); ++at) {
        if (rewriting.names(at, rename.before.name())) {
            rewriting.replace(at, at, quoted_identifier(rename.after.name()));
        }
    }
    return rewriting.result();
}

// A schema, or what has a name in one: PostgreSQL prints both names then, and a column of a
// relation behind the bare name of that. Where one of the names could be anything else (an alias, a
// column), the text stays as it is.
class Following
{
public:
    Following(std::string const &text, plan::Rename const &rename)
        : text_{text}, rename_{rename}, rewriting_{text}, is_schema_{rename.before.kind() ==
                                                                     kind_of<Schema>},
          is_relation_{facts(rename.before.kind()).is_relation}
    {
    }

    std::string run()
    {
        if (is_ambiguous()) {
            return text_;
        }
        for (std::size_t at = 0; at < rewriting_.size(); ++at) {
            if (is_schema_ && starts_with_schema(at)) {
                rewriting_.replace(at, at, quoted_identifier(rename_.after.name()));
            } else if (is_whole_name(at)) {
                rewriting_.replace(at, at + 2, new_name());
                at += 2;
            } else if (is_qualifier(at)) {
                rewriting_.replace(at, at, quoted_identifier(rename_.after.part(1)));
            } else if (auto const name = followed_regclass(at)) {
                rewriting_.replace(at, at, sql("{}", Literal{*name}).text());
            }
        }
        return rewriting_.result();
    }

private:
    std::string new_name() const
    {
        return quoted_name(rename_.after.part(0), rename_.after.part(1));
    }

    bool starts_with_schema(std::size_t at) const
    {
        return rewriting_.names(at, rename_.before.part(0)) && rewriting_.is_first(at) &&
               rewriting_.is(at + 1, ".");
    }
    bool is_whole_name(std::size_t at) const
    {
        return !is_schema_ && starts_with_schema(at) &&
               rewriting_.names(at + 2, rename_.before.part(1));
    }
    bool is_qualifier(std::size_t at) const
    {
        return is_relation_ && rewriting_.names(at, rename_.before.part(1)) &&
               rewriting_.is_first(at) && rewriting_.is(at + 1, ".") &&
               rename_.before.part(1) != rename_.after.part(1);
    }

    // The name in 'app.orders_id_seq'::regclass.
    std::optional<std::string> followed_regclass(std::size_t at) const
    {
        bool const names_relation = rewriting_.at(at).kind == TokenKind::string &&
                                    rewriting_.is(at + 1, "::") &&
                                    rewriting_.names(at + 2, "regclass");
        if (!names_relation || !(is_schema_ || is_relation_)) {
            return std::nullopt;
        }
        auto const &name = rewriting_.at(at).value;
        auto const followed = Following(name, rename_).run();
        return followed == name ? std::nullopt : std::optional{followed};
    }

    bool is_ambiguous() const
    {
        for (std::size_t at = 0; at < rewriting_.size(); ++at) {
            bool const is_old_schema =
                rewriting_.names(at, rename_.before.part(0)) && !starts_with_schema(at);
            if (is_old_schema || (is_relation_ && is_other_use(at))) {
                return true;
            }
        }
        return false;
    }

    // Of the old name of a relation for anything else, or of its new one.
    bool is_other_use(std::size_t at) const
    {
        if (rename_.before.part(1) == rename_.after.part(1)) {
            return false;
        }
        bool const is_old = rewriting_.names(at, rename_.before.part(1)) && !is_qualifier(at) &&
                            !(at >= 2 && is_whole_name(at - 2));
        return is_old || rewriting_.names(at, rename_.after.part(1));
    }

    std::string const &text_;
    plan::Rename const &rename_;
    Rewriting rewriting_;
    bool is_schema_;
    bool is_relation_;
};

// Names with the same spelling that stay as they are: another function with other arguments, a
// function that is called like a table.
bool has_namesake(Object const &object, plan::Rename const &rename)
{
    return std::any_of(object.references.begin(), object.references.end(),
                       [&](ObjectId const &reference) {
                           return reference.part(0) == rename.before.part(0) &&
                                  reference.part(1) == rename.before.part(1);
                       });
}

} // namespace

std::string followed_text(std::string const &text, Object const &object, plan::Rename const &rename)
{
    auto const &kind = facts(rename.before.kind());
    if (rename.before.kind() == kind_of<Column> &&
        object.id.is_below(rename.after.up(kind_of<Table>))) {
        return with_own_column(text, rename);
    }
    bool const is_named_in_texts = rename.before.kind() == kind_of<Schema> || kind.is_relation ||
                                   kind.is_type || kind.key == KeyForm::signature;
    if (!is_named_in_texts || has_namesake(object, rename)) {
        return text;
    }
    return Following(text, rename).run();
}

} // namespace schemadiff::elaborate
