#pragma once
// The head of an edge file: where the edges begin, and in which columns they lie.
//
// Passed over are a byte-order mark and the lines the user says are a heading. Where columns are given by name, or in a
// CSV file whose first line has no ids where ids should be, the first line that is no comment names the columns.

#include "engine/store/edge_lines.hpp"
#include "engine/store/edge_text.hpp"

#include <optional>

namespace cascade {

struct EdgeHeading {
    std::uint64_t begin = 0; ///< byte of the first line after the heading
    LineFormat format;
    std::optional<OriginalId> maybe_edge_count; ///< second number of the first line, which could be "vertices edges"
};

/// The heading of a file called `path` with this content. Throws TextFailure.
EdgeHeading read_heading(const std::string& path, std::unique_ptr<ByteStream> stream, const EdgeTextOptions& options);

/// Where the column called `name` is; whole numbers count columns from 1.
std::optional<std::size_t> column_number(const std::string& name);

/// The delimiter of a CSV line: the first of , ; tab that occurs, a blank where none does.
char delimiter_of(std::string_view line);

} // namespace cascade
