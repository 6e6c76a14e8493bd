#pragma once
// Graphs without chance, whose answers can be written down: path, star, ring, grid, complete. Edge i by arithmetic.
//
// A path is 0-1-…, a star has centre 0, a ring closes the path (from three vertices on). A grid of `columns` columns
// holds vertex v at row v / columns, column v mod columns; its last row may be short. Directed, arcs run from the lower
// to the higher id, the ring's last one back to 0; a complete digraph has every arc u -> v, u != v.

#include "engine/core/check.hpp"
#include "engine/graph/generate/arc_source.hpp"

#include <algorithm>

namespace cascade {

struct PathSource {
    VertexId vertices;
    std::uint64_t edges() const { return vertices == 0 ? 0 : vertices - 1; }
    PlainArc operator()(std::uint64_t i) const { return {i, i + 1}; }
};

struct StarSource {
    VertexId vertices;
    std::uint64_t edges() const { return vertices == 0 ? 0 : vertices - 1; }
    PlainArc operator()(std::uint64_t i) const { return {0, i + 1}; }
};

struct RingSource {
    VertexId vertices;
    std::uint64_t edges() const { return vertices < 3 ? PathSource{vertices}.edges() : vertices; }
    PlainArc operator()(std::uint64_t i) const { return {i, i + 1 == vertices ? 0 : i + 1}; }
};

struct GridSource {
    VertexId vertices;
    VertexId columns; ///< at least 1
    std::uint64_t horizontal() const {
        const VertexId rest = vertices % columns;
        return vertices / columns * (columns - 1) + (rest == 0 ? 0 : rest - 1);
    }
    std::uint64_t edges() const { return horizontal() + (vertices > columns ? vertices - columns : 0); }
    PlainArc operator()(std::uint64_t i) const {
        if (i >= horizontal())
            return {i - horizontal(), i - horizontal() + columns};
        const VertexId v = i / (columns - 1) * columns + i % (columns - 1);
        return {v, v + 1};
    }
};

struct CompleteSource {
    VertexId vertices; ///< at most 2^31, so that edges fit
    bool directed;
    std::uint64_t edges() const {
        if (vertices < 2)
            return 0;
        return directed ? vertices * (vertices - 1) : vertices * (vertices - 1) / 2;
    }
    /// Undirected, edge i < n (n - 1) / 2 is half of an n x (n - 1) / 2 table folded at the diagonal: no root to take.
    PlainArc operator()(std::uint64_t i) const {
        const VertexId row = i / (vertices - 1);
        const VertexId column = i % (vertices - 1);
        if (directed)
            return {row, column + (column >= row ? 1 : 0)};
        if (column >= row)
            return {row, column + 1};
        return {vertices - 1 - row, vertices - 1 - column};
    }
};

} // namespace cascade
