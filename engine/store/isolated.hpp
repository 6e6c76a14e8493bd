#pragma once
// Runs a function in a child process with limits on memory and time, and brings back the text it returns.
//
// A damaged HDF5 file can crash the library or ask it for terabytes; in a child that costs an error message. The child
// may use 4 GiB more than it has at birth and 60 s of CPU, leaves no core file and never runs exit handlers.
// Meant for the time before MPI starts; afterwards it is for one-rank tools, since forking is unsafe with some transports.

#include <functional>
#include <string>

namespace cascade {

/// What `work` returned; InputError naming `path` as damaged when the child died or ran out of time.
std::string run_isolated(const std::string& path, const std::function<std::string()>& work);

} // namespace cascade
