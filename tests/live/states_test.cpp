// Every form in which a state can be named, on both sides of a plan: they all stand for the same
// schema, so a plan between any two of them is empty, and a plan from nothing to any of them makes
// what the hand-written SQL makes.
#include "program_bench.hpp"

#include <engine/scratch/process.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// Every kind that version 1 covers has something here, as far as one page allows.
constexpr auto shop_sql = R"sql(
CREATE SCHEMA shop;
CREATE TYPE shop.mood AS ENUM ('ok', 'fine');
CREATE SEQUENCE shop.numbers INCREMENT 5;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TABLE shop.users (
    id bigint GENERATED ALWAYS AS IDENTITY,
    mail character varying(200) NOT NULL,
    mood shop.mood DEFAULT 'ok' NOT NULL,
    tags text[] DEFAULT '{}'::text[],
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_mail_key UNIQUE (mail),
    CONSTRAINT users_mail_check CHECK (mail LIKE '%@%')
);
CREATE TABLE shop.orders (
    number integer NOT NULL,
    owner bigint,
    CONSTRAINT orders_pkey PRIMARY KEY (number),
    CONSTRAINT orders_owner_fkey FOREIGN KEY (owner) REFERENCES shop.users (id) ON DELETE SET NULL
);
CREATE INDEX orders_by_owner ON shop.orders (owner DESC) WHERE owner IS NOT NULL;
CREATE TRIGGER touch BEFORE UPDATE ON shop.users FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE VIEW shop.happy AS SELECT id, mail FROM shop.users WHERE mood = 'fine';
ALTER TABLE shop.users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.users USING (mail = CURRENT_USER);
COMMENT ON TABLE shop.users IS 'who buys';
GRANT SELECT ON shop.happy TO PUBLIC;
)sql";

void run_git(TestFolder const &folder, std::vector<std::string> words)
{
    words.insert(words.begin(),
                 {"/usr/bin/env", "git", "-C", folder.path().string(), "-c", "user.name=t", "-c",
                  "user.email=t@example.org", "-c", "init.defaultBranch=main"});
    auto const done = scratch::run({words, std::nullopt});
    INFO(done.output);
    REQUIRE(done.exit_code == 0);
}

// A folder with the shop in every form, made once; a git repository.
struct Shop : ProgramBench {
    Shop()
    {
        sql(shop_sql);
        folder.write("shop.sql", shop_sql);
        done({"inspect", "--output", "shop.json"});
        done({"inspect", "--output", "shop.yaml"});
        done({"inspect", "--output", "folder/"});
        split();
        run_git(folder, {"init", "--quiet"});
        run_git(folder, {"add", "."});
        run_git(folder, {"commit", "--quiet", "--message", "shop"});
    }

    // The folder's files apart, as several words.
    void split() const
    {
        auto const from = folder.path() / "folder";
        std::filesystem::create_directories(folder.path() / "one");
        std::filesystem::copy(from / "schemadiff.yaml", folder.path() / "one" / "top.yaml");
        std::filesystem::copy(from / "shop", folder.path() / "two",
                              std::filesystem::copy_options::recursive);
    }

    [[nodiscard]] std::vector<std::string> forms() const
    {
        return {"shop.yaml",
                "folder",
                "shop.sql",
                "shop.json",
                url_of(database.address()),
                "git:HEAD:shop.yaml",
                "git:HEAD:folder",
                "git:main:shop.sql",
                "git:HEAD:shop.json"};
    }
};

Shop const &shop()
{
    static Shop const one;
    return one;
}

} // namespace

TEST_CASE("every form of a state stands for the same schema")
{
    for (std::string const &from : shop().forms()) {
        for (std::string const &to : {std::string("shop.json"), std::string("shop.yaml"),
                                      url_of(shop().database.address())}) {
            INFO("from " << from << " to " << to);
            auto const ran = shop().run({"plan", "--from", from, "--to", to, "--exit-code"});
            INFO(ran.out << ran.err);
            CHECK(ran.exit_code == 0);
            CHECK(ran.err == "");
            CHECK_THAT(ran.out, Contains("No changes."));
        }
    }
}

TEST_CASE("every form of a state can be wanted of a database, and makes what the SQL makes")
{
    auto const truth = dump(shop().database.address());
    for (std::string const &form : shop().forms()) {
        if (form.starts_with("git:") && form != "git:main:shop.sql") {
            continue; // The same text, which the case above has compared.
        }
        INFO(form);
        auto const target = fresh_database();
        auto const ran = shop().run({"apply", form, "--yes", "--allow", "all", "--no-prove", "--db",
                                     url_of(target.address())});
        INFO(ran.out << ran.err);
        CHECK(ran.exit_code == 0);
        CHECK(dump(target.address(), {"--exclude-schema=schemadiff"}) == truth);
    }
    auto const target = fresh_database();
    auto const several = shop().run({"apply", "one", "two", "--yes", "--allow", "all", "--no-prove",
                                     "--db", url_of(target.address())});
    INFO(several.err);
    CHECK(several.exit_code == 0);
    CHECK(dump(target.address(), {"--exclude-schema=schemadiff"}) == truth);
}

