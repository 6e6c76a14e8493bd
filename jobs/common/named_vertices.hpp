#pragma once
// Vertices as users name them, in files and in results: by an integer id or, where the graph has labels, by a label.

#include "engine/graph/vertex_names.hpp"
#include "engine/store/result_writer.hpp"

#include <unordered_set>

namespace cascade {

/// Names from a file, in order; of one kind.
struct NamedVertices {
    bool labelled = false;
    std::vector<OriginalId> ids; ///< unless labelled
    LabelList labels;            ///< where labelled

    std::size_t size() const { return labelled ? labels.size() : ids.size(); }
    bool empty() const { return size() == 0; }
    /// As a message shows it.
    std::string shown(std::size_t i) const;
    /// Adds the i-th of `other`.
    void add(const NamedVertices& other, std::size_t i);
};

/// Every rank gets the root's. Collective.
void broadcast(const Communicator& comm, NamedVertices& vertices);

/// The names without those that came before.
NamedVertices distinct(const NamedVertices& vertices);

/// Canonical ids; kNoVertex where the graph has none such. Same list on every rank. Collective.
std::vector<VertexId> find_vertices(const Communicator& world, const PartitionedGraph& graph,
                                    const NamedVertices& vertices);

/// A column of vertices: original ids (canonical ones where there are labels), shown as their labels. Collective.
Column vertex_column(const Communicator& world, const PartitionedGraph& graph, std::string name,
                     std::span<const VertexId> vertices);

/// The i-th value of a column as texts show it.
std::string shown_value(const Column& column, std::size_t i);

} // namespace cascade
