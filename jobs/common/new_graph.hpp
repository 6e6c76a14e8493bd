#pragma once
// The end that all verbs that make a graph file share: refuse a name that is taken before the work is done, write the
// file, say what is in it, and give scripts their line.

#include "engine/graph/graph_slice.hpp"
#include "jobs/common/verb.hpp"

namespace cascade {

/// Throws CreateError when --output exists and --force was not given. Collective.
void check_output(const Job& job);

/// Writes --output, says what was written and dropped, and prints the RESULT line. Collective.
void finish_graph(Job& job, const GraphSlice& slice);

} // namespace cascade
