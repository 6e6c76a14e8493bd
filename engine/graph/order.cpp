#include "engine/graph/order.hpp"

#include "engine/graph/key_order.hpp"
#include "engine/graph/label_order.hpp"

namespace cascade {
namespace {

struct RankKey {
    std::uint64_t wanted;
    VertexId old; ///< position by id: ascending original ids
    OriginalId id;

    bool operator<(const RankKey& other) const {
        return wanted != other.wanted ? wanted < other.wanted : old < other.old;
    }
    bool operator==(const RankKey& other) const { return old == other.old; }
};

std::vector<RankKey> sorted_keys(const GraphSlice& slice, std::span<const std::uint64_t> wanted) {
    std::vector<RankKey> keys(slice.count());
    for (LocalVertex v = 0; v < slice.count(); ++v) {
        const VertexId old = slice.first + v;
        keys[v] = {wanted[v], old, slice.original_ids.empty() ? static_cast<OriginalId>(old) : slice.original_ids[v]};
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

/// New positions of the old ones in `wanted` (ascending), from the ranks that own them. Collective.
std::vector<VertexId> ask_owners(const Communicator& comm, const Partition& slices, const std::vector<VertexId>& wanted,
                                 const std::vector<VertexId>& new_of_owned) {
    std::vector<std::uint64_t> bounds(slices.first.size());
    for (std::size_t r = 0; r < bounds.size(); ++r)
        bounds[r] = static_cast<std::uint64_t>(std::lower_bound(wanted.begin(), wanted.end(), slices.first[r]) -
                                               wanted.begin());
    Received<VertexId> asked = all_to_all(comm, detail::cut_at(wanted, bounds));
    for (VertexId& v : asked.items)
        v = new_of_owned[v - slices.begin_of(comm.rank())];
    return all_to_all(comm, detail::cut_at(asked.items, asked.first)).items;
}

std::vector<VertexId> distinct_neighbours(const AdjacencyLists& lists) {
    std::vector<VertexId> found;
    std::size_t tidy = 1 << 20;
    const auto unify = [&] {
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
    };
    for (EdgeId e = 0; e < lists.arcs(); ++e) {
        found.push_back(lists.neighbours[e]);
        if (found.size() == tidy) {
            unify();
            tidy = std::max(tidy, 2 * found.size());
        }
    }
    unify();
    return found;
}

} // namespace

std::vector<std::uint64_t> falling_degrees(const GraphSlice& slice) {
    std::vector<std::uint64_t> falling(slice.count());
    for (LocalVertex v = 0; v < slice.count(); ++v)
        falling[v] = ~(slice.out.degree(v) + (slice.info.symmetric ? 0 : slice.in.degree(v)));
    return falling;
}

RelabelledEdges relabel(Context& context, const GraphSlice& slice, std::span<const std::uint64_t> wanted) {
    const Communicator& comm = context.world;
    const std::vector<RankKey> keys = sorted_keys(slice, wanted);
    KeyOrder<RankKey> order = order_keys(comm, keys);
    std::vector<VertexId> new_of_owned(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        new_of_owned[keys[i].old - slice.first] = order.positions.empty() ? i : order.positions[i];

    const std::vector<VertexId> neighbours = distinct_neighbours(slice.out);
    const Partition slices = gather_slices(comm, slice.first, slice.info.vertices);
    const std::vector<VertexId> new_of_neighbours = ask_owners(comm, slices, neighbours, new_of_owned);
    EdgeCollector collector(slice.info.weighted);
    for (LocalVertex u = 0; u < slice.count(); ++u) {
        std::size_t at = 0;
        for (EdgeId e = slice.out.begin_of(u); e < slice.out.end_of(u); ++e) {
            const VertexId v = slice.out.neighbours[e];
            at = static_cast<std::size_t>(
                std::lower_bound(neighbours.begin() + static_cast<std::ptrdiff_t>(at), neighbours.end(), v) -
                neighbours.begin());
            collector.add(static_cast<OriginalId>(new_of_owned[u]), static_cast<OriginalId>(new_of_neighbours[at]),
                          slice.info.weighted ? slice.out.weights[e] : 0);
        }
    }
    RelabelledEdges result;
    result.edges.weighted = slice.info.weighted;
    result.edges.blocks = collector.take();
    result.ids = adopt_vertices(context, result.edges, slice.info.vertices);
    if (slice.info.labelled) {
        std::vector<OriginalId> old(order.owned.size());
        for (std::size_t i = 0; i < old.size(); ++i)
            old[i] = static_cast<OriginalId>(order.owned[i].old);
        old = move_to_slices(comm, result.ids.slices, order.first, old);
        result.ids.labelled = true;
        result.ids.labels = fetch_labels(comm, slices, slice.labels, std::vector<VertexId>(old.begin(), old.end()));
        return result;
    }
    std::vector<OriginalId> ids(order.owned.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        ids[i] = order.owned[i].id;
    result.ids.identity = are_identity(comm, order.first, ids);
    if (!result.ids.identity)
        result.ids.original_ids = move_to_slices(comm, result.ids.slices, order.first, ids);
    return result;
}

} // namespace cascade
