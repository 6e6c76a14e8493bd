#pragma once
// The position of keys in the sorted union of what all ranks hold, and the union itself, cut over the ranks.
//
// A sample sort: every rank offers evenly spaced samples of its sorted keys, quantiles of all samples cut the key space
// into one range a rank, keys travel to the owner of their range, which merges them, counts, learns by an exclusive sum
// how many lie before its range, and answers each key with its position. O(keys / p) memory a rank plus the samples.

#include "engine/comm/all_to_all.hpp"
#include "engine/core/types.hpp"

namespace cascade {

template <class Key>
struct KeyOrder {
    std::vector<Key> owned;          ///< this rank's range of the union, ascending
    VertexId first = 0;              ///< position of owned[0]
    VertexId total = 0;              ///< size of the union
    std::vector<VertexId> positions; ///< of this rank's keys; left empty on a single rank, where key i is at i
};

namespace detail {

/// Everybody's samples, sorted, cut into p ranges: the p - 1 first keys of ranges 1 … p-1 (fewer without samples).
template <class Key>
std::vector<Key> splitters(const Communicator& comm, const std::vector<Key>& keys) {
    const auto p = static_cast<std::size_t>(comm.size());
    const std::size_t samples = std::min(keys.size(), std::max<std::size_t>(256, 16 * p));
    std::vector<Key> mine(samples);
    for (std::size_t i = 0; i < samples; ++i)
        mine[i] = keys[keys.size() / samples * i + keys.size() % samples * i / samples];
    std::vector<Key> all = gather(comm, std::span<const Key>(mine));
    std::sort(all.begin(), all.end());
    std::vector<Key> result;
    for (std::size_t r = 1; r < p && !all.empty(); ++r)
        result.push_back(all[all.size() * r / p]);
    broadcast(comm, result);
    return result;
}

/// Cuts `values` at `bounds` into one vector a rank.
template <class T>
std::vector<std::vector<T>> cut_at(const std::vector<T>& values, const std::vector<std::uint64_t>& bounds) {
    std::vector<std::vector<T>> parts(bounds.size() - 1);
    for (std::size_t r = 0; r + 1 < bounds.size(); ++r)
        parts[r].assign(values.begin() + static_cast<std::ptrdiff_t>(bounds[r]),
                        values.begin() + static_cast<std::ptrdiff_t>(bounds[r + 1]));
    return parts;
}

} // namespace detail

/// Orders the union of the ranks' keys; `keys` ascending and unique on each rank. Collective.
template <class Key>
KeyOrder<Key> order_keys(const Communicator& comm, std::vector<Key> keys) {
    KeyOrder<Key> order;
    if (comm.size() == 1) {
        order.total = keys.size();
        order.owned = std::move(keys);
        return order;
    }
    const std::vector<Key> cuts = detail::splitters(comm, keys);
    std::vector<std::uint64_t> bounds(static_cast<std::size_t>(comm.size()) + 1, keys.size());
    bounds[0] = 0;
    for (std::size_t r = 0; r < cuts.size(); ++r)
        bounds[r + 1] = static_cast<std::uint64_t>(std::lower_bound(keys.begin(), keys.end(), cuts[r]) - keys.begin());
    const Received<Key> asked = all_to_all(comm, detail::cut_at(keys, bounds));
    keys = {};
    order.owned = asked.items;
    std::sort(order.owned.begin(), order.owned.end());
    order.owned.erase(std::unique(order.owned.begin(), order.owned.end()), order.owned.end());
    order.first = exclusive_sum(comm, VertexId{order.owned.size()});
    order.total = all_reduce_sum(comm, VertexId{order.owned.size()});
    std::vector<VertexId> answers(asked.items.size());
    for (std::size_t r = 0; r + 1 < asked.first.size(); ++r) {
        std::size_t at = 0; // both ascend: walk them together
        for (std::uint64_t i = asked.first[r]; i < asked.first[r + 1]; ++i) {
            while (order.owned[at] < asked.items[i])
                ++at;
            answers[i] = order.first + at;
        }
    }
    order.positions = all_to_all(comm, detail::cut_at(answers, asked.first)).items;
    return order;
}

} // namespace cascade
