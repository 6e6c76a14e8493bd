#pragma once
// The words every other file uses: what a vertex, an arc and a sample are called as numbers.
//
// Interfaces and files speak 64 bit. A local index may be narrower where the shard proves that it fits
// (`engine/graph/csr.hpp` stores neighbours in 4 bytes while the graph has at most 2^32 vertices).

#include <cstdint>
#include <limits>

namespace cascade {

using VertexId = std::uint64_t;    ///< canonical id: the position of a vertex in the graph file
using OriginalId = std::int64_t;   ///< the id a vertex had in the user's edge list
using EdgeId = std::uint64_t;      ///< position of an arc in the whole graph
using SampleId = std::uint64_t;    ///< global number of an RR set or of a simulated world
using LocalVertex = std::uint32_t; ///< position of an owned vertex in its shard

inline constexpr VertexId kNoVertex = std::numeric_limits<VertexId>::max();

} // namespace cascade
