#pragma once
// What every kernel is handed beside its graph and options: the ranks, the threads, the clocks, and a way to say what
// is going on. Kernels print nothing and open nothing; they report events, and the job decides who hears of them.

#include "engine/comm/communicator.hpp"
#include "engine/runtime/restart.hpp"
#include "engine/runtime/timers.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace cascade {

/// One named value of an event.
struct EventField {
    std::string_view name;
    std::variant<std::uint64_t, double, std::string> value;
};

/// Hears of events on rank 0 (calls on other ranks are dropped by the job that installs it).
using EventSink = std::function<void(std::string_view event, std::initializer_list<EventField> fields)>;

/// Hears how far a phase is: `done` of `total` units (total 0 when unknown). Called at batch ends on every rank.
using ProgressSink = std::function<void(std::string_view phase, std::uint64_t done, std::uint64_t total)>;

struct Context {
    Communicator world;
    int threads = 1;
    Timers timers{};
    std::uint64_t memory_per_rank = 0; ///< budget in bytes; 0: not limited
    EventSink event = [](std::string_view, std::initializer_list<EventField>) {};
    ProgressSink progress = [](std::string_view, std::uint64_t, std::uint64_t) {};
    Restart* restart = nullptr;      ///< may save and stop long kernels; null: nobody does
    std::uint64_t samples_drawn = 0; ///< by this process's run, over all ranks: what an interruption may cost
    std::uint64_t crossings = 0;     ///< of samples, that arrived on this rank from others: a partitioned graph's price

    /// True when `kernel` goes on where an earlier run was stopped. Collective.
    bool resume(Restartable& kernel) { return restart != nullptr && restart->resume(kernel); }
    /// At a batch end. Collective.
    void rest(Restartable& kernel) {
        if (restart != nullptr)
            restart->rest(kernel);
    }
};

} // namespace cascade
