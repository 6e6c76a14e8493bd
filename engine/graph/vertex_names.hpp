#pragma once
// What users call vertices: the digits of an original id, or a label. Everything a person or a script reads has these.
//
// Labels lie in equal shares over the ranks of the world (LabelShare). To name some vertices, each rank tells the labels
// it holds; to find labels, each looks in its share, by bisection where the canonical order is that of labels.

#include "engine/graph/partitioned_graph.hpp"

#include <string>
#include <string_view>

namespace cascade {

/// The names of vertices, in order. Same list on every rank. Collective.
std::vector<std::string> vertex_names(const Communicator& world, const PartitionedGraph& graph,
                                      std::span<const VertexId> vertices);

/// Canonical ids of labels; kNoVertex where the graph has none such. Same list on every rank. Collective.
std::vector<VertexId> find_labels(const Communicator& world, const PartitionedGraph& graph, const LabelList& labels);

/// A label as a message may show it: in quotes, at most 40 bytes, without control characters.
std::string shown_label(std::string_view label);

} // namespace cascade
