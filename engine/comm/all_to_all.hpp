#pragma once
// The exchange: items for each destination in, items from each source out. One function, several back ends.
//
// Transfers are cut into rounds so that no MPI call moves more than `exchange.bytes_per_round` from or to a rank; the
// number of rounds is agreed, ranks with less to say send nothing in the later ones. Received items lie in order of
// their source, and in the order they were sent. Named all_to_all, not exchange: a call `exchange(comm, items)` would
// find std::exchange by argument-dependent lookup.

#include "engine/comm/collectives.hpp"

#include <type_traits>

namespace cascade {

/// What arrived: `items[first[r] .. first[r+1])` came from rank r.
template <class T>
struct Received {
    std::vector<T> items;
    std::vector<std::uint64_t> first;

    std::span<const T> from(int rank) const {
        const auto r = static_cast<std::size_t>(rank);
        return {items.data() + first[r], static_cast<std::size_t>(first[r + 1] - first[r])};
    }
};

namespace detail {

/// Sends `bytes[d]` bytes at `send[d]` to each rank d and receives `expected[s]` bytes into `receive[s]`.
void exchange_bytes(const Communicator& comm, std::span<const char* const> send, std::span<const std::uint64_t> bytes,
                    std::span<char* const> receive, std::span<const std::uint64_t> expected);
/// Tells each rank how many bytes to expect from every other.
std::vector<std::uint64_t> exchange_sizes(const Communicator& comm, std::span<const std::uint64_t> bytes);

} // namespace detail

/// Moves what one thread has for each rank behind what `all` has for it; its boxes are empty afterwards.
template <class T>
void move_behind(std::vector<std::vector<T>>& all, std::vector<std::vector<T>>& boxes) {
    for (std::size_t r = 0; r < all.size(); ++r) {
        if (all[r].empty())
            all[r].swap(boxes[r]);
        else
            all[r].insert(all[r].end(), boxes[r].begin(), boxes[r].end());
        boxes[r].clear();
    }
}

/// Delivers `outbox[d]` to rank d; `outbox.size() == comm.size()`. Collective.
template <class T>
Received<T> all_to_all(const Communicator& comm, const std::vector<std::vector<T>>& outbox) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto p = static_cast<std::size_t>(comm.size());
    std::vector<std::uint64_t> bytes(p);
    std::vector<const char*> send(p);
    for (std::size_t r = 0; r < p; ++r) {
        bytes[r] = outbox[r].size() * sizeof(T);
        send[r] = reinterpret_cast<const char*>(outbox[r].data());
    }
    const std::vector<std::uint64_t> expected = detail::exchange_sizes(comm, bytes);
    Received<T> result;
    result.first.resize(p + 1);
    for (std::size_t r = 0; r < p; ++r)
        result.first[r + 1] = result.first[r] + expected[r] / sizeof(T);
    result.items.resize(result.first[p]);
    std::vector<char*> receive(p);
    for (std::size_t r = 0; r < p; ++r)
        receive[r] = reinterpret_cast<char*>(result.items.data() + result.first[r]);
    detail::exchange_bytes(comm, send, bytes, receive, expected);
    return result;
}

} // namespace cascade