TEST_CASE(
    "everything can be planned away, from every form, without a database where both are files")
{
    for (std::string const &form : shop().forms()) {
        INFO(form);
        auto call = shop().call({"plan", "--from", form, "--to", "empty", "--format", "sql",
                                 "--no-prove", "--exit-code"});
        call.environment.clear();
        auto const ran = run_program(call);
        INFO(ran.err);
        CHECK(ran.exit_code == 2);
        CHECK_THAT(ran.out,
                   Contains("DROP TABLE shop.orders;") && Contains("DROP TYPE shop.mood;"));
    }
    CHECK(shop().run({"plan", "--from", "empty", "--to", "empty", "--exit-code"}).exit_code == 0);
}

TEST_CASE("a file in a revision is named so in messages and plans, with its lines")
{
    ProgramBench const bench;
    bench.folder.write("state/bad.yaml", "schemadiff: 1\nshcemas: {}\n");
    bench.folder.write("good.yaml", one_table);
    run_git(bench.folder, {"init", "--quiet"});
    run_git(bench.folder, {"add", "."});
    run_git(bench.folder, {"commit", "--quiet", "--message", "x"});
    bench.folder.write("state/bad.yaml", "schemadiff: 1\n");
    auto const ran = bench.run({"plan", "git:HEAD:state"});
    CHECK(ran.exit_code == 1);
    CHECK(ran.err == "git:HEAD:state/bad.yaml:2:1: error: unknown key 'shcemas' at the top level "
                     "[SD1007]\n"
                     "     2 | shcemas: {}\n"
                     "       | ^\n"
                     "hint: Did you mean 'schemas'?\n");
    CHECK_THAT(bench.done({"plan", "git:HEAD:good.yaml", "--no-prove"}),
               Contains("git:HEAD:good.yaml:5"));
}

TEST_CASE("a plan between files is made for the server that proves it")
{
    // Before PostgreSQL 18 NOT NULL cannot be NOT VALID, so that it takes a check on the way.
    ProgramBench const bench;
    auto const state = [&](std::string const &name, std::string const &more) {
        bench.folder.write(name, "schemadiff: 1\nschemas:\n  lab:\n    tables:\n      t:\n"
                                 "        columns:\n          id: bigint" +
                                     more + "\n");
    };
    state("before.yaml", "");
    state("after.yaml", " not null");
    auto const plan = bench.done({"plan", "--from", "before.yaml", "--to", "after.yaml"});
    CHECK_THAT(plan, Contains("NOT VALID") && Contains("proved up and down"));
}

TEST_CASE("what is no state is refused with what can be read")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", one_table);
    bench.folder.write("bad.sql", "CREATE TABLE a (x int);\nCREATE TABLE ü.b (\n  y nosuch\n);\n");
    bench.folder.write("other.json", "{}");
    auto const check = [&](std::vector<std::string> arguments, std::string const &message) {
        arguments.insert(arguments.begin(), "plan");
        auto const ran = bench.run(std::move(arguments));
        CHECK(ran.exit_code == 1);
        CHECK(ran.err == message);
    };
    check({"state.yaml", "empty"},
          "error: only YAML files and folders can be joined to one state [SD3012]\n");
    check({"nowhere.yaml"}, "nowhere.yaml: error: cannot be read: No such file or directory "
                            "[SD1001]\n");
    check({"nowhere.sql"}, "error: cannot read 'nowhere.sql' [SD3012]\n");
    check({"other.json"}, "other.json: error: this is no snapshot of schemadiff [SD3012]\n"
                          "hint: Make one with schemadiff inspect --format json.\n");
    check({"git:HEAD"}, "error: 'git:HEAD' names no path [SD3012]\n"
                        "hint: Write it as git:REVISION:PATH.\n");
    check({"git:--help:x"}, "error: 'git:--help:x' names no revision [SD3012]\n"
                            "hint: Write it as git:REVISION:PATH.\n");
    check({"bad.sql"},
          "bad.sql:2:14: error: schema \"ü\" does not exist (SQLSTATE 3F000) [SD3010]\n"
          "     2 | CREATE TABLE ü.b (\n"
          "       |              ^\n");
    auto no_servers = bench.call({"plan", "--from", "empty", "--to", "bad.sql"});
    no_servers.arguments.emplace_back("--no-scratch-server");
    auto const ran = run_program(no_servers);
    CHECK(ran.exit_code == 1);
    CHECK(ran.err == "error: 'bad.sql' is SQL, and no scratch server is there to load it into "
                     "[SD3012]\n");
}
