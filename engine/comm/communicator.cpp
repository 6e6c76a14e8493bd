#include "engine/comm/communicator.hpp"

#include "engine/comm/idle_waits.hpp"
#include "engine/comm/start_watch.hpp"
#include "engine/core/big_array.hpp"
#include "engine/core/error.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace cascade {
namespace {

/// Variables a launcher sets; any of them means that this process is one of several.
constexpr std::array kLauncherVariables = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_STEP_ID"};

volatile std::sig_atomic_t g_ending = -1; // the exit code that is waiting for MPI to end

void end_all_the_same(int) {
    constexpr std::string_view kText = "cascade: MPI failed while it was being ended; all was done by then\n";
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText.data(), kText.size());
    ::_exit(g_ending);
}

} // namespace

Communicator::Communicator(MPI_Comm handle) : Communicator(std::make_shared<MPI_Comm>(handle)) {}

Communicator::Communicator(std::shared_ptr<MPI_Comm> handle) : handle_(std::move(handle)) {
    MPI_Comm_rank(*handle_, &rank_);
    MPI_Comm_size(*handle_, &size_);
}

Communicator Communicator::split(int color) const {
    MPI_Comm part = MPI_COMM_NULL;
    MPI_Comm_split(*handle_, color, rank_, &part);
    Communicator result(std::shared_ptr<MPI_Comm>(new MPI_Comm(part), [](MPI_Comm* comm) {
        int finalized = 0;
        MPI_Finalized(&finalized);
        if (finalized == 0)
            MPI_Comm_free(comm);
        delete comm;
    }));
    result.exchange = exchange;
    result.traffic_ = traffic_;
    return result;
}

// Not by MPI_Comm_split_type: each rank of Open MPI takes what it holds to be its neighbours, and where one of them lacked the
// memory to learn of the others, they enter different exchanges and wait for ever. Names are compared as all ranks see them.
Communicator Communicator::split_by_host() const {
    std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
    int length = 0;
    MPI_Get_processor_name(name.data(), &length);
    std::vector<char> names(name.size() * static_cast<std::size_t>(size_));
    MPI_Allgather(name.data(), MPI_MAX_PROCESSOR_NAME, MPI_CHAR, names.data(), MPI_MAX_PROCESSOR_NAME, MPI_CHAR,
                  *handle_);
    int first = 0;
    while (std::memcmp(&names[name.size() * static_cast<std::size_t>(first)], name.data(), name.size()) != 0)
        ++first;
    return split(first);
}

void Communicator::barrier() const {
    MPI_Barrier(*handle_);
}

// Open MPI 4.1 took 70 MiB from before MPI_Init to after it (libraries, pools, the stacks of two threads); with less, it or
// PMIx in a thread of its own died of a null pointer, or ranks were left that hear nothing.
void MpiEnvironment::require_room() {
    constexpr std::size_t kRoom = std::size_t{72} << 20;
    try {
        const BigArray<char> room(kRoom);
    } catch (const MemoryError&) {
        throw MemoryError(
            "out of memory: MPI takes {} bytes of address space to start and they were refused; raise the "
            "limit (ulimit -v)",
            kRoom);
    }
}

MpiEnvironment::MpiEnvironment(int& argc, char**& argv) {
    if (!launched()) {
        ::setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
        ::setenv("OMPI_MCA_btl", "self", 0);
        ::setenv("OMPI_MCA_orte_create_session_dirs", "0", 0);
        ::setenv("HWLOC_COMPONENTS", "-pci,-linuxio", 0);
        ::setenv("HWLOC_PLUGINS_PATH", "/nonexistent", 0); // they load OpenCL and X11 to look for devices
    }
    if (!launched() || on_one_host())
        ::setenv("OMPI_MCA_pml", "ob1", 0);
    let_idle_waits_sleep();
    StartWatch watch(launched());
    int provided = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    watch.first_exchange();
    MPI_Barrier(MPI_COMM_WORLD);
}

MpiEnvironment::~MpiEnvironment() {
    if (g_ending >= 0)
        for (const int failure : {SIGSEGV, SIGBUS})
            std::signal(failure, end_all_the_same);
    MPI_Finalize();
}

int MpiEnvironment::ending(int exit_code) const {
    g_ending = exit_code;
    return exit_code;
}

Communicator MpiEnvironment::world() const {
    return Communicator(MPI_COMM_WORLD);
}

void MpiEnvironment::abort(int exit_code) {
    MPI_Abort(MPI_COMM_WORLD, exit_code);
    std::abort();
}

bool MpiEnvironment::launched() {
    for (const char* name : kLauncherVariables)
        if (std::getenv(name) != nullptr)
            return true;
    return false;
}

bool MpiEnvironment::on_one_host() {
    const char* all = std::getenv("OMPI_COMM_WORLD_SIZE");
    const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    return all != nullptr && here != nullptr && std::strcmp(all, here) == 0;
}

int MpiEnvironment::announced_rank() {
    for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"})
        if (const char* text = std::getenv(name))
            return std::atoi(text);
    return launched() ? -1 : 0;
}

const char* MpiEnvironment::library_version() {
    static const std::string text = [] {
        std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> buffer{};
        int length = 0;
        MPI_Get_library_version(buffer.data(), &length);
        const std::string whole(buffer.data());
        return whole.substr(0, whole.find(','));
    }();
    return text.c_str();
}

} // namespace cascade
