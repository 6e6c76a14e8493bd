#pragma once
// One random seed, one domain a use. Values are part of every answer: never renumber, add in the gaps.

#include <cstdint>

namespace cascade {

enum class Domain : std::uint16_t {
    selection = 10,     ///< R1: RR sets seeds are chosen from
    certification = 20, ///< R2: RR sets that certify them
    report = 30,        ///< R3: RR sets the reported spread comes from
    estimation = 40,    ///< RR sets of `estimate`
    pilot = 50,         ///< RR sets of a dry run
    forward = 60,       ///< simulated worlds
    initial_state = 70, ///< seeds drawn at random
    probability = 80,   ///< probabilities that are a property of the graph (trivalency, uniform)
    generator = 100,    ///< synthetic graphs; the layer tells the kind
    testing = 900,      ///< test inputs
};

} // namespace cascade
