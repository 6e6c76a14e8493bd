#include "jobs/common/crowded_threads.hpp"

#include "engine/comm/communicator.hpp"
#include "jobs/common/machine.hpp"
#include "jobs/common/resources.hpp"

#include <unistd.h>

#include <cstdlib>

namespace cascade {

void let_crowded_threads_sleep(const Options& options, char** argv) {
    const std::uint64_t ranks = MpiEnvironment::announced_neighbours();
    if (ranks == 1 || !options.has("threads") || std::getenv("GOMP_SPINCOUNT") != nullptr ||
        std::getenv("OMP_WAIT_POLICY") != nullptr)
        return;
    const cpu_set_t cpus = allowed_cpus();
    if (ranks * options.whole("threads", 1, kMostThreads) <= static_cast<std::uint64_t>(CPU_COUNT(&cpus)))
        return;
    ::setenv("GOMP_SPINCOUNT", "1000", 1); // as libgomp itself does where one process has more threads than CPUs
    ::execv("/proc/self/exe", argv);       // where that fails, things go on as they are
}

} // namespace cascade
