// How threads of OpenMP wait for work.
//
// libgomp's go round in circles some hundred thousand times before they sleep: five milliseconds of a CPU each time a loop
// is followed by what one thread does. Where ranks on a host have more threads than it has CPUs they keep each other from
// working: seven ranks of two threads on two CPUs took 54 s for what took 1.5 s once they slept soon. Three hundred turns are
// as quick as any other number, on two threads with two CPUs, and spend nothing.
//
// libgomp reads how long to wait when it starts; linked statically it starts after what is said here. Where it is not, and
// with other libraries of OpenMP, this comes too late and does nothing. What the user has said stands.

#include <cstdlib>

namespace {

[[gnu::constructor(101)]] void let_waiting_threads_sleep_soon() {
    const char* const policy = std::getenv("OMP_WAIT_POLICY");
    if (policy == nullptr || *policy == '\0')
        ::setenv("GOMP_SPINCOUNT", "300", 0);
}

} // namespace
