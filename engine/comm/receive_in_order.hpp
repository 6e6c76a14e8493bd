#pragma once
// Arrays that lie over the ranks, streamed through rank 0 in rank order: what a serial writer needs. Rank 0 never holds
// more than its own values and one message.

#include "engine/comm/agree.hpp"

#include <functional>

namespace cascade {

namespace detail {

/// Sends `bytes` bytes to rank 0 in messages of at most `piece`.
void send_to_root(const Communicator& comm, const void* mine, std::size_t bytes, std::size_t piece);
/// Receives one message of exactly `bytes` bytes.
void receive_from(const Communicator& comm, int source, void* place, std::size_t bytes);

} // namespace detail

/// Calls `take(values)` on rank 0 with everybody's values, in rank order, in pieces of at most `piece` values. What
/// `take` throws is thrown on every rank, after all messages have been received. Collective.
template <class T, class F>
void receive_in_order(const Communicator& comm, std::span<const T> mine, F&& take,
                      std::size_t piece = (std::size_t{64} << 20) / sizeof(T)) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::vector<std::uint64_t> sizes = all_gather(comm, std::uint64_t{mine.size()});
    std::optional<Error> failure;
    const auto offer = [&](std::span<const T> values) {
        try {
            if (!failure)
                take(values);
        } catch (...) {
            failure = current_error();
        }
    };
    if (!comm.is_root())
        detail::send_to_root(comm, mine.data(), mine.size_bytes(), piece * sizeof(T));
    else {
        for (std::size_t done = 0; done < mine.size(); done += piece)
            offer(mine.subspan(done, std::min(piece, mine.size() - done)));
        std::vector<T> message;
        for (int source = 1; source < comm.size(); ++source) {
            const std::uint64_t size = sizes[static_cast<std::size_t>(source)];
            for (std::uint64_t done = 0; done < size; done += piece) {
                message.resize(std::min<std::uint64_t>(piece, size - done));
                detail::receive_from(comm, source, message.data(), message.size() * sizeof(T));
                offer(message);
            }
        }
    }
    agree_on(comm, failure);
}

} // namespace cascade
