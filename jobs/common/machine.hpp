#pragma once
// What this host says of itself, read from the kernel's files: CPUs, memory limits, page sizes, names. No communication.
//
// A batch system limits a job's memory by a control group. Version 2 shows one path in /proc/self/cgroup ("0::/a/b") and
// the limit in memory.max, version 1 a "memory" line and memory.limit_in_bytes; each directory upward may limit as well,
// and inside a container the path may not exist below the mount, where the mount's own limit is what holds.

#include <sched.h>

#include <cstdint>
#include <string>

namespace cascade {

/// CPUs this process may run on.
cpu_set_t allowed_cpus();

/// The smallest memory limit of the process's control groups in bytes; 0 when there is none. `root` replaces "/".
std::uint64_t cgroup_memory_limit(const std::string& root = "/");

/// Physical memory in bytes, or the control groups' limit if that is smaller.
std::uint64_t usable_memory(const std::string& root = "/");

/// The most memory this process has ever held resident, in bytes.
std::uint64_t peak_resident_bytes();

/// Size of the pages that hold nine tenths or more of the mapping around `place`, which must have been touched: that of a
/// huge page or of the smallest one.
std::uint64_t page_bytes_at(const void* place);

/// Share of this process's own memory that lies on huge pages, 0 to 1.
double huge_page_share();

/// e.g. "4 KiB, huge pages madvise".
std::string page_description();

std::string host_name();

/// What the batch system calls this job; empty outside of one.
std::string batch_job_id();

} // namespace cascade
