#pragma once
// A value a vertex, from a CSV file: a header with a column `vertex` and the one asked for; others are passed over.
//
// Rank 0 reads and checks the file; it comes to the ranks by the piece, each piece is looked up in the graph, and a rank
// keeps what belongs to vertices it owns: no rank holds the whole table.

#include "jobs/common/named_vertices.hpp"
#include "jobs/common/verb.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// Vertices and a value of each.
struct VertexValues {
    NamedVertices vertices;
    std::vector<double> values;
};

/// Turns the text of a field into a number; throws InputError with what would be right.
using ReadValue = std::function<double(std::string_view field)>;

/// The rows of `text`, in order. InputError names the offending lines: no such column, no id, a value that `read`
/// refuses, a vertex that comes again with another value.
VertexValues parse_vertex_table(std::string_view text, const std::string& path, std::string_view column,
                                const ReadValue& read, bool labelled = false);

/// Hands each row of the file of `option` to `keep` on the ranks that own its vertex, in order. `read` is called on
/// rank 0. InputError names vertices that are not in the graph. Collective.
void read_vertex_table(const Job& job, const PartitionedGraph& graph, std::string_view option, std::string_view column,
                       const ReadValue& read, const std::function<void(LocalVertex, double)>& keep);

} // namespace cascade
