#pragma once
// The run of the program from its words to its exit code.
//
// Words are understood before MPI starts, so that help and mistakes cost nothing when the program runs alone. Under a
// launcher a mistake is told after MPI has started: a rank that left early would have the launcher kill rank 0 before
// it has said why. The graph file is probed before MPI too, on the rank that will be 0 (engine/store/graph_file.hpp).
//
// Every rank returns the same code. An error that all ranks share (`Error::agreed`, or a usage error, since all ranks
// have the same words) is printed once; one that only this rank knows of ends the job by MPI_Abort, since the others
// may be waiting for it. So does one that left HDF5 unusable, on any number of ranks: HDF5 hooks itself into
// MPI_Finalize and would crash there.

#include "jobs/common/verb.hpp"

#include <string>
#include <vector>

namespace cascade {

/// What a command line asks for.
struct Invocation {
    const Verb* verb = nullptr; ///< to run; null when only `page` is to be printed
    Options options;
    std::string page; ///< help, version, a dumped config, or that of a verb without a run
};

/// Understands the words after the program's name. Throws UsageError, or 66 for a config file that is absent.
Invocation understand(const std::vector<std::string>& words, VerbTable table);

/// main() of the program.
int run_program(int argc, char** argv, VerbTable table);

} // namespace cascade
