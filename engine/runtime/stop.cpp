#include "engine/runtime/stop.hpp"

#include "engine/comm/collectives.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>

namespace cascade {
namespace {

std::atomic<int> asked_to_save{0};
std::atomic<int> asked_to_stop{0}; ///< the signal
std::atomic<bool> rests_expected{false};

static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// Ends the process as the signal would have, without handlers of libraries that may hang.
[[noreturn]] void leave(int signal) {
    ::_exit(128 + signal);
}

extern "C" void note_signal(int signal) {
    if (signal == SIGUSR2) {
        asked_to_save = signal;
        return;
    }
    if (signal == SIGALRM) { // the 0.7 s are over; or a late tick of the watch over MPI's start (start_watch.hpp)
        const int asked = asked_to_stop;
        if (asked == 0 || asked == SIGUSR1)
            return;
        leave(asked);
    }
    if (signal != SIGUSR1 && !rests_expected)
        leave(signal);
    const int asked_before = asked_to_stop;
    if (asked_before != 0 && (signal == SIGUSR1 || asked_before != SIGUSR1))
        return; // the first TERM or INT has set the clock
    asked_to_stop = signal;
    if (signal == SIGUSR1)
        return;
    itimerval soon{};
    soon.it_value.tv_usec = 700'000;
    ::setitimer(ITIMER_REAL, &soon, nullptr);
}

void handle(int signal) {
    struct sigaction action {};
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

Wish own_wish() {
    const int stop = asked_to_stop;
    if (stop != 0)
        return stop == SIGUSR1 ? Wish::stop : Wish::leave;
    return asked_to_save.exchange(0) != 0 ? Wish::save : Wish::none;
}

} // namespace

void listen_to_signals() {
    sigset_t all{};
    sigemptyset(&all);
    for (const int signal : {SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGALRM}) {
        handle(signal);
        sigaddset(&all, signal);
    }
    ::pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

void expect_rests(bool expected) {
    rests_expected = expected;
}

Wish wished(const Communicator& world, Wish mine) {
    return static_cast<Wish>(all_reduce_max(world, static_cast<std::uint8_t>(std::max(own_wish(), mine))));
}

void forget_wish() {
    int usr1 = SIGUSR1;
    asked_to_stop.compare_exchange_strong(usr1, 0);
}

bool interrupted(const Communicator& world) {
    return all_reduce_max(world, static_cast<std::uint8_t>(asked_to_stop == SIGINT)) != 0;
}

} // namespace cascade
