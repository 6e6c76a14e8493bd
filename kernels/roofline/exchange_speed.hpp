#pragma once
// What a round of all_to_all costs by its size: every rank sends the same number of bytes to the ranks that follow it, to
// all others or to some.
//
// Small rounds show what a message costs, large ones how many bytes a second go through. A repetition is a number of
// rounds one after the other, as many as move about kBytesPerRepetition bytes from a rank, and lasts as long as its slowest
// rank; the best one counts. What arrives is looked at.

#include "engine/comm/communicator.hpp"

#include <vector>

namespace cascade {

/// The best of some repetitions.
struct ExchangeSpeed {
    std::uint64_t bytes_per_pair = 0; ///< from one rank to another, in a round
    std::uint64_t rounds = 0;         ///< in a repetition
    double seconds_per_round = 0;
    double bytes_per_second = 0;    ///< between different ranks, all together
    double messages_per_second = 0; ///< the same: one a pair of ranks that speak, and direction
};

/// Round sizes from 8 bytes to `largest`, each four times the one before.
std::vector<std::uint64_t> exchange_sizes_to(std::uint64_t largest);

/// Rounds in which each of at least two ranks sends `bytes_per_pair` bytes to `partners` others, by the back end that
/// `world` asks for. Collective.
ExchangeSpeed exchange_speed(const Communicator& world, std::uint64_t bytes_per_pair, int partners, int repetitions);

} // namespace cascade
