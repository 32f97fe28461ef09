// The program killed at any moment, and the server stopped at once under it. What comes next never
// waits for the lease of the dead, reaches the goal or the start, and ends what the dead one has
// left at work. A run of the tests takes a few places; SCHEMADIFF_CRASHES=1 takes all.
#include "crash_bench.hpp"
#include "program_bench.hpp"

#include <engine/execute/lease.hpp>
#include <engine/execute/process_mark.hpp>
#include <engine/scratch/data_folder.hpp>

#include <support/certificate.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <iostream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// One that can be stopped and started again. Unlike other throwaway servers it does not lose what
// it has committed.
class StoppableServer
{
public:
    StoppableServer() : account_{account_of(test_server().folder())}
    {
        auto name = (scratch::folders_for_servers().front() / "schemadiff-stopped-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        if (account_) {
            REQUIRE(chown(name.c_str(), account_->user, account_->group) == 0);
        }
        scratch::make_data_folder(test_server().binaries(), account_, folder_ / "data");
        start();
    }
    ~StoppableServer()
    {
        process_->stop();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    StoppableServer(StoppableServer const &) = delete;
    StoppableServer &operator=(StoppableServer const &) = delete;

    void start()
    {
        process_ = std::make_unique<scratch::GuardedProcess>(
            scratch::Command{{program("postgres"), "-D", data(), "-c", "listen_addresses=", "-c",
                              "unix_socket_directories=" + folder_.string(), "-p", "5432", "-c",
                              "fsync=off", "-c", "autovacuum=off", "-c", "timezone=UTC"},
                             account_},
            folder_, folder_ / "log");
        REQUIRE(happens_soon([&] {
            try {
                return value_of(address(), "SELECT 1") == "1";
            } catch (Failure const &) {
                return false;
            }
        }));
    }

    void stop_at_once()
    {
        auto const stopped =
            scratch::run({{program("pg_ctl"), "stop", "-m", "immediate", "-D", data()}, account_});
        INFO(stopped.output);
        REQUIRE(stopped.exit_code == 0);
        REQUIRE(happens_soon([&] { return process_->has_ended(); }));
    }

    [[nodiscard]] postgres::Address address() const
    {
        auto options = test_server().address().options();
        options["host"] = folder_.string();
        options["port"] = "5432";
        return postgres::Address{options};
    }

private:
    [[nodiscard]] static std::string program(std::string const &name)
    {
        return (test_server().binaries().folder / name).string();
    }
    [[nodiscard]] std::string data() const { return (folder_ / "data").string(); }

    std::optional<scratch::Account> account_;
    std::filesystem::path folder_;
    std::unique_ptr<scratch::GuardedProcess> process_;
};

using Arguments = std::vector<std::string>;

Arguments const up{"apply", "--plan", "plan.json", "--yes", "--allow", "all"};
Arguments const back{"rollback", "--yes", "--allow", "all"};
Arguments const unwind{"rollback", "--unfinished", "--yes", "--allow", "all"};
Arguments const on{"resume"};

bool somebody_is_at_work(CrashSubject const &subject)
{
    return value_of(subject.address(),
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name ~ "
                    "'^schemadiff [0-9a-f]{16}$' AND datname = current_database() AND state = "
                    "'active')") == "t";
}

class Crashes
{
public:
    // Ends the program while its session waits at a place.
    using Crash = std::function<void(CrashSubject const &, Running &, long long place)>;

    Crashes(postgres::Address server, Crash crash)
        : server_{std::move(server)}, crash_{std::move(crash)}
    {
        folder_.write("plan.json", render::plan_json(online_plan()));
        CrashSubject const subject{server_};
        start_ = subject.picture();
        places_up_ = places_of(subject, up);
        goal_ = subject.picture();
        places_down_ = places_of(subject, back);
        check_same(start_, subject.picture());
    }

    // `stride` is odd, so that both kinds of what crash() does come up.
    void run(std::string const &what, long long stride)
    {
        int crashes = 0;
        for (long long place = 1; place <= places_up_; place += stride) {
            INFO("place " << place << " of " << places_up_ << " going up");
            CrashSubject const resumed{server_};
            hit(resumed, place, up);
            run_whole(resumed, on);
            check_same(goal_, resumed.picture());

            CrashSubject const unwound{server_};
            hit(unwound, place, up);
            run_whole(unwound, unwind);
            check_same(start_, unwound.picture());
            crashes += 2;
        }
        for (long long place = 1; place <= places_down_; place += stride) {
            INFO("place " << place << " of " << places_down_ << " going down");
            CrashSubject const subject{server_};
            run_whole(subject, up);
            hit(subject, place, back);
            run_whole(subject, on);
            check_same(start_, subject.picture());
            ++crashes;
        }
        std::cout << what << ": " << crashes << " at " << places_up_ << " places going up and "
                  << places_down_ << " going down" << std::endl;
        CHECK(crashes >= 6);
    }

private:
    [[nodiscard]] Call call(CrashSubject const &subject, Arguments const &arguments) const
    {
        return {.arguments = arguments,
                .environment = {{"DATABASE_URL", url_of(subject.address())}},
                .folder = folder_.path()};
    }

