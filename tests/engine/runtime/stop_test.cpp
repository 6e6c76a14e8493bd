#include "engine/runtime/stop.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctime>

namespace cascade {
namespace {

using testing::world;

/// The wait status of a child that listens to signals, does `work`, and then sleeps for five seconds.
template <class F>
int status_after(F&& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        listen_to_signals();
        work();
        for (int i = 0; i < 50; ++i) { // a signal cuts a sleep short
            const timespec nap{0, 100'000'000};
            ::nanosleep(&nap, nullptr);
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

TEST(Stop, ASignalThatCameBeforeAnybodyListenedIsHeard) {
    sigset_t one{};
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &one, nullptr);
    std::raise(SIGUSR1);
    listen_to_signals();
    EXPECT_EQ(wished(world()), Wish::stop);
    forget_wish();
}

TEST(Stop, ASignalOfOneRankIsTheWishOfAll) {
    listen_to_signals();
    EXPECT_EQ(wished(world()), Wish::none);
    if (world().rank() == world().size() - 1)
        std::raise(SIGUSR2);
    EXPECT_EQ(wished(world()), Wish::save);
    EXPECT_EQ(wished(world()), Wish::none) << "told once";
    EXPECT_EQ(wished(world(), world().is_root() ? Wish::limit : Wish::none), Wish::limit);
    if (world().is_root())
        std::raise(SIGUSR1);
    EXPECT_EQ(wished(world(), Wish::save), Wish::stop) << "the heaviest";
    EXPECT_EQ(wished(world()), Wish::stop) << "until it is forgotten";
    forget_wish();
    EXPECT_EQ(wished(world()), Wish::none);
    EXPECT_FALSE(interrupted(world()));
}

TEST(Stop, TermEndsTheProcessAtOnceWhereNobodyRests) {
    if (world().size() > 1)
        GTEST_SKIP() << "processes are made without MPI beside them";
    EXPECT_EQ(WEXITSTATUS(status_after([] { std::raise(SIGTERM); })), 143);
    EXPECT_EQ(WEXITSTATUS(status_after([] { std::raise(SIGINT); })), 130);
}

TEST(Stop, TermWaitsForARestLessThanASecond) {
    if (world().size() > 1)
        GTEST_SKIP() << "processes are made without MPI beside them";
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(WEXITSTATUS(status_after([] {
                  expect_rests(true);
                  std::raise(SIGTERM);
              })),
              143);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    EXPECT_GT(took.count(), 0.5) << "a rest may come";
    EXPECT_EQ(WEXITSTATUS(status_after([] { // at a rest the flag is there
                  expect_rests(true);
                  std::raise(SIGTERM);
                  std::raise(SIGUSR1); // too late for that
                  ::_exit(wished(world()) == Wish::leave ? 3 : 4);
              })),
              3);
}

TEST(Stop, Usr1AndUsr2AreNeverDeadly) {
    if (world().size() > 1)
        GTEST_SKIP() << "processes are made without MPI beside them";
    EXPECT_EQ(status_after([] {
                  std::raise(SIGALRM); // a clock that was stopped too late, with or without a USR1 before
                  std::raise(SIGUSR1);
                  std::raise(SIGALRM);
                  ::_exit(0);
              }),
              0);
    EXPECT_EQ(status_after([] {
                  std::raise(SIGUSR1);
                  std::raise(SIGUSR2);
                  ::_exit(0);
              }),
              0);
}

} // namespace
} // namespace cascade
