#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <chrono>

namespace cascade {
namespace {

TEST(IdleWaits, LibrariesFindTheSchedYieldThatSleeps) {
    void* const found = ::dlsym(RTLD_DEFAULT, "sched_yield");
    void* const of_c = ::dlsym(RTLD_NEXT, "sched_yield");
    ASSERT_NE(found, nullptr);
    ASSERT_NE(of_c, nullptr);
    EXPECT_NE(found, of_c);
}

TEST(IdleWaits, CallsInQuickSuccessionSleepLongerAndLonger) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 10 + 4 * 8; ++i) // ten yields, then four sleeps each of 1, 2, 4 … 128 microseconds
        ::sched_yield();
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::microseconds(4 * 255));
}

} // namespace
} // namespace cascade
