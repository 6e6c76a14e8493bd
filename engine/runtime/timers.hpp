#pragma once
// A tree of wall and CPU seconds, built by scopes, printed and stored once at the end of a run.
//
// `auto phase = timers.scope("sampling");` times until the end of the block. Scopes nest; the same name under the same
// parent adds up. One object a rank; `summarise` aggregates over ranks (min, mean, max), which shows imbalance.

#include "engine/comm/communicator.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// One line of the timer tree over all ranks. Seconds.
struct TimerLine {
    std::string path; ///< names from the root joined by '/'
    int depth = 0;
    std::uint64_t calls = 0; ///< on rank 0
    double wall_min = 0, wall_mean = 0, wall_max = 0;
    double cpu_sum = 0; ///< over all ranks and threads
};

class Timers {
public:
    class Scope {
    public:
        Scope(Timers& timers, std::string_view name);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        void tell(double seconds) const;

        Timers& timers_;
        std::chrono::steady_clock::time_point began_;
        double cpu_began_;
    };

    Timers();
    [[nodiscard]] Scope scope(std::string_view name) { return Scope(*this, name); }

    /// Wall seconds since construction, and CPU seconds of this process (all threads).
    double elapsed() const;
    static double process_cpu_seconds();

    /// Hears of the beginning (seconds < 0) and the end of every scope; `path` as in TimerLine.
    std::function<void(const std::string& path, double seconds)> heard;

    /// Lines in first-met order of rank 0; a scope that only other ranks opened is left out. Collective.
    std::vector<TimerLine> summarise(const Communicator& comm) const;

private:
    struct Node {
        std::string name;
        std::size_t parent;
        std::uint64_t calls = 0;
        double wall = 0;
        double cpu = 0;
    };
    std::string path_of(std::size_t node) const;

    std::vector<Node> nodes_;
    std::size_t current_ = 0;
    std::chrono::steady_clock::time_point began_;
};

} // namespace cascade
