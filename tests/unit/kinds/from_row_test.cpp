// Rows of the catalog queries, as a server gives them, become objects.
#include "fakes.hpp"

#include <support/catch.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

Object only(std::vector<Object> objects)
{
    REQUIRE(objects.size() == 1);
    return objects.front();
}

std::string listed(Options const &options)
{
    std::string text;
    for (auto const &[key, value] : options) {
        text += key + "=" + value + " ";
    }
    return text;
}

} // namespace

TEST_CASE("a column is read with what differs from what its type brings")
{
    auto const plain = only(read(kinds::column::rules, {{"attrelid", "1"},
                                                        {"attnum", "2"},
                                                        {"attname", "a"},
                                                        {"type", "integer"},
                                                        {"attnotnull", "f"},
                                                        {"attstattarget", "-1"}}));
    CHECK(plain.id == id_of<Column>({"app", "t", "a"}));
    CHECK(plain.position == 2);
    CHECK(same_content(plain, {plain.id, with<Column>([](Column &it) { it.type = {"integer"}; })}));

    auto const rich = only(read(kinds::column::rules, {{"attrelid", "1"},
                                                       {"attnum", "3"},
                                                       {"attname", "b"},
                                                       {"type", "text"},
                                                       {"collation", "950"},
                                                       {"attnotnull", "t"},
                                                       {"generated", "lower(a)"},
                                                       {"storage", "e"},
                                                       {"compression", "l"},
                                                       {"attstattarget", "500"},
                                                       {"attoptions", "{n_distinct=5}"}}));
    auto const &body = rich.as<Column>();
    CHECK(body.collation == QualifiedName{"pg_catalog", "C"});
    CHECK(body.not_null);
    CHECK(body.generated == Expression{"lower(a)"});
    CHECK(body.storage == "external");
    CHECK(body.compression == "lz4");
    CHECK(body.statistics == 500);
    CHECK(listed(body.options) == "n_distinct=5 ");
}

TEST_CASE("a table is read with its server, and with the type of its rows beside it")
{
    auto const foreign = only(read(kinds::table::rules, {{"nspname", "app"},
                                                         {"relname", "t"},
                                                         {"relowner", "10"},
                                                         {"relreplident", "n"},
                                                         {"srvname", "cellar"},
                                                         {"ftoptions", "{\"path=a=b\",x=}"}}));
    CHECK(foreign.as<Table>().server == "cellar");
    CHECK(listed(foreign.as<Table>().foreign_options) == "path=a=b x= ");

    auto const typed = read(kinds::table::rules, {{"nspname", "app"},
                                                  {"relname", "t"},
                                                  {"relowner", "10"},
                                                  {"relreplident", "d"},
                                                  {"row_type_schema", "other"},
                                                  {"row_type", "pair"}});
    REQUIRE(typed.size() == 2);
    CHECK(typed.back().as<RowType>().type == QualifiedName{"other", "pair"});
}

TEST_CASE("the name of a type is quoted as we quote it, whatever the server's own keywords are")
{
    auto const type = [](std::string const &printed) {
        return only(read(kinds::column::rules,
                         {{"attrelid", "1"}, {"attnum", "2"}, {"attname", "a"}, {"type", printed}}))
            .as<Column>()
            .type.text;
    };
    CHECK(type("json.tenant") == "\"json\".tenant");
    CHECK(type("app.json[]") == "app.\"json\"[]");
    CHECK(type("\"a.\"\"b\".geometry(Point,4326)") == "\"a.\"\"b\".geometry(Point,4326)");
    CHECK(type("json") == "json");
    CHECK(type("numeric(10,2)") == "numeric(10,2)");
    CHECK(type("timestamp(3) without time zone") == "timestamp(3) without time zone");
    CHECK(type("\"char\"[]") == "\"char\"[]");
}

TEST_CASE("of an identity only what nobody would guess is kept")
{
    auto const identity = [](std::map<std::string, std::string, std::less<>> more) {
        std::map<std::string, std::string, std::less<>> row{
            {"attrelid", "1"},        {"attnum", "1"},       {"attname", "id"},
            {"type", "integer"},      {"attnotnull", "t"},   {"attidentity", "a"},
            {"seqstart", "1"},        {"seqincrement", "1"}, {"seqmin", "1"},
            {"seqmax", "2147483647"}, {"seqcache", "1"},     {"seqcycle", "f"},
            {"seqtype", "integer"},   {"seqschema", "app"},  {"seqname", "t_id_seq"}};
        for (auto &[key, value] : more) {
            row[key] = value;
        }
        return only(read(kinds::column::rules, row)).as<Column>();
    };
    CHECK(identity({}).identity == "always");
    CHECK(listed(identity({}).identity_options).empty());
    CHECK(identity({{"attidentity", "d"}}).identity == "by default");
    CHECK(listed(identity({{"seqincrement", "-1"},
                           {"seqmin", "-2147483648"},
                           {"seqmax", "-1"},
                           {"seqstart", "-1"}})
                     .identity_options) == "increment=-1 ");
    CHECK(listed(identity({{"seqstart", "7"}, {"seqcycle", "t"}, {"seqname", "mine"}})
                     .identity_options) == "start=7 cycle=true sequence=mine ");
}

