#pragma once
// From edges in any order on any rank to the finished graph, each rank holding one slice of the canonical order.
//
// The ids become positions (engine/graph/vertex_ids.hpp), every arc travels to the rank that owns its tail, is dropped
// into the list of its tail by counting, and each list is sorted and freed of duplicates on its own: no sort is ever
// longer than a list. In-lists are the transpose of the finished out-lists. Loops go, and are counted; their vertex
// stays. An undirected edge is an arc each way before duplicates are merged, so the result is symmetric, and a pair
// given in both directions is a duplicate like any other. Nothing depends on ranks, threads or the order of the input.

#include "engine/graph/base_order.hpp"
#include "engine/graph/edge_list.hpp"
#include "engine/runtime/context.hpp"

namespace cascade {

/// The canonical order of vertices.
enum class VertexOrder {
    id,     ///< ascending original id
    degree, ///< descending total degree (in + out, duplicates merged), then ascending original id
};

struct BuildOptions {
    bool symmetric = false; ///< every edge stands for both directions
    DuplicateRule duplicates = DuplicateRule::first;
    VertexOrder order = VertexOrder::id;
    const VertexShare* base = nullptr; ///< a graph whose vertices all are there and keep their places; null: none
};

/// What is known of a graph before it is built.
struct BuildSize {
    VertexId vertices = 0;
    std::uint64_t edges = 0;      ///< as given, over all ranks
    std::uint64_t edge_bytes = 0; ///< what they take now, over all ranks
    bool weighted = false;
    bool symmetric = false;
    int ranks = 1;
};

/// The most memory in bytes that building takes on a rank, edges included; duplicates are counted as if they stayed.
std::uint64_t build_bytes_per_rank(const BuildSize& size);
/// What the lists of all ranks take, in bytes.
std::uint64_t list_bytes(const BuildSize& size);

/// The graph of an edge list. Throws InputError under DuplicateRule::error, naming the pair. Collective.
GraphSlice build_graph(Context& context, EdgeList edges, const BuildOptions& options);

/// The unweighted graph on the vertices 0 … n-1 (original id = canonical id) with the arcs of these blocks, each rank giving
/// some, in any order; loops are dropped and duplicates merged. Where `symmetric`, an edge may be given in either
/// direction or both. Collective.
GraphSlice build_from_blocks(Context& context, VertexId vertices, std::vector<EdgeBlock> blocks, bool symmetric);

} // namespace cascade
