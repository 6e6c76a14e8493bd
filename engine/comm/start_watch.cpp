#include "engine/comm/start_watch.hpp"

#include "engine/core/error.hpp"

#include <string_view>

namespace cascade {
namespace {

constexpr int kMeetWithin = 60; // ticks

pid_t g_parent = 0;                           // 0: it may end
volatile std::sig_atomic_t g_ticks_left = -1; // of the first exchange; -1: it has not begun

[[noreturn]] void end(std::string_view text, ExitCode code) {
    std::signal(SIGPIPE, SIG_IGN); // the launcher held the other end
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    ::_exit(static_cast<int>(code)); // the launcher, where there is one, ends the others
}

void tick(int) {
    if (g_parent != 0 && ::getppid() != g_parent)
        end("cascade: error: the launcher (mpirun) ended while MPI was starting\n", ExitCode::terminated);
    if (g_ticks_left == 0)
        end("cascade: error: MPI started, but the ranks did not hear of one another within 60 s; where MPI "
            "lacks memory for what it sends with, it waits for ever: give each rank more memory (ulimit -v), "
            "or try --mca btl ^vader\n",
            ExitCode::out_of_memory);
    if (g_ticks_left > 0)
        g_ticks_left = g_ticks_left - 1;
}

void tick_every(time_t seconds) {
    const itimerval timer{.it_interval = {.tv_sec = seconds, .tv_usec = 0},
                          .it_value = {.tv_sec = seconds, .tv_usec = 0}};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
}

} // namespace

StartWatch::StartWatch(bool launched) {
    g_parent = launched ? ::getppid() : 0;
    struct sigaction action {};
    action.sa_handler = tick;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGALRM, &action, &before_);
    tick_every(1);
}

StartWatch::~StartWatch() {
    tick_every(0);
    ::sigaction(SIGALRM, &before_, nullptr);
}

void StartWatch::first_exchange() {
    g_ticks_left = kMeetWithin;
}

} // namespace cascade
