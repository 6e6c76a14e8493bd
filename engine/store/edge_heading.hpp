#pragma once
// The head of an edge file: where the edges begin, and in which columns they lie.
//
// Which format a file has is told by its name, or by the banner of Matrix Market, unless the user says it. Passed over are a byte-order mark and the lines the user says are a heading. Where columns are given by name, the first
// line that is no comment names them. Without that, the first line of a CSV file is a heading when ids are integers and
// it has none where ids should be, or when it calls these two columns what they are usually called.

#include "engine/store/edge_lines.hpp"
#include "engine/store/edge_text.hpp"
#include "engine/store/matrix_market.hpp"
#include "engine/store/metis_lines.hpp"

#include <optional>

namespace cascade {

struct EdgeHeading {
    std::uint64_t begin = 0; ///< byte of the first line after the heading
    LineFormat format;
    std::optional<bool> text_ids; ///< whether the first line of data has an id that is no integer; none without data
    std::optional<OriginalId> maybe_edge_count; ///< second number of the first line, which could be "vertices edges"
    std::optional<MatrixHeading> matrix;        ///< of a Matrix Market file
    std::optional<MetisHeading> metis;          ///< of a METIS graph
    EdgeDirection direction = EdgeDirection::unsaid;
};

/// The heading of a file called `path` with this content. Throws TextFailure.
EdgeHeading read_heading(const std::string& path, std::unique_ptr<ByteStream> stream, const EdgeTextOptions& options);

/// Where the column called `name` is; whole numbers count columns from 1.
std::optional<std::size_t> column_number(const std::string& name);

} // namespace cascade
