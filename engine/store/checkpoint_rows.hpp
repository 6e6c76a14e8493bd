#pragma once
// Rows of vertices in a file of blocks. A table of segments leads, then each segment: the lengths, then the rows.
//
//     segment count u64, {first u64, count u64, bytes u64} … | lengths u32[count], bytes | lengths, bytes | …
//
// A reader whose range is not the writer's looks its segments up in the table and never touches the others. A segment is
// cut by vertices alone and may be long; it passes through a buffer of some MiB, or of one row where that is longer, so
// the pool that is saved is never in memory twice. What is read passes in pieces of several blocks, so that threads can
// read and check them side by side, and whoever takes the rows can deal them to threads.

#include "engine/core/archive.hpp"
#include "engine/store/block_file.hpp"

#include <string>
#include <vector>

namespace cascade {

inline constexpr std::uint64_t kSegmentVertices = 65536;

struct RowSegment {
    VertexId first = 0;
    std::uint64_t count = 0;
    std::uint64_t bytes = 0; ///< of the rows alone
};

/// What one rank is about to save under one name.
struct RowsPlan {
    std::string name;
    VertexId first = 0, end = 0;
    std::vector<RowSegment> segments;
    std::uint64_t payload = 0; ///< bytes in the file, table and lengths included
};

RowsPlan plan_rows(const std::string& name, const VertexRows& rows);

/// Writes all rows as planned.
void write_rows(BlockWriter& file, const VertexRows& rows, const RowsPlan& plan);

/// Hands the rows of [begin, end) to `rows`, in order; `label` is the range that the file says it covers, and contains
/// the one that is asked for. InputError.
void read_rows(BlockReader& file, const BlockLabel& label, VertexId begin, VertexId end, VertexRows& rows);

} // namespace cascade
