#pragma once
// Worlds in which influence takes its time, one after the other, by the definitions: a queue of what arrives, in order of
// time, and a generator of its own (std::mt19937_64). Logarithms and powers are the library's: nothing of kernels/diffusion
// is shared but what a time is by the manual, a whole number of millionths: without that, who arrives exactly at the deadline
// would be reached under one and not under the other. What `--verify` holds a run with --delay against. O(arcs of who is
// active, log) a world.
//
// Independent cascade: what arrives over a live arc makes its head active. Linear threshold: it adds its weight, and the
// head is active when the sum exceeds its threshold.

#include "kernels/reference/graph.hpp"
#include "kernels/reference/step_models.hpp"

#include <random>
#include <span>

namespace cascade::reference {

struct TimedRule {
    enum class Delay : std::uint8_t { exponential, weibull, rayleigh, fixed };
    bool thresholds = false; ///< linear threshold
    Delay delay = Delay::fixed;
    double shape = 1;               ///< weibull
    std::vector<double> scales;     ///< of each arc of the graph; exponential: its mean
    double deadline = 0;            ///< who is active by then counts; may be infinite
    std::vector<double> acceptance; ///< [v]: open in a world with this probability, below 0: never active; empty: 1
    std::vector<double> weights;    ///< [v]: what it counts; empty: 1
};

class TimedWorlds {
public:
    TimedWorlds(const Graph& graph, TimedRule rule, std::uint64_t random_seed = 20130705);

    /// The next world: `active` and `value` at the deadline. Repeated seeds count once.
    StepWorld next(std::span<const VertexId> seeds);
    /// [v]: when it was active in that world, in millionths; infinite where it was not in time.
    const std::vector<double>& times() const { return times_; }

private:
    double uniform() { return (static_cast<double>(words_() >> 11) + 0.5) * 0x1p-53; }
    double delay(double scale); ///< in units of time
    bool is_open(VertexId v) { return rule_.acceptance.empty() || uniform() < rule_.acceptance[v]; }
    bool never(VertexId v) const { return !rule_.acceptance.empty() && rule_.acceptance[v] < 0; }

    TimedRule rule_;
    std::vector<std::vector<std::pair<Arc, double>>> out_; ///< [u]: arcs and their scales
    std::vector<double> total_;                            ///< of in-weights
    std::vector<double> times_;
    std::mt19937_64 words_;
};

} // namespace cascade::reference
