#include "kernels/sampling/audience.hpp"

#include "engine/comm/collectives.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_set>

namespace cascade {

std::vector<std::uint64_t> cumulative_units(const PartitionedGraph& graph, const RootLaw& law,
                                            std::span<const std::vector<VertexId>> classes) {
    std::unordered_set<VertexId> seen;
    std::vector<std::uint64_t> units;
    for (const auto& members : classes) {
        std::uint64_t sum = 0;
        for (const VertexId v : members)
            if (seen.insert(v).second && (law.equal() || graph.is_owned(v)))
                sum += law.equal() ? 1 : law.units_of(graph.to_local(v));
        units.push_back(sum);
    }
    if (!law.equal())
        all_reduce(graph.group_comm, std::span(units), Reduction::sum);
    std::partial_sum(units.begin(), units.end(), units.begin());
    return units;
}

std::uint64_t units_of(const PartitionedGraph& graph, const RootLaw& law, const std::vector<VertexId>& vertices) {
    return cumulative_units(graph, law, std::span(&vertices, 1)).front();
}

std::uint64_t largest_units(const Communicator& world, const PartitionedGraph& graph, const RootLaw& law,
                            const Bitmap& candidates, std::uint64_t k) {
    if (law.equal())
        return k;
    const auto keep_largest = [k](std::vector<std::uint64_t>& units) {
        if (units.size() > k) {
            std::nth_element(units.begin(), units.begin() + static_cast<std::ptrdiff_t>(k), units.end(),
                             std::greater<>());
            units.resize(k);
        }
    };
    std::vector<std::uint64_t> mine;
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        if (candidates.test(v))
            if (const std::uint64_t units = law.units_of(graph.to_local(graph.selection_first() + v)); units > 0)
                mine.push_back(units);
    keep_largest(mine);
    std::vector<std::uint64_t> all = gather(world, std::span<const std::uint64_t>(mine));
    keep_largest(all);
    return broadcast(world, std::accumulate(all.begin(), all.end(), std::uint64_t{0}));
}

RootLaw members_of(const PartitionedGraph& graph, const RootLaw& law, bool with_weight) {
    std::vector<double> weights(graph.owned_count());
    for (LocalVertex v = 0; v < weights.size(); ++v)
        weights[v] = (law.units_of(v) > 0) == with_weight ? 1 : 0;
    return {graph, weights};
}

} // namespace cascade
