#pragma once
// The graph file without its numbers: groups, empty contiguous datasets and descriptors, made by one rank.
//
// The disk space is taken before HDF5 is asked for anything, since HDF5 does not survive a full disk: not in the middle
// of a parallel write, and not at the close of a small file either. Then everything but the data is laid out, with zeros
// for digests, and the blocks are taken for good. `seal_skeleton` puts the true digests over the zeros; the file does not
// change its size.

#include "engine/store/graph_file.hpp"

namespace cascade {

/// Makes an empty file at `path`, which must be new, and sees that the disk has room for the graph.
void reserve_graph_file(const std::string& path, const GraphFile& file);

/// Lays out the graph `file` describes (counts and widths of its datasets) in the reserved file; fills in their offsets.
void create_skeleton(const std::string& path, GraphFile& file);

/// Writes the final descriptors and puts the file on disk.
void seal_skeleton(const std::string& path, const GraphFile& file);

} // namespace cascade
