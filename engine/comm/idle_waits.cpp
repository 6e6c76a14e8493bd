#include "engine/comm/idle_waits.hpp"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace cascade {
namespace {

constexpr std::int64_t kQuick = 5'000; // ns from one call to the next: nothing was done in between
constexpr int kYields = 10;
constexpr int kLongest = 7; // 2^7 µs

std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

} // namespace

void let_idle_waits_sleep() {
    ::prctl(PR_SET_TIMERSLACK, 1'000UL); // ns; by default a sleep may last 50 µs longer than asked
}

} // namespace cascade

extern "C" __attribute__((visibility("default"))) int sched_yield() noexcept {
    thread_local std::int64_t left = 0;
    thread_local int calls = 0;
    if (cascade::now() - left > cascade::kQuick)
        calls = 0;
    if (calls < cascade::kYields) {
        ::syscall(SYS_sched_yield);
    } else {
        const int longer = std::min((calls - cascade::kYields) / 4, cascade::kLongest);
        const timespec pause{0, 1'000L << longer};
        ::nanosleep(&pause, nullptr);
    }
    ++calls;
    left = cascade::now();
    return 0;
}
