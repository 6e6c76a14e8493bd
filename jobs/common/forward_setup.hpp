#pragma once
// What `simulate`, `contrast` and `compete` share: the options of the forward models, where seeds come from, and the files about
// single vertices (who is blocked, who accepts, who belongs to which group).

#include "jobs/common/graph_run.hpp"
#include "kernels/diffusion/forward_options.hpp"

namespace cascade {

/// `own` followed by --worlds, --max-hops and those of the forward models and of diffusion.
std::vector<OptionSpec> with_forward_options(std::vector<OptionSpec> own);

/// The same of a verb that knows independent cascade alone.
std::vector<OptionSpec> with_cascade_options(std::vector<OptionSpec> own);

/// The forward options but for what comes from files. UsageError, also for options that do not go with the model.
ForwardOptions forward_options(const Options& options);

/// How influence crosses the arcs of layer 1.
DiffusionOptions first_layer(const ForwardOptions& how);

/// The lists that worlds read. In-lists take half of the memory of a directed graph, and only some models ask for them.
GraphNeeds forward_needs(const Options& options, const ForwardOptions& how);

/// UsageError unless `text` names a file, or is random:N or degree:N.
void check_seed_source(const std::string& text);

/// Canonical ids of the seeds that `text` of --seeds names. Collective.
std::vector<VertexId> find_seeds(Job& job, const GraphRun& run, const std::string& text);

/// --blocked and --acceptance. Seeds that are blocked stay inactive, with a warning. Collective.
Admission read_admission(Job& job, const PartitionedGraph& graph, std::span<const VertexId> seeds);

/// --groups: the classes of vertices and their names, in ascending order (of number, where all are whole numbers).
struct Groups {
    VertexClasses classes;
    std::vector<std::string> names; ///< on rank 0
};
/// Collective.
Groups read_groups(Job& job, const PartitionedGraph& graph);

} // namespace cascade
