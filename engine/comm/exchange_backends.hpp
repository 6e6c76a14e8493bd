#pragma once
// The back ends of all_to_all, each in a file of its own; for all_to_all.cpp only. All are collective, take what goes to
// each rank, and ask `room` where what arrives shall lie.

#include "engine/comm/all_to_all.hpp"
#include "engine/comm/exchange_choice.hpp"

#include <span>
#include <vector>

namespace cascade::detail {

using Outgoing = std::span<const std::span<const char>>;

void exchange_direct(const Communicator& comm, Outgoing send, const RoundSize& size, const RoomFor& room);
void exchange_sparse(const Communicator& comm, Outgoing send, const RoomFor& room);
void exchange_by_grid(const Communicator& comm, Outgoing send, const RoundSize& size, const RoomFor& room);

/// Lays what came from others, and what a rank keeps, end to end; empties `parts`.
void lay_in_order(const Communicator& comm, std::vector<std::vector<char>>& parts, std::span<const char> own,
                  const RoomFor& room);

/// Waits as `exchange.latency` demands for messages sent one after the other.
void pass_latency(const Communicator& comm, std::uint64_t messages);

/// Notes a message of `bytes` bytes to another rank.
inline void note_sent(const Communicator& comm, std::size_t bytes) {
    comm.traffic().bytes += bytes;
    comm.traffic().messages += bytes > 0;
}

/// The bytes of a pair that a round moves, counted from `done`.
inline std::span<const char> window_of(std::span<const char> all, std::uint64_t done, std::uint64_t window) {
    const std::uint64_t begin = std::min<std::uint64_t>(done, all.size());
    return all.subspan(begin, std::min<std::uint64_t>(window, all.size() - begin));
}

/// The most one call may move.
inline std::uint64_t cap_of(const Communicator& comm) {
    return std::clamp<std::uint64_t>(comm.exchange.bytes_per_round, 1, kLargestMessage);
}

} // namespace cascade::detail