    // At the first attempt, whatever lease the one before has left.
    void run_whole(CrashSubject const &subject, Arguments const &arguments) const
    {
        auto const ran = run_program(call(subject, arguments));
        INFO(ran.out << ran.err);
        CHECK(ran.exit_code == 0);
        CHECK_FALSE(somebody_is_at_work(subject));
    }

    [[nodiscard]] long long places_of(CrashSubject const &subject, Arguments const &arguments) const
    {
        subject.hit_at(0);
        run_whole(subject, arguments);
        return subject.places_passed();
    }

    void hit(CrashSubject const &subject, long long place, Arguments const &arguments) const
    {
        subject.hit_at(place, AtPlace::session_waits);
        Running program{call(subject, arguments)};
        auto const is_there = happens_soon([&] { return subject.places_passed() == place; });
        INFO(program.err_so_far());
        REQUIRE(is_there);
        crash_(subject, program, place);
    }

    postgres::Address server_;
    Crash crash_;
    TestFolder folder_;
    Picture start_;
    Picture goal_;
    long long places_up_ = 0;
    long long places_down_ = 0;
};

} // namespace

// The statement of a dead program goes on in the server. At even places it is still at work when
// the next program comes; at odd ones the server ends first, with all that it was sent: a commit
// may be part of it.
TEST_CASE("whenever the program is killed, resume reaches the goal and rollback the start",
          "[crash]")
{
    auto const kill = [](CrashSubject const &subject, Running &program, long long place) {
        program.send(SIGKILL);
        CHECK(program.wait().exit_code == 128 + SIGKILL);
        if (place % 2 == 1) {
            subject.hit_no_more();
            CHECK(happens_soon([&] { return !somebody_is_at_work(subject); }));
        } else {
            CHECK(somebody_is_at_work(subject));
        }
    };
    Crashes{test_server().address(), kill}.run("killed", stride_of_crashes(11));
}

TEST_CASE("whenever the server stops at once, resume reaches the goal and rollback the start",
          "[crash]")
{
    StoppableServer server;
    auto const stop = [&](CrashSubject const &subject, Running &program, long long) {
        server.stop_at_once();
        auto const ran = program.wait();
        INFO(ran.err);
        CHECK(ran.exit_code == static_cast<int>(ExitCode::try_later));
        CHECK_THAT(ran.err, Contains("the connection to the server was lost"));
        server.start();
        subject.hit_no_more();
    };
    Crashes{server.address(), stop}.run("stopped", stride_of_crashes(15));
}

TEST_CASE("the lease of a dead process is told from that of any other", "[crash]")
{
    using execute::is_dead;
    auto const mark = execute::process_mark();
    REQUIRE_FALSE(mark.empty());
    CHECK_FALSE(is_dead(getpid(), mark));

    auto const child = fork();
    if (child == 0) {
        _exit(0);
    }
    auto const since = mark.rfind(' ');
    auto const here = mark.substr(0, since);
    // Its number is another's by now: ours, who began at another time.
    CHECK(is_dead(getpid(), here + " 1"));
    // Dead, though nobody has asked how it ended; and then without a trace.
    CHECK(happens_soon([&] { return is_dead(child, mark); }));
    CHECK(waitpid(child, nullptr, 0) == child);
    CHECK(is_dead(child, mark));
    // Of another machine or container, or of one that could not tell.
    CHECK_FALSE(is_dead(child, "another " + mark));
    CHECK_FALSE(is_dead(child, "another" + mark.substr(mark.find(' '))));
    CHECK_FALSE(is_dead(child, here));
    CHECK_FALSE(is_dead(child, ""));
    CHECK_FALSE(is_dead(0, mark));
}

TEST_CASE("only the lease of a process that has certainly ended is taken over at once", "[crash]")
{
    Bench bench;
    bench.apply(plan_of({table("a")}));
    // Whom the database knows, but for the host and the mark of the process.
    auto const held_by = [&](pid_t process, std::string const &host) {
        bench.run("DELETE FROM schemadiff.schemadiff_lease; INSERT INTO "
                  "schemadiff.schemadiff_lease (holder, role, host, process, acquired_at, "
                  "expires_at) VALUES ('0123456789abcdef', 'postgres', '" +
                  host + "', " + std::to_string(process) + ", now(), now() + interval '1 minute')");
        return caught([&] { bench.apply(plan_of({table("b")})); }).code == codes::lease_held;
    };
    std::array<char, 256> name{};
    REQUIRE(gethostname(name.data(), name.size() - 1) == 0);
    std::string const host = name.data();
    auto const mark = execute::process_mark();
    auto const child = fork();
    if (child == 0) {
        _exit(0);
    }
    CHECK(waitpid(child, nullptr, 0) == child);

    CHECK(held_by(getpid(), host + "/" + mark));          // lives
    CHECK(held_by(child, host));                          // of a program without marks
    CHECK(held_by(child, host + "/"));                    // of a system without marks
    CHECK(held_by(child, "else" + host + "/" + mark));    // elsewhere
    CHECK(held_by(child, host + "/another boot" + mark)); // before
    auto const holder = execute::lease_holder(bench.connection, "schemadiff");
    REQUIRE(holder.has_value());
    CHECK(holder->host == host);
    CHECK_FALSE(holder->is_dead);
    CHECK_FALSE(held_by(child, host + "/" + mark));
    CHECK(bench.exists("public.b"));
}
