#pragma once
// What every verb on a graph begins with: the diffusion options, the layout, the graph in memory.

#include "engine/graph/partitioned_graph.hpp"
#include "jobs/common/checkpoints.hpp"
#include "kernels/diffusion/layers.hpp"

#include <vector>

namespace cascade {

/// `own` followed by --graph and the diffusion options; the table of a verb that spreads something. `models` spells the
/// models of a verb that has others than kModels.
std::vector<OptionSpec> with_diffusion_options(std::vector<OptionSpec> own, std::string_view models = {});

/// --probability and --probability-seed; the rest as by default. UsageError.
DiffusionOptions arc_options(const Options& options);
/// Those, --model and --normalise. UsageError.
DiffusionOptions diffusion_options(const Options& options);

/// A graph described and held as --layout says.
struct GraphRun {
    GraphFile file;
    Layout layout;
    PartitionedGraph graph;
    std::vector<GraphFile> layer_files;       ///< of --layer
    std::vector<PartitionedGraph> more;       ///< held for `layers`
    std::vector<Layer> layers;                ///< beside `graph`
    std::uint64_t bytes_per_rank = 0;         ///< of all graphs and their lists of live arcs, as foreseen
    std::unique_ptr<Checkpoints> checkpoints; ///< null in a dry run, and for verbs that cannot be stopped
};

/// Reads --graph, says what it is on the screen, and opens --checkpoint. Collective.
GraphRun open_graph(Job& job, GraphNeeds needs);
/// The same for a verb with models of its own; `diffusion` is what its arcs need.
GraphRun open_graph(Job& job, GraphNeeds needs, const DiffusionOptions& diffusion);

/// Bytes a rank needs for the graph and, beside it, the lists of live arcs a law makes; on the fullest rank.
std::uint64_t diffusion_bytes_per_rank(const GraphFile& file, Layout layout, GraphNeeds needs,
                                       const DiffusionOptions& diffusion);

/// Resident bytes of a rank that holds nothing yet: program, MPI, HDF5.
inline constexpr std::uint64_t kBareRankBytes = std::uint64_t{24} << 20;

} // namespace cascade
