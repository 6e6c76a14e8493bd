#pragma once
// The exchange: items for each destination in, items from each source out. One function, several back ends
// (exchange_settings.hpp), of which each call takes one; all ranks agree on it, and on how full the fullest rank is.
//
// No MPI call moves more than `exchange.bytes_per_round` from or to a rank. Received items lie in order of their source,
// and in the order they were sent. Named all_to_all, not exchange: a call `exchange(comm, items)` would find std::exchange
// by argument-dependent lookup.

#include "engine/comm/collectives.hpp"

#include <functional>
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

/// Told how many bytes come from each rank; where they are to lie, end to end.
using RoomFor = std::function<char*(std::span<const std::uint64_t> bytes)>;

/// Sends `send[d]` to each rank d. Collective.
void exchange_bytes(const Communicator& comm, std::span<const std::span<const char>> send, const RoomFor& room);

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
    std::vector<std::span<const char>> send(p);
    for (std::size_t r = 0; r < p; ++r)
        send[r] = {reinterpret_cast<const char*>(outbox[r].data()), outbox[r].size() * sizeof(T)};
    Received<T> result;
    detail::exchange_bytes(comm, send, [&](std::span<const std::uint64_t> bytes) {
        result.first.resize(p + 1);
        for (std::size_t r = 0; r < p; ++r)
            result.first[r + 1] = result.first[r] + bytes[r] / sizeof(T);
        result.items.resize(result.first[p]);
        return reinterpret_cast<char*>(result.items.data());
    });
    return result;
}

} // namespace cascade
