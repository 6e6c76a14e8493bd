#pragma once
// Several platforms at once: --layer and what belongs to it, for the verbs that know layers. --graph is layer 1, the files
// of --layer are 2, 3, … in the order given.

#include "jobs/common/graph_run.hpp"

namespace cascade {

/// `own` followed by --layer, --layer-model and --layer-probability.
std::vector<OptionSpec> with_layer_options(std::vector<OptionSpec> own);

/// --layer-ablation, of verbs that can leave a layer out; and whether it is asked for. UsageError.
OptionSpec layer_ablation_option();
bool wants_layer_ablation(const Options& options);

/// How influence crosses the arcs of each layer: `first`, then those of --layer. UsageError.
std::vector<DiffusionOptions> layer_diffusions(const Options& options, const DiffusionOptions& first);

/// Whether the verb knows layers and one of --layer has the linear threshold model.
bool has_threshold_layer(const Options& options);

/// What goes together of --model and the options of layers, `first` being layer 1. UsageError.
void check_layer_options(const Options& options, const DiffusionOptions& first);

/// What --graph and --layer are; errors of a file name it. Collective.
std::vector<GraphFile> share_layers(Job& job);

/// The description of the first with a digest that stands for all of them.
GraphInfo identity_of_layers(std::span<const GraphFile> files);

/// Name, path, size, digest and law of each layer, for provenance and summary; null where there is only one.
nlohmann::ordered_json layers_json(const GraphRun& run, const Options& options, const DiffusionOptions& first);

} // namespace cascade
