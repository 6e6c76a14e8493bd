#pragma once
// The ranks of a job as a value that is passed down. Nothing reaches for MPI_COMM_WORLD.
//
// `MpiEnvironment` starts and ends MPI. Started without a launcher the program is one rank: Open MPI would spend 0.33 s
// to find that out, so the settings that skip the search (isolated singleton, no transport but to itself, ob1) are put
// into the environment first, unless the user has set them. Of the 37 ms that the smallest job took then, 7 were a look at
// the devices on the PCI bus, of which a single rank uses none: hwloc is told to leave them out. Nor does a single rank make
// a session folder: all runs of a user share it, and one that ends would take it from under another that starts. Where
// mpirun says that all ranks are on this host, ob1 is named likewise: the search for a faster network took 0.22 of 0.41 s of
// a job of two ranks.
//
// What may wait for ever meanwhile has an end (start_watch.hpp). And while MPI is ended, a thread of PMIx may use what has
// just been freed (open-mpi/ompi issue 10117, about once in a thousand runs on a busy machine): nothing is left to do by
// then, so the process ends with the exit code it would have had.

#include "engine/comm/exchange_settings.hpp"

#include <mpi.h>

#include <cstdint>
#include <memory>

namespace cascade {

/// A group of ranks. Copies share the handle; they, and the groups split from them, share one count of traffic.
class Communicator {
public:
    explicit Communicator(MPI_Comm handle);

    int rank() const { return rank_; }
    int size() const { return size_; }
    bool is_root() const { return rank_ == 0; }
    MPI_Comm handle() const { return *handle_; }

    /// The ranks that give the same colour, ordered by rank here. Collective.
    Communicator split(int color) const;
    /// The ranks on this host: those whose host has the same name. Collective.
    Communicator split_by_host() const;
    void barrier() const;

    Traffic& traffic() const { return *traffic_; }

    ExchangeSettings exchange;

private:
    explicit Communicator(std::shared_ptr<MPI_Comm> handle);

    std::shared_ptr<MPI_Comm> handle_;
    std::shared_ptr<Traffic> traffic_ = std::make_shared<Traffic>();
    int rank_ = 0;
    int size_ = 1;
};

/// MPI from construction to destruction; the first object of main.
class MpiEnvironment {
public:
    /// Asks for the memory that MPI needs to start, which does not check what it is given. Throws MemoryError.
    static void require_room();
    MpiEnvironment(int& argc, char**& argv);
    ~MpiEnvironment();
    MpiEnvironment(const MpiEnvironment&) = delete;
    MpiEnvironment& operator=(const MpiEnvironment&) = delete;

    Communicator world() const;

    /// Says what the process is about to end with, should MPI fail while it is being ended; returns that.
    int ending(int exit_code) const;
    /// Ends every rank at once with this exit code; for failures other ranks cannot know of.
    [[noreturn]] static void abort(int exit_code);
    /// Whether a launcher started this process as one of several.
    static bool launched();
    /// Whether mpirun announced all ranks on this host; false without it.
    static bool on_one_host();
    /// The rank a launcher announced in the environment before MPI is started; 0 without a launcher, -1 if unknown.
    static int announced_rank();
    /// e.g. "Open MPI v4.1.4".
    static const char* library_version();
};

} // namespace cascade
