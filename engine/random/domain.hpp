#pragma once
// One random seed, one domain a use. Values are part of every answer: never renumber, add in the gaps.

#include <cstdint>

namespace cascade {

/// What is drawn where, as a whole: one more with every change, so that no checkpoint goes on with other draws.
inline constexpr int kDraws = 4;

enum class Domain : std::uint16_t {
    bound_search = 5,   ///< RR sets that IMM finds its lower bound with
    selection = 10,     ///< R1: RR sets seeds are chosen from
    certification = 20, ///< R2: RR sets that certify them
    report = 30,        ///< R3: RR sets the reported spread comes from
    estimation = 40,    ///< RR sets of `estimate`
    on_target = 42,     ///< RR sets of vertices of weight, for how many are reached
    off_target = 44,    ///< RR sets of vertices without
    pilot = 50,         ///< RR sets of a dry run
    forward = 60,       ///< simulated worlds; in models that try again every step the wave is the step
    hop_decay = 61,     ///< whether a live arc is crossed at a hop of smaller probability
    acceptance = 62,    ///< whether a vertex is open in a world
    recovery = 63,      ///< whether an infectious vertex recovers in a step (the wave)
    latency = 64,       ///< whether an exposed vertex becomes infectious in a step (the wave)
    opinion = 65,       ///< whether a convinced vertex is content
    opinion_tie = 66,   ///< whom a vertex follows that several convinced at once
    rival_tie = 67,     ///< which campaign a vertex takes that several reach at once
    delay = 68,         ///< how long influence takes to cross a live arc (the wave: the domain that drew the arc)
    respread = 69,      ///< whether a vertex tries again after a try (the wave)
    initial_state = 70, ///< seeds drawn at random
    probability = 80,   ///< probabilities that are a property of the graph (trivalency, uniform)
    generator = 100,    ///< synthetic graphs; the layer tells the kind
    testing = 900,      ///< test inputs
};

} // namespace cascade
