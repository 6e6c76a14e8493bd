#pragma once
// Text edge lists in, blocks of original ids out: the only place where text becomes a graph.
//
// A plain file is cut by bytes over all ranks, a rank's share again over its threads: a piece takes the lines that
// begin in it. A packed file is one stream and goes to rank i mod p for the i-th file, and so does a CSV file of labels in
// which there is a quote: where a quoted line feed does not end a line, nobody can begin in the middle (engine/store/edge_files.hpp). Every rank reads the head of
// every plain file itself (byte-order mark, heading, column names); what a file is, rank 0 decides for all.
// Where a heading announces how much follows, that much must.
// A complaint names file:line. The line number is counted only then, from the beginning of the file, and the complaint
// that all ranks report is the first in the input, whichever rank met it.

#include "engine/graph/edge_list.hpp"
#include "engine/runtime/context.hpp"

#include <span>
#include <string>
#include <vector>

namespace cascade {

enum class EdgeFormat {
    automatic,     ///< by banner and name: matrix_market, .mtx; .csv; metis: .graph, .metis (also packed); else edges
    edges,         ///< ids separated by blanks, tabs, commas or semicolons
    csv,           ///< one delimiter, fields may be quoted, a heading is recognised
    cliques,       ///< a group of ids a line, every pair an (undirected) edge
    matrix_market, ///< engine/store/matrix_market.hpp
    metis,         ///< engine/store/metis_lines.hpp
};

/// What a file says itself of the direction of its edges.
enum class EdgeDirection : std::uint8_t { unsaid, directed, undirected };

/// What ids are.
enum class IdKind {
    automatic, ///< what the first line of data of the first file that has any shows
    integer,   ///< signed 64-bit whole numbers
    text,      ///< labels in UTF-8
};

struct EdgeTextOptions {
    std::vector<std::string> inputs{};
    EdgeFormat format = EdgeFormat::automatic;
    IdKind ids = IdKind::automatic;
    std::string base{};             ///< the graph file whose vertices say what ids are; empty: none does
    std::uint64_t header_lines = 0; ///< to pass over at the beginning of each file
    /// source, target[, weight]: numbers from 1, or names in the heading; empty: 1, 2, 3
    std::vector<std::string> columns{};
    bool weights = false;       ///< read the weight column
    bool probabilities = false; ///< weights must lie in [0, 1]
    bool strict = false;        ///< an edge from a vertex to itself is an error
    bool reverse = false;       ///< an arc runs from the target column to the source column
    std::string vertices{};     ///< file of members, one id a line or a CSV with a column `vertex`; empty: none
};

struct EdgeText {
    EdgeList edges;                        ///< this rank's share
    std::uint64_t lines = 0;               ///< edges read on all ranks (pairs, for cliques)
    std::uint64_t bytes = 0;               ///< of the input files as they lie on disk
    std::vector<std::string> warnings;     ///< the same on every rank
    std::vector<EdgeDirection> directions; ///< as the files say, one an input
};

/// Splits "source,target,weight" as given on the command line; UsageError unless there are two or three parts.
std::vector<std::string> parse_columns(const std::string& text);

/// Reads all inputs. Errors: 65 with file:line for bad text, 66 and 77 for files that cannot be opened. Collective.
EdgeText read_edge_text(Context& context, const EdgeTextOptions& options);

} // namespace cascade
