#pragma once
// How bytes travel in an all-to-all, and what has travelled. What arrives never depends on it.
//
// direct: MPI_Alltoall tells the sizes and MPI_Alltoallv moves the bytes; a rank speaks with all p − 1 others, whether it
// has something for them or not. sparse: only those speak that have something to say, and nobody is told beforehand
// (nonblocking consensus). grid: the ranks are a grid of about √p × √p and whatever goes to another row and column takes two
// hops, so that a rank speaks with about 2√p others and its bytes travel twice. automatic: the cheapest for how full
// this round is, by what all ranks agree on (exchange_choice.hpp).

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cascade {

enum class ExchangeBackend { direct, sparse, grid, automatic };
inline constexpr std::size_t kExchangeBackends = 3; ///< that move bytes, the first of the enum

struct ExchangeSpelling {
    ExchangeBackend backend;
    std::string_view name, meaning;
};
inline constexpr std::array kExchangeSpellings = {
    ExchangeSpelling{ExchangeBackend::automatic, "auto", "by how full a round is"},
    ExchangeSpelling{ExchangeBackend::direct, "direct", "MPI_Alltoallv"},
    ExchangeSpelling{ExchangeBackend::sparse, "sparse", "messages between those who have something to say"},
    ExchangeSpelling{ExchangeBackend::grid, "grid", "two hops over rows and columns of ranks"},
};

/// No message is larger: MPI counts in 32 bits.
inline constexpr std::size_t kLargestMessage = std::size_t{1} << 30;

struct ExchangeSettings {
    ExchangeBackend backend = ExchangeBackend::automatic;
    /// No call moves more from or to a rank, except that a pair may always move a byte; at most kLargestMessage.
    std::size_t bytes_per_round = kLargestMessage;
    /// Neighbours by rank that share a host: rows of the grid are made of whole hosts.
    int ranks_per_host = 1;
    /// A wait added for each message sent and each stage of a collective: another network, for measurements.
    std::chrono::nanoseconds latency{0};
};

/// What this rank has sent to others by all_to_all.
struct Traffic {
    std::uint64_t bytes = 0;
    std::uint64_t messages = 0; ///< that carry something; of direct, one a rank that gets something in a round
    std::array<std::uint64_t, kExchangeBackends> exchanges{}; ///< it took part in, by back end
};

} // namespace cascade
