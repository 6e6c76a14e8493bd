#pragma once
// Small graphs as slices to write, and loaded graphs compared with what they should be.

#include "engine/graph/graph_slice.hpp"
#include "engine/runtime/context.hpp"
#include "engine/store/graph_file.hpp"
#include "tests/support/graphs.hpp"

#include <string>
#include <vector>

namespace cascade::testing {

/// This rank's equal share of the graph; `ids` are the original ids of all vertices, empty for identity.
GraphSlice slice_of(const Communicator& world, const SmallGraph& graph, const std::vector<OriginalId>& ids = {});

/// Fails the test where the loaded lists or ids are not those of `graph`.
void expect_holds(const PartitionedGraph& loaded, const SmallGraph& graph, GraphNeeds needs,
                  const std::vector<OriginalId>& ids = {});

/// A context of these ranks and two threads.
Context context_of(const Communicator& world);

/// Probes on rank 0 and shares what it found. Collective.
GraphFile probe_on_root(const Communicator& world, const std::string& path);

} // namespace cascade::testing
