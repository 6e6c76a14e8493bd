#pragma once
// How threads wait where a host has fewer CPUs than its ranks have threads.
//
// Threads of OpenMP go round in circles before they sleep, as long as their process has CPUs enough for them; of the ranks
// beside it a process knows nothing. Seven ranks of two threads on two CPUs took 54 s for what took 1.5 s once they slept
// soon. libgomp reads how long to wait when it is loaded, so the program starts itself anew with GOMP_SPINCOUNT in its
// environment. A GOMP_SPINCOUNT or OMP_WAIT_POLICY that is there already stands.

#include "jobs/common/options.hpp"

namespace cascade {

/// Before MPI starts; returns where there is room enough, or nothing to be done.
void let_crowded_threads_sleep(const Options& options, char** argv);

} // namespace cascade
