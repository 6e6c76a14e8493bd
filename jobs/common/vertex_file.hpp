#pragma once
// Lists of vertices a user hands over: one original id a line (`#` comments, blank lines, LF or CRLF), or a CSV file
// whose header has a column `vertex`, such as the seeds.csv `select` writes. The first line that holds anything decides.

#include "jobs/common/verb.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// Without blanks, tabs and carriage returns at its ends.
std::string_view trimmed(std::string_view text);

/// The fields of a CSV line; quotes around a field are dropped, a doubled quote inside stands for one.
std::vector<std::string> csv_fields(std::string_view line);

/// The ids in `text`, in order, duplicates included; `path` is for messages. InputError names the offending lines.
std::vector<OriginalId> parse_vertex_list(std::string_view text, const std::string& path);

/// Rank 0 reads the file and everybody gets its ids in order; one that comes again is dropped with a warning. An empty
/// file gives an empty list. Collective.
std::vector<OriginalId> read_vertex_file(const Job& job, const std::string& path);

/// The same for a list that must name a vertex at least: InputError when it names none. Collective.
std::vector<OriginalId> read_seed_file(const Job& job, const std::string& path);

/// Canonical ids of `ids`, in order. InputError names the vertices that are not in the graph, the option and the file.
/// Collective.
std::vector<VertexId> resolve_vertices(const Job& job, const PartitionedGraph& graph, std::span<const OriginalId> ids,
                                       std::string_view option, const std::string& path);

} // namespace cascade
