#pragma once
// Synthetic graphs by kind: the table of kinds, their options and the one function that makes them.
//
// A kind is a source of edges (arc_source.hpp); each rank makes an equal share of them, and `build_from_blocks` brings
// them to their owners, sorts, and drops loops and duplicates. The graph is a function of the options alone.

#include "engine/graph/graph_slice.hpp"
#include "engine/runtime/context.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace cascade {

enum class GraphKind { rmat, gnm, social, path, star, ring, grid, complete };

/// What the options of a kind are: spelling, whether edges are drawn at random, and the direction unless said.
struct GraphKindEntry {
    GraphKind kind;
    std::string_view name;
    bool random;
    bool directed;
};

inline constexpr std::array<GraphKindEntry, 8> kGraphKinds{{
    {GraphKind::rmat, "rmat", true, true},
    {GraphKind::gnm, "gnm", true, true},
    {GraphKind::social, "social", true, false},
    {GraphKind::path, "path", false, false},
    {GraphKind::star, "star", false, false},
    {GraphKind::ring, "ring", false, false},
    {GraphKind::grid, "grid", false, false},
    {GraphKind::complete, "complete", false, false},
}};

/// The entry of a kind, or of its name (null when there is none).
const GraphKindEntry& entry_of(GraphKind kind);
const GraphKindEntry* find_kind(std::string_view name);

struct GenerateOptions {
    GraphKind kind = GraphKind::gnm;
    VertexId vertices = 0;         ///< a power of two for rmat
    std::uint64_t edges = 0;       ///< drawn, where the kind is random
    std::uint64_t random_seed = 1; ///< where the kind is random
    bool directed = false;
    VertexId columns = 0;          ///< of a grid; 0: the least whole number not below sqrt(vertices)
    double mixing = 0.3;           ///< social: share of edges across communities
    std::uint64_t communities = 0; ///< social; 0: the greatest whole number not above sqrt(vertices)
};

/// What making the graph takes, from the options alone.
struct GenerateNeed {
    std::uint64_t bytes_per_rank = 0; ///< at the peak
    std::uint64_t file_bytes = 0;     ///< at most: no loops, no duplicates
};
GenerateNeed generate_need(const GenerateOptions& options, int ranks);

/// Makes the graph; `source` of the slice is the options as text. Collective.
GraphSlice generate_graph(Context& context, const GenerateOptions& options);

} // namespace cascade
