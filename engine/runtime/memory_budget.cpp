#include "engine/runtime/memory_budget.hpp"

#include "engine/comm/agree.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

namespace cascade {

std::uint64_t resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr)
        return 0;
    unsigned long long total = 0;
    unsigned long long resident = 0;
    const int found = std::fscanf(file, "%llu %llu", &total, &resident);
    std::fclose(file);
    return found == 2 ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::uint64_t available_bytes() {
    std::ifstream file("/proc/meminfo");
    for (std::string name; file >> name; file.ignore(std::numeric_limits<std::streamsize>::max(), '\n'))
        if (std::uint64_t kibibytes = 0; name == "MemAvailable:" && file >> kibibytes)
            return kibibytes * 1024;
    return std::uint64_t{1} << 63;
}

void require_budget(const Context& context) {
    const std::uint64_t held = resident_bytes();
    const std::uint64_t allowed = context.memory_per_rank;
    std::optional<Error> over;
    if (allowed != 0 && held > allowed)
        over =
            MemoryError("a rank holds {} bytes of memory and --memory-per-rank allows {}; raise it, or use more ranks "
                        "with --layout auto or partitioned",
                        held, allowed);
    agree_on(context.world, over);
}

} // namespace cascade
