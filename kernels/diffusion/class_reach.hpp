#pragma once
// How far worlds reach into classes of vertices, hop by hop: the groups of a user, or the seeds that activations go
// back to.
//
// Visits are written down by thread, and when there are many and after each portion of worlds sorted and added up;
// what belongs to one world and class comes together at shard 0 of its group. Kept are integers: sums of what was new
// in a hop, of the growth of the squared reach (so that the variance of the reach follows for every hop), and of
// first arrivals.

#include "engine/core/archive.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "engine/random/draw.hpp"

namespace cascade {

inline constexpr std::uint32_t kNoClass = ~std::uint32_t{0};

/// The class of every owned vertex, kNoClass for none.
struct VertexClasses {
    BigArray<std::uint32_t> class_of;
    std::uint32_t count = 0;
};

/// Of one class and hop, over all worlds.
struct ReachCell {
    std::uint64_t newly = 0;   ///< vertices activated in this hop
    std::uint64_t first = 0;   ///< worlds in which it was the first hop with one
    uint128 squares_grown = 0; ///< growth of (vertices active so far) squared
};

/// Mean of what is active so far, its 95 % interval, and its variance over worlds, hop by hop.
struct ReachBand {
    std::vector<double> mean, low, high, variance;
};

class ClassReach {
public:
    ClassReach(int threads, std::uint32_t classes) : visits_(static_cast<std::size_t>(threads)), cells_(classes) {}

    void visit(int thread, SampleId world, std::uint32_t of_class, std::uint32_t hop) {
        Visits& visits = visits_[static_cast<std::size_t>(thread)];
        visits.list.push_back({world, of_class, hop, 1});
        if (visits.list.size() >= visits.most) [[unlikely]] {
            add_up(visits.list);
            visits.most = std::max(kMostApart, 2 * visits.list.size());
        }
    }
    /// Adds up the visits of whole worlds. Collective over the group.
    void absorb(const PartitionedGraph& graph);
    /// Everything to rank 0, nothing is left elsewhere. Collective.
    void gather(const Communicator& world);
    /// Collective; as for an archive.
    void state(const Communicator& world, Archive& archive, std::string_view name);

    /// [class][hop]; complete on rank 0 after `gather`.
    const std::vector<std::vector<ReachCell>>& cells() const { return cells_; }

private:
    struct Visit {
        SampleId world;
        std::uint32_t of_class;
        std::uint32_t hop;
        std::uint64_t count;
    };
    static constexpr std::size_t kMostApart = std::size_t{1} << 19; ///< visits of a thread, 16 MiB of them
    struct alignas(64) Visits {
        std::vector<Visit> list;
        std::size_t most = kMostApart; ///< before they are added up
    };
    struct NamedCell {
        std::uint32_t of_class;
        std::uint32_t hop;
        ReachCell cell;
    };
    static void add_up(std::vector<Visit>& visits);
    void count(const std::vector<Visit>& sorted);
    std::vector<NamedCell> flat() const;
    void take(std::span<const NamedCell> flat);

    std::vector<Visits> visits_;                ///< [thread], since the last `absorb`
    std::vector<std::vector<ReachCell>> cells_; ///< [class][hop]
};

/// Over `worlds` worlds and `hops` hops.
ReachBand reach_band(std::span<const ReachCell> cells, std::uint64_t worlds, std::size_t hops);

} // namespace cascade
