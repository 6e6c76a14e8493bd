#pragma once
// Rows of vertices in a file of blocks. A table of segments leads; of each segment follow the lengths of its rows, left out
// where all are alike, and the rows end to end.
//
//     block 0: segment count u64, {first u64, bytes u64, count u32, each u32} …
//     blocks 2i + 1 and 2i + 2: lengths u32[count] of segment i, or nothing | its rows
//
// A segment is cut at 65,536 vertices or behind the row that makes it 256 KiB: threads have enough to share, each with a
// block of its own that is still in its core's cache when the rows are looked at; a row is in one block however long it is. A reader whose range is not the writer's finds its
// segments in the table and never touches the others. Rows are read to where they stay; what a reader does not want of a
// segment at the end of its range is read all the same, for the hash.
//
// What is saved passes through a buffer of a segment: the pool that is saved is never in memory twice.

#include "engine/core/archive.hpp"
#include "engine/store/block_file.hpp"

#include <string>
#include <vector>

namespace cascade {

inline constexpr std::uint64_t kSegmentVertices = 65536;
inline constexpr std::uint64_t kSegmentBytes = std::uint64_t{256} << 10;

struct RowSegment {
    VertexId first = 0;
    std::uint64_t bytes = 0; ///< of the rows alone
    std::uint32_t count = 0;
    std::uint32_t each = 0; ///< the length of every row, or `kLengthsDiffer`

    std::uint64_t lengths_bytes() const;
};
inline constexpr std::uint32_t kLengthsDiffer = ~std::uint32_t{0};

/// What one rank is about to save under one name.
struct RowsPlan {
    std::string name;
    VertexId first = 0, end = 0;
    std::vector<RowSegment> segments;

    std::uint64_t table_bytes() const;
    std::uint64_t file_bytes() const;
};

RowsPlan plan_rows(const std::string& name, const VertexRows& rows);

/// Writes all rows as planned.
void write_rows(BlockWriter& file, const VertexRows& rows, const RowsPlan& plan);

/// One file of rows. InputError for all that is wrong with it; threads may share it.
class RowsReader {
public:
    /// Reads the table; `label` says which range of vertices the file covers.
    RowsReader(const std::string& path, const BlockLabel& label, std::uint64_t bytes);

    std::size_t segments() const { return segments_.size(); }
    /// Whether a segment has rows of [begin, end).
    bool concerns(std::size_t segment, VertexId begin, VertexId end) const;
    /// Tells `rows` the lengths of those of [begin, end) that are in a segment.
    void tell_lengths(std::size_t segment, VertexId begin, VertexId end, VertexRows& rows) const;
    /// Puts those rows into their rooms and has them taken.
    void load(std::size_t segment, VertexId begin, VertexId end, VertexRows& rows) const;
    /// Reads every block for its hash.
    void check() const;

private:
    struct Segment : RowSegment {
        BlockPlace lengths_place, rows_place;
    };
    /// The part of [begin, end) that is in a segment.
    struct Part {
        VertexId begin = 0, end = 0;
    };
    static Part part_of(const Segment& segment, VertexId begin, VertexId end);
    std::vector<std::uint32_t> lengths_of(const Segment& segment) const;

    BlockReader file_;
    std::vector<Segment> segments_;
};

} // namespace cascade
