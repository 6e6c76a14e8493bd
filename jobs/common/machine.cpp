#include "jobs/common/machine.hpp"

#include "jobs/common/quantity.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cascade {
namespace {

/// The first line of a small file; empty when there is none.
std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

/// The number after `key` in a file of "Key:  123 kB" lines, in bytes; 0 when absent.
std::uint64_t kilobytes_of(const std::string& path, const std::string& key) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(key)) {
            std::istringstream words(line.substr(key.size()));
            std::uint64_t value = 0;
            words >> value;
            return value * 1024;
        }
    return 0;
}

/// The smallest number in the files `name` of `mount`/`group` and every directory above it up to the mount; 0: none.
std::uint64_t smallest_limit(const std::string& mount, std::string group, const std::string& name) {
    constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 60; // version 1 writes a number near 2^63
    std::uint64_t least = 0;
    for (;;) {
        const auto limit = parse_whole(first_line(mount + group + "/" + name));
        if (limit && *limit > 0 && *limit < kUnlimited)
            least = least == 0 ? *limit : std::min(least, *limit);
        const std::size_t slash = group.rfind('/');
        if (slash == std::string::npos)
            return least;
        group.resize(slash);
    }
}

bool has_memory_controller(const std::string& controllers) {
    return ("," + controllers + ",").find(",memory,") != std::string::npos;
}

} // namespace

cpu_set_t allowed_cpus() {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    if (::sched_getaffinity(0, sizeof cpus, &cpus) != 0)
        for (long cpu = 0; cpu < std::min<long>(::sysconf(_SC_NPROCESSORS_ONLN), CPU_SETSIZE); ++cpu)
            CPU_SET(static_cast<std::size_t>(cpu), &cpus);
    return cpus;
}

std::uint64_t cgroup_memory_limit(const std::string& root) {
    std::uint64_t least = 0;
    std::ifstream groups(root + "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string group = line.substr(second + 1);
        std::uint64_t limit = 0;
        if (controllers.empty())
            limit = smallest_limit(root + "sys/fs/cgroup", group, "memory.max");
        else if (has_memory_controller(controllers))
            limit = smallest_limit(root + "sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
        if (limit > 0)
            least = least == 0 ? limit : std::min(least, limit);
    }
    return least;
}

std::uint64_t usable_memory(const std::string& root) {
    const std::uint64_t machine = kilobytes_of(root + "proc/meminfo", "MemTotal:");
    const std::uint64_t group = cgroup_memory_limit(root);
    return machine == 0 || (group != 0 && group < machine) ? group : machine;
}

std::uint64_t peak_resident_bytes() {
    if (const std::uint64_t bytes = kilobytes_of("/proc/self/status", "VmHWM:"))
        return bytes;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::uint64_t page_bytes_at(const void* place) {
    constexpr std::uint64_t kUsualHugePage = std::uint64_t{2} << 20;
    const auto address = reinterpret_cast<std::uintptr_t>(place);
    std::ifstream mappings("/proc/self/smaps");
    bool inside = false;
    std::uint64_t resident = 0;
    std::uint64_t huge = 0;
    for (std::string line; std::getline(mappings, line);) {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        if (std::sscanf(line.c_str(), "%zx-%zx ", &begin, &end) == 2)
            inside = begin <= address && address < end;
        else if (inside && std::sscanf(line.c_str(), "Rss: %zu", &begin) == 1)
            resident = begin;
        else if (inside && std::sscanf(line.c_str(), "AnonHugePages: %zu", &begin) == 1)
            huge = begin;
    }
    if (resident == 0 || huge < resident / 10 * 9)
        return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::ifstream size("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
    std::uint64_t bytes = 0;
    return size >> bytes ? bytes : kUsualHugePage;
}

double huge_page_share() {
    std::ifstream totals("/proc/self/smaps_rollup");
    std::uint64_t anonymous = 0;
    std::uint64_t huge = 0;
    for (std::string line; std::getline(totals, line);) {
        std::sscanf(line.c_str(), "Anonymous: %zu", &anonymous);
        std::sscanf(line.c_str(), "AnonHugePages: %zu", &huge);
    }
    return anonymous == 0 ? 0 : static_cast<double>(huge) / static_cast<double>(anonymous);
}

std::string page_description() {
    const std::string modes = first_line("/sys/kernel/mm/transparent_hugepage/enabled");
    const std::size_t open = modes.find('[');
    const std::size_t close = modes.find(']');
    const std::string mode =
        open == std::string::npos || close == std::string::npos ? "unknown" : modes.substr(open + 1, close - open - 1);
    return fmt::format("{}, huge pages {}", format_bytes(static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))), mode);
}

std::string host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

std::string batch_job_id() {
    for (const char* name : {"SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "JOB_ID"})
        if (const char* id = std::getenv(name))
            return id;
    return "";
}

} // namespace cascade
