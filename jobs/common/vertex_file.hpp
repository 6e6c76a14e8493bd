#pragma once
// Lists of vertices a user hands over: one original id or label a line (`#` comments, blank lines, LF or CRLF), or a CSV
// file whose header has a column `vertex`, such as the seeds.csv `select` writes. The first line that holds anything
// decides. A label is a line as it stands, but for blanks at its ends; one with line ends, with such blanks or with # at
// its front needs the CSV form and quotes.

#include "jobs/common/named_vertices.hpp"
#include "jobs/common/verb.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// Without blanks, tabs and carriage returns at its ends.
std::string_view trimmed(std::string_view text);

/// Adds the vertex that `field` names; InputError without file and line when it names none of their kind.
void add_vertex(std::string_view field, NamedVertices& vertices);

/// The vertices in `text`, in order, duplicates included; `path` is for messages. InputError names the offending lines.
NamedVertices parse_vertex_list(std::string_view text, const std::string& path, bool labelled = false);

/// Rank 0 reads the file and everybody gets its vertices in order; one that comes again is dropped with a warning. An
/// empty file gives an empty list. They are labels when the job's graph has labels. Collective.
NamedVertices read_vertex_file(const Job& job, const std::string& path);

/// The same for a list that must name a vertex at least: InputError when it names none. Collective.
NamedVertices read_seed_file(const Job& job, const std::string& path);

/// Canonical ids of `named`, in order. InputError names the vertices that are not in the graph, the option and the file.
/// Collective.
std::vector<VertexId> resolve_vertices(const Job& job, const PartitionedGraph& graph, const NamedVertices& named,
                                       std::string_view option, const std::string& path);

} // namespace cascade
