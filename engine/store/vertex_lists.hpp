#pragma once
// The vertices of graph files without their arcs: to continue them, and to see whether files speak of the same ones.
//
// Graphs that are to be layers of one network have one identity: vertex i of one is vertex i of every other, as far as
// both reach. Files that hold the same list say so by its digest alone; others are compared id by id, or label by label,
// each rank its share. `cascade import --base` makes such files.

#include "engine/graph/base_order.hpp"
#include "engine/store/graph_file.hpp"

namespace cascade {

/// This rank's equal share of the vertices of `file`. Collective.
VertexShare read_vertex_share(const Context& context, const GraphFile& file);

/// The file with the most vertices, the first of those. InputError on every rank, naming both files, where another one's
/// vertices are not the first of its. Collective.
const GraphFile& require_one_identity(const Context& context, std::span<const GraphFile> files);

} // namespace cascade
