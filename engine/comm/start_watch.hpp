#pragma once
// An end for what may wait for ever while MPI starts.
//
// Two waits of Open MPI 4.1 have none. A rank whose launcher is killed just then stays in PMIx_Init: it waits for an answer,
// and that nobody is left to give it is noticed only later (one start in five hundred, mpirun killed within the first half
// second). And where a rank lacks the memory to map the shared segment of another, MPI starts all the same, and the first
// message waits for ever. So a timer ticks from before MPI_Init to behind the first exchange. It is a signal, since MPI may go
// round in a circle inside a single call. Its question is whether the parent is still the one there was at first; Linux could
// send a signal when the parent dies (PR_SET_PDEATHSIG), but it does so too when only the thread ends that had started the rank.

#include <sys/time.h>
#include <unistd.h>

#include <csignal>

namespace cascade {

/// Watches over the start of MPI while it lives; the only one of the process.
class StartWatch {
public:
    /// With `launched`, the process ends (143) when its parent has; started by hand, it may outlive a shell.
    explicit StartWatch(bool launched);
    ~StartWatch();
    StartWatch(const StartWatch&) = delete;
    StartWatch& operator=(const StartWatch&) = delete;

    /// MPI has started: from here on the process ends (71) when the ranks do not hear of one another within 60 s.
    void first_exchange();

private:
    struct sigaction before_ {};
};

} // namespace cascade
