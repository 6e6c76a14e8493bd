#pragma once
// Matrix Market coordinate files: what the heading says, and entries to edges.
//
// A banner tells how the matrix is laid out; after comments comes "rows columns entries", then an entry a line: row, column
// and, unless the matrix is a pattern, a value. Entry (u, v) is the arc from u to v, be its value zero or not. Rows count
// from 1, and so are the vertices called; all rows are vertices, those without entries too. An entry of a symmetric
// matrix is an undirected edge, in whichever triangle it stands. Refused are dense, complex, skew-symmetric, Hermitian
// and rectangular matrices, which are no graphs of ours, and more or fewer entries than the heading announces.
// Boisvert, Pozo, Remington: The Matrix Market Exchange Formats, NISTIR 5935, 1996.

#include "engine/store/edge_lines.hpp"

namespace cascade {

struct MatrixHeading {
    std::uint64_t vertices = 0; ///< rows, and columns
    std::uint64_t entries = 0;
    bool symmetric = false;
    bool pattern = false;   ///< entries have no value
    bool whole = false;     ///< values are whole numbers
    std::uint64_t line = 0; ///< where the sizes stand
    std::uint64_t begin = 0;
};

inline constexpr std::string_view kMatrixBanner = "%%MatrixMarket";

/// Whether a file that begins with `head` begins with the banner.
bool has_matrix_banner(std::string_view head);

/// Reads the heading of a matrix; `weights`: its values are wanted. Throws TextFailure.
MatrixHeading read_matrix_heading(LineReader& reader, bool weights);

/// Parses the entries of `block`, which lies at `offset`, up to those that begin at or after byte `end` of the file.
/// Returns false when it met such a line. Throws TextFailure.
bool parse_entries(std::string_view block, std::uint64_t offset, std::uint64_t end, const MatrixHeading& matrix,
                   const LineFormat& format, const EdgeSink& sink);

} // namespace cascade
