#pragma once
// What every verb on a graph begins with: the diffusion options, the layout, the graph in memory.

#include "engine/graph/partitioned_graph.hpp"
#include "jobs/common/verb.hpp"
#include "kernels/diffusion/model.hpp"

#include <vector>

namespace cascade {

/// `own` followed by --graph and the diffusion options; the table of a verb that spreads something.
std::vector<OptionSpec> with_diffusion_options(std::vector<OptionSpec> own);

/// --model, --probability, --probability-seed, --normalise. UsageError.
DiffusionOptions diffusion_options(const Options& options);

/// A graph described and held as --layout says.
struct GraphRun {
    GraphFile file;
    Layout layout;
    PartitionedGraph graph;
};

/// Reads --graph. Says what it is on the screen. Collective.
GraphRun open_graph(Job& job, GraphNeeds needs);

/// Bytes a rank needs for the graph and, beside it, the lists of live arcs a law makes; on the fullest rank.
std::uint64_t diffusion_bytes_per_rank(const GraphFile& file, Layout layout, GraphNeeds needs,
                                       const DiffusionOptions& diffusion);

/// Resident bytes of a rank that holds nothing yet: program, MPI, HDF5.
inline constexpr std::uint64_t kBareRankBytes = std::uint64_t{24} << 20;

} // namespace cascade
