// A run whose session dies at any moment: resume reaches the desired state, rollback the start, and
// a way back that was cut short is gone on with. A run of the tests takes every seventh place;
// SCHEMADIFF_CRASHES=1 takes all.
#include "crash_bench.hpp"

#include <functional>
#include <iostream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

using Work = std::function<void(postgres::Connection &, execute::ApplyOptions const &)>;

// In a session of its own, since the one before may be dead. Its lease ends by itself.
Caught in_session(CrashSubject const &subject, Work const &work)
{
    Caught result;
    auto const is_through = happens_soon([&] {
        result = caught([&] {
            postgres::Connection connection{subject.address()};
            work(connection, subject.options());
        });
        return result.code != codes::lease_held;
    });
    CHECK(is_through);
    return result;
}

class Matrix
{
public:
    explicit Matrix(Plan plan) : plan_{std::move(plan)}
    {
        CrashSubject const subject;
        start_ = subject.picture();
        subject.hit_at(0);
        CHECK(in_session(subject, up()).text == "");
        goal_ = subject.picture();
        places_up_ = subject.places_passed();
        subject.hit_at(0);
        CHECK(in_session(subject, down()).text == "");
        places_down_ = subject.places_passed();
        check_same(start_, subject.picture());
    }

    void run()
    {
        int crashes = 0;
        long long const stride = stride_of_crashes(7);
        for (long long place = 1; place <= places_up_; place += stride) {
            INFO("place " << place << " of " << places_up_ << " going up");
            CrashSubject const resumed;
            crash(resumed, place, up());
            CHECK(in_session(resumed, on()).text == "");
            check_same(goal_, resumed.picture());

            CrashSubject const unwound;
            crash(unwound, place, up());
            CHECK(in_session(unwound, down()).text == "");
            check_same(start_, unwound.picture());
            crashes += 2;
        }
        for (long long place = 1; place <= places_down_; place += stride) {
            INFO("place " << place << " of " << places_down_ << " going down");
            CrashSubject const subject;
            CHECK(in_session(subject, up()).text == "");
            crash(subject, place, down());
            CHECK(in_session(subject, on()).text == "");
            check_same(start_, subject.picture());
            ++crashes;
        }
        std::cout << "crashes: " << crashes << " at " << places_up_ << " places going up and "
                  << places_down_ << " going down, " << plan_.steps.size() << " steps" << std::endl;
        CHECK(crashes > 10);
    }

private:
    Work up() const
    {
        return [this](postgres::Connection &connection, execute::ApplyOptions const &options) {
            execute::apply(connection, plan_, options);
        };
    }

    static Work on()
    {
        return [](postgres::Connection &connection, execute::ApplyOptions const &options) {
            auto const result = execute::resume(connection, options);
            CHECK(result.has_value());
        };
    }

    static Work down()
    {
        return [](postgres::Connection &connection, execute::ApplyOptions const &options) {
            execute::rollback(connection, undoing(options));
        };
    }

    static void crash(CrashSubject const &subject, long long place, Work const &work)
    {
        subject.hit_at(place);
        CHECK(in_session(subject, work).code == codes::connection_lost);
        subject.hit_no_more();
    }

    Plan plan_;
    Picture start_;
    Picture goal_;
    long long places_up_ = 0;
    long long places_down_ = 0;
};

} // namespace

TEST_CASE("whenever a session dies, resume reaches the goal and rollback the start", "[crash]")
{
    Matrix(online_plan()).run();
}

TEST_CASE("there is nothing to resume where no run was cut short", "[crash]")
{
    CrashSubject const subject;
    auto const nothing = [](postgres::Connection &connection, auto const &options) {
        auto const result = execute::resume(connection, options);
        CHECK_FALSE(result.has_value());
    };
    CHECK(in_session(subject, nothing).text == "");
}