TEST_CASE("a sequence is read with its owner beside it")
{
    auto const objects = read(kinds::sequence::rules, {{"nspname", "app"},
                                                       {"relname", "s"},
                                                       {"relowner", "10"},
                                                       {"type", "bigint"},
                                                       {"seqstart", "-1"},
                                                       {"seqincrement", "-2"},
                                                       {"seqmin", "-9223372036854775808"},
                                                       {"seqmax", "-1"},
                                                       {"seqcache", "1"},
                                                       {"owner_table", "1"},
                                                       {"owner_column", "2"}});
    REQUIRE(objects.size() == 2);
    CHECK(objects[0].as<SequenceOwner>().column == std::vector<std::string>{"app", "t", "a"});
    Object const expected{id_of<Sequence>({"app", "s"}),
                          with<Sequence>([](Sequence &it) { it.increment = -2; }), "owner"};
    CHECK(same_content(objects[1], expected));
}

TEST_CASE("defaults of a function stand at their arguments, whatever outputs come before")
{
    auto const function =
        only(read(kinds::function::rules, {{"nspname", "app"},
                                           {"proname", "f"},
                                           {"prokind", "f"},
                                           {"lanname", "sql"},
                                           {"prosrc", "select 1"},
                                           {"proowner", "10"},
                                           {"procost", "100"},
                                           {"prorows", "0"},
                                           {"provolatile", "s"},
                                           {"proparallel", "r"},
                                           {"types", "{integer,integer,text}"},
                                           {"identity_types", "{integer,text}"},
                                           {"proargnames", "{a,o,b}"},
                                           {"proargmodes", "{i,o,i}"},
                                           {"defaults", "{NULL,NULL,\"'x'::text\"}"},
                                           {"proconfig", "{search_path=app}"},
                                           {"result", "integer"}}));
    CHECK(function.id == id_of<Function>({"app", "f", "integer, text"}));
    auto const &body = function.as<Function>();
    REQUIRE(body.arguments.size() == 3);
    CHECK(body.arguments[0] == Argument{"in", "a", {"integer"}, {}});
    CHECK(body.arguments[1] == Argument{"out", "o", {"integer"}, {}});
    CHECK(body.arguments[2] == Argument{"in", "b", {"text"}, Expression{"'x'::text"}});
    CHECK(body.volatility == "stable");
    CHECK(body.parallel == "restricted");
    CHECK_FALSE(body.cost.has_value());
    CHECK_FALSE(body.rows.has_value());
    CHECK(listed(body.settings) == "search_path=app ");
}

TEST_CASE("keys of an index are read with what differs from the usual")
{
    auto const index = only(read(kinds::index::rules, {{"indexrelid", "9"},
                                                       {"indrelid", "1"},
                                                       {"relname", "i"},
                                                       {"amname", "btree"},
                                                       {"indisunique", "t"},
                                                       {"indkey", "2 0 3 1"},
                                                       {"indnkeyatts", "3"},
                                                       {"indclass", "1 2 3"},
                                                       {"indcollation", "100 950 0"},
                                                       {"indoption", "0 1 3"},
                                                       {"expressions", "{lower(b)}"},
                                                       {"predicate", "(a > 0)"},
                                                       {"reloptions", "{fillfactor=70}"}}));
    auto const &body = index.as<Index>();
    REQUIRE(body.keys.size() == 3);
    CHECK(body.keys[0] == with<IndexKey>([](IndexKey &it) { it.column = "a"; }));
    CHECK(body.keys[1].expression == Expression{"lower(b)"});
    CHECK(body.keys[1].collation == QualifiedName{"pg_catalog", "C"});
    CHECK(body.keys[1].operator_class == QualifiedName{"pg_catalog", "text_pattern_ops"});
    CHECK((body.keys[1].descending && !body.keys[1].nulls_first));
    CHECK(body.keys[2].operator_class == QualifiedName{"public", "gist_trgm_ops"});
    CHECK(listed(body.keys[2].operator_class_options) == "siglen=32 ");
    CHECK((body.keys[2].descending && body.keys[2].nulls_first));
    CHECK(body.include == std::vector<std::string>{"id"});
    CHECK(body.where == Expression{"(a > 0)"});
    CHECK(body.unique);
}

