#pragma once
// The JSON texts inside a graph file: the `binsparse` attribute of the root and of /in, and our own object in it.
//
// The content digest is formed from n, m, the flags and the datasets' digests, so neither the file's history (source,
// counts of dropped edges, version of the writer) nor its byte layout enters. It is checked against the flags before
// any data is read. The text has the same length whatever its digests are: the writer lays the file out with zeros in
// their place and puts the true ones over them at the end.

#include "engine/store/graph_file.hpp"

#include <nlohmann/json.hpp>

namespace cascade {

/// "xxh3-128 <hex>" of everything a reader of the graph can see.
std::string content_digest(const GraphFile& file);

/// The text for the root: CSR, with the "cascade" object.
std::string root_descriptor(const GraphFile& file);
/// The text for /in: CSC.
std::string in_descriptor(const GraphFile& file);

/// What a binsparse descriptor says of one matrix.
struct MatrixText {
    bool by_column = false; ///< CSC
    VertexId vertices = 0;
    EdgeId edges = 0;
};

/// Reads the "binsparse" object; InputError when it is not a square CSR or CSC matrix of a version we know.
MatrixText parse_matrix(const nlohmann::ordered_json& descriptor);

/// Fills info, source and digests from the "cascade" object; leaves a foreign file's defaults when there is none.
void parse_cascade(const nlohmann::ordered_json& descriptor, GraphFile& file);

} // namespace cascade
