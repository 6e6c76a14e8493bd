#pragma once
// How full a round of all_to_all is, and which back end is cheapest for it.
//
// Each back end is priced as if a message cost as much as some bytes do: a rank of direct says something to all others, in
// messages and before that in the stages that tell sizes; one of sparse to its partners, with a receipt, and to all
// in the stages of a barrier; one of grid to its row and its column, and its bytes travel twice. What is priced is the
// fullest rank of all, figure by figure, in whole numbers, so that all ranks choose alike. A choice by time would not be.

#include "engine/comm/communicator.hpp"

#include <span>

namespace cascade {

/// Of one rank, or the largest of each over ranks; what a rank sends to itself is not counted.
struct RoundSize {
    std::uint64_t largest = 0;  ///< bytes to one other rank
    std::uint64_t bytes = 0;    ///< to all others
    std::uint64_t partners = 0; ///< others that get something
};

/// What the fullest ranks send. Collective.
RoundSize fullest_round(const Communicator& comm, std::span<const std::span<const char>> send);

/// Messages that the fullest rank sends one after the other, stages of collectives among them.
std::uint64_t messages_of(ExchangeBackend backend, const RoundSize& size, int ranks, int ranks_per_host);

/// The cheapest back end for a round; never automatic.
ExchangeBackend cheapest_exchange(const RoundSize& size, int ranks, int ranks_per_host);

} // namespace cascade