TEST_CASE("a foreign key is read by its columns, one to what is not covered is not")
{
    std::map<std::string, std::string, std::less<>> row{
        {"conname", "k"},           {"conrelid", "1"},    {"confrelid", "2"},
        {"conkey", "{2,3}"},        {"confkey", "{1,2}"}, {"confmatchtype", "f"},
        {"confupdtype", "c"},       {"confdeltype", "n"}, {"set_columns", "{2}"},
        {"condeferrable", "t"},     {"condeferred", "f"}, {"not_valid", "t"},
        {"backing_index", "r_pkey"}};
    auto const key = only(read(kinds::constraint::foreign_key_rules, row));
    auto const expected = with<ForeignKey>([](ForeignKey &it) {
        it.columns = {"a", "b"};
        it.references = {"app", "r"};
        it.referred_columns = {"id", "a"};
        it.match = "full";
        it.on_update = "cascade";
        it.on_delete = "set null";
        it.set_columns = {"a"};
        it.deferrable = true;
        it.not_valid = true;
        it.backing_index = "";
    });
    CHECK(same_content(key, {key.id, expected}));
    CHECK(key.as<ForeignKey>().backing_index == "r_pkey");
    row["confrelid"] = "77";
    CHECK(read(kinds::constraint::foreign_key_rules, row).empty());
}

TEST_CASE("a trigger is read from its bits, its arguments from hexadecimal digits")
{
    auto const trigger = only(
        read(kinds::trigger::rules,
             {{"tgrelid", "1"},
              {"tgname", "g"},
              {"tgtype", "19"}, // row, before, update
              {"tgattr", "2 3"},
              {"arguments", "6100c3a90000"},
              {"tgenabled", "R"},
              {"function_schema", "app"},
              {"function_name", "f"},
              {"definition", "CREATE TRIGGER g BEFORE UPDATE OF a, b ON app.t FOR EACH ROW WHEN "
                             "((new.a > 0)) EXECUTE FUNCTION app.f('a', 'é', '')"}}));
    auto const expected = with<Trigger>([](Trigger &it) {
        it.timing = "before";
        it.events = {"update"};
        it.update_columns = {"a", "b"};
        it.for_each_row = true;
        it.when = Expression{"(new.a > 0)"};
        it.function = {"app", "f"};
        it.arguments = {"a", "é", ""};
        it.old_table = "";
        it.new_table = "";
        it.referred_table = {};
        it.enabled = "replica";
    });
    CHECK(same_content(trigger, {trigger.id, expected}));
}

TEST_CASE("a policy is read with its roles in order")
{
    auto const policy = only(read(kinds::policy::rules, {{"polrelid", "1"},
                                                         {"polname", "p"},
                                                         {"polcmd", "w"},
                                                         {"polpermissive", "f"},
                                                         {"polroles", "{10,11}"},
                                                         {"using_rows", "true"}}));
    auto const expected = with<Policy>([](Policy &it) {
        it.command = "update";
        it.restrictive = true;
        it.roles = {"app", "owner"};
        it.using_rows = Expression{"true"};
        it.check = {};
    });
    CHECK(same_content(policy, {policy.id, expected}));
}

TEST_CASE("of privileges only what differs from the usual is kept")
{
    auto const grants = [](std::string const &acl) {
        std::string text;
        for (Object const &one : read(kinds::grant::rules, {{"catalog", "1259"},
                                                            {"oid", "1"},
                                                            {"number", "0"},
                                                            {"owner", "10"},
                                                            {"acl", acl}})) {
            auto const &grant = one.as<Grant>();
            text += '[' + grant.grantee + '/' + grant.grantor + ':';
            for (std::string const &privilege : grant.privileges) {
                text += ' ' + privilege;
            }
            for (std::string const &privilege : grant.grant_option) {
                text += " +" + privilege;
            }
            text += ']';
        }
        return text;
    };
    CHECK(grants("{owner=arwdDxt/owner}").empty());
    CHECK(grants("{owner=arwdDxt/owner,app=r*w/owner,=r/owner}") ==
          "[app/: select update +select][public/: select]");
    CHECK(grants("{owner=ar/owner,app=a/other}") == "[/: insert select][app/other: insert]");
    CHECK(grants("{app=r/owner}") == "[app/: select][/:]");
    CHECK(grants(R"({owner=arwdDxt/owner,"\"a \"\"b\"=r/owner"})") == "[a \"b/: select]");
}

TEST_CASE("what a server keeps with columns for itself is no option of theirs")
{
    Options expected;
    expected.emplace("n_distinct", "5");
    CHECK(kinds::options_from({"pg_attver=22094584", "n_distinct=5"}) == expected);
    CHECK(kinds::options_from({"pg_attver=22094584"}).empty());
}
