#pragma once
// What is reported of layers. Worlds tell over which of them vertices are reached, how reach passes from one to another, and
// what is missing without each; samples tell the last. Layers are numbered from 1, as --graph and --layer name them; 0 stands
// for the seeds.

#include "engine/store/result_writer.hpp"
#include "jobs/common/graph_run.hpp"
#include "kernels/diffusion/forward.hpp"
#include "kernels/influence/spread.hpp"

namespace cascade {

/// /results/layers, layer_hops, layer_transfers and, where it was asked for, layer_ablation; nothing of a single graph.
void add_layer_tables(ResultWriter& results, const ForwardResult& result, const ForwardOptions& how);

/// /results/layer_ablation of samples: what `spread` would lose without each layer.
Table layer_loss_table(const SpreadInterval& spread, const std::vector<SpreadInterval>& losses);

/// A line a layer with what is lost without it, on rank 0; nothing where it was not asked for.
void say_layer_losses(Job& job, const GraphRun& run, const std::vector<SpreadInterval>& losses);

/// A line a layer, on rank 0.
void say_layers(Job& job, const ForwardResult& result, const ForwardOptions& how);

} // namespace cascade
