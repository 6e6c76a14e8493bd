#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

namespace cascade {
namespace {

TEST(IdleWaits, LibrariesFindTheSchedYieldThatSleeps) {
    void* const found = ::dlsym(RTLD_DEFAULT, "sched_yield");
    void* const of_c = ::dlsym(RTLD_NEXT, "sched_yield");
    ASSERT_NE(found, nullptr);
    ASSERT_NE(of_c, nullptr);
    EXPECT_NE(found, of_c);
}

long sleeps() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw; // giving the CPU away by a yield is not counted here
}

TEST(IdleWaits, CallsInQuickSuccessionSleep) {
    const long before = sleeps();
    int calls = 0;
    while (sleeps() < before + 50 && calls < 100'000) // where others take the CPU, succession is not always quick
        for (int i = 0; i < 100; ++i, ++calls)
            ::sched_yield();
    EXPECT_GE(sleeps(), before + 50) << calls;
}

} // namespace
} // namespace cascade
