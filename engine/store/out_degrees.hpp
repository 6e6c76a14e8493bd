#pragma once
// Out-degrees for jobs that load in-lists alone, read from the file: of all vertices when the job begins, saturated, to
// break ties by; of a few, exactly, when it has ended.
//
// A job may run for hours in between. So the file is held open from the beginning, and its pointers are checked against their
// digest then: what is wrong with them is said before any work is done, and who takes the file away later does no harm.

#include "engine/store/graph_file.hpp"

#include <memory>

namespace cascade {

class InputBytes;

class OutDegrees {
public:
    /// Of a graph and further layers of the same network. Reads eight bytes a vertex, ranks sharing the work. InputError where
    /// they are not what was written. Collective.
    explicit OutDegrees(Context& context, const GraphFile& file, std::span<const GraphFile> further = {});
    ~OutDegrees();

    /// Over all layers, 0 of vertices beyond the last of a file; empty where one has no out-lists. Same list on every rank.
    /// Collective.
    std::vector<std::uint64_t> of(const Communicator& world, std::span<const VertexId> vertices) const;

    /// Over all layers, for PartitionedGraph::selection_degrees; empty where one has no out-lists. Collective.
    std::vector<std::uint32_t> of_selection(const Communicator& world, const PartitionedGraph& graph) const;

private:
    struct Layer {
        GraphFile file;
        std::unique_ptr<InputBytes> bytes;
    };
    std::vector<Layer> layers_; ///< empty where degrees are not to be had
};

} // namespace cascade
