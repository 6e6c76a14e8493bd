#pragma once
// Which process something belongs to, told so that a later one on the same host can find out whether it still runs: host,
// number, and the time it was started, since numbers come again.

#include <cstdint>
#include <string>

namespace cascade {

struct ProcessMark {
    std::string host;
    std::int64_t process = 0;
    std::uint64_t started = 0; ///< clock ticks since the host started
};

ProcessMark this_process();

/// Whether it is a process of this host that still runs.
bool is_alive(const ProcessMark& mark);

/// The name of a file that this process alone writes until it is whole and gets the name `path`.
std::string temporary_name(const std::string& path);

/// Removes such files for `path` whose process was one of this host and is gone. Never throws.
void remove_stale_temporaries(const std::string& path) noexcept;

} // namespace cascade
