#pragma once
// The graph as a job sees it: p = G x S ranks, G groups that each hold the whole graph cut into S shards.
//
// Rank r belongs to group r / S and owns shard r % S: a contiguous range of the canonical order, with the in-lists
// and, where asked for, the out-lists of its vertices. S = 1 is *replicated*, S = p *partitioned*. Samples are dealt to
// groups; the result never depends on the layout. No rank holds an array over all vertices unless S = 1.
//
// Selection needs each vertex at exactly one of the p ranks: `selection` cuts every shard once more into G ranges, so
// that rank (g, s) owns the g-th part of shard s. With S = p the two partitions are the same.

#include "engine/comm/communicator.hpp"
#include "engine/graph/adjacency.hpp"
#include "engine/graph/label_list.hpp"
#include "engine/graph/partition.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cascade {

/// What is known of a graph without its arcs.
struct GraphInfo {
    VertexId vertices = 0;
    EdgeId edges = 0;         ///< arcs stored; an undirected edge counts twice
    bool directed = true;     ///< how the input was declared
    bool symmetric = false;   ///< one set of lists serves both directions
    bool weighted = false;    ///< arcs carry a float column
    bool identity_ids = true; ///< original ids are 0 … n-1 in canonical order
    bool labelled = false;    ///< vertices are called by texts; their original ids are their canonical ones
    std::string order = "id"; ///< canonical order: id, degree or base (that of the graph it continues)
    std::string digest;       ///< of the content, as stored in the file
};

/// How p ranks hold the graph.
struct Layout {
    int groups = 1; ///< G: copies of the graph
    int shards = 1; ///< S: pieces of each copy

    bool replicated() const { return shards == 1; }
    std::string text() const; ///< as the option spells it, shards x groups, e.g. "2x3"
};

/// Which lists a job needs; a symmetric graph has one set for both.
struct GraphNeeds {
    bool in = true;
    bool out = false;
};

/// The labels of one rank's share of all vertices. Shares are equal over the world whatever the layout: labels are asked
/// for at the beginning and the end of a job, and no rank needs those of the vertices whose arcs it holds.
struct LabelShare {
    VertexId first = 0;
    LabelList labels;
};

class PartitionedGraph {
public:
    GraphInfo info;
    Layout layout;
    int group = 0;                        ///< this rank's group
    int shard = 0;                        ///< this rank's shard
    Communicator group_comm;              ///< the S ranks of this group; rank in it = shard
    Partition shards;                     ///< S ranges, the same in every group
    Partition selection;                  ///< p ranges; part (s * G + g) belongs to group g, shard s
    std::vector<OriginalId> original_ids; ///< of the owned vertices; empty when identity
    LabelShare names;                     ///< empty unless labelled
    /// Of this rank's selection range, those above 2^31 - 1 as that; empty unless asked for (engine/store/out_degrees.hpp).
    std::vector<std::uint32_t> selection_degrees;

    PartitionedGraph(const Communicator& world, GraphInfo about, Layout how, Partition ranges);

    VertexId vertex_count() const { return info.vertices; }
    EdgeId edge_count() const { return info.edges; }
    VertexId first_owned() const { return shards.begin_of(shard); }
    LocalVertex owned_count() const { return static_cast<LocalVertex>(shards.count_of(shard)); }
    int owner_of(VertexId v) const { return shards.owner_of(v); } ///< shard
    bool is_owned(VertexId v) const { return v - first_owned() < owned_count(); }
    LocalVertex to_local(VertexId v) const { return static_cast<LocalVertex>(v - first_owned()); }
    VertexId to_global(LocalVertex v) const { return first_owned() + v; }
    OriginalId original_id(LocalVertex v) const {
        return original_ids.empty() ? static_cast<OriginalId>(to_global(v)) : original_ids[v];
    }

    /// The rank of the world that owns v in selection, and this rank's range there.
    int selection_rank_of(VertexId v) const;
    VertexId selection_first() const { return selection.begin_of(selection_part_); }
    LocalVertex selection_count() const { return static_cast<LocalVertex>(selection.count_of(selection_part_)); }
    /// Of the v-th vertex of that range the original id, shifted into the order of unsigned numbers, and the out-degree (0
    /// where degrees were not asked for): among equals, more out-arcs come first, then the smaller id.
    std::uint64_t selection_order(LocalVertex v) const {
        return static_cast<std::uint64_t>(original_id(to_local(selection_first() + v))) ^ std::uint64_t{1} << 63;
    }
    std::uint32_t selection_degree(LocalVertex v) const { return selection_degrees.empty() ? 0 : selection_degrees[v]; }
    void prefetch_selection_degree(LocalVertex v) const {
        if (!selection_degrees.empty())
            __builtin_prefetch(&selection_degrees[v]);
    }

    bool has_in() const { return in_.has_value(); }
    bool has_out() const { return out_.has_value() || (info.symmetric && in_.has_value()); }
    const AdjacencyLists& in() const { return *in_; }                 ///< arcs into each owned vertex
    const AdjacencyLists& out() const { return out_ ? *out_ : *in_; } ///< arcs out of each owned vertex
    void set_in(AdjacencyLists lists) { in_ = std::move(lists); }
    void set_out(AdjacencyLists lists) { out_ = std::move(lists); }
    std::size_t bytes() const; ///< of lists and ids on this rank

private:
    int selection_part_ = 0;
    std::optional<AdjacencyLists> in_;
    std::optional<AdjacencyLists> out_;
};

/// Canonical ids of original ids; kNoVertex where the graph has none such. Same list on every rank. Collective.
std::vector<VertexId> find_vertices(const Communicator& world, const PartitionedGraph& graph,
                                    std::span<const OriginalId> ids);

/// Original ids of canonical ids. Same list on every rank. Collective.
std::vector<OriginalId> original_ids_of(const Communicator& world, const PartitionedGraph& graph,
                                        std::span<const VertexId> vertices);

/// S contiguous ranges balanced by in-degree + 1 a vertex, from a sampled prefix: `pointer_at(v)` gives the number of
/// in-arcs before vertex v (v in 0..n), O(log n) calls a boundary.
template <class PointerAt>
Partition balanced_partition(VertexId n, int parts, PointerAt&& pointer_at) {
    Partition result = Partition::equal(n, parts);
    const double total = static_cast<double>(pointer_at(n)) + static_cast<double>(n);
    for (int i = 1; i < parts; ++i) {
        const double goal = total * i / parts;
        VertexId low = result.begin_of(i - 1);
        VertexId high = n;
        while (low < high) {
            const VertexId middle = low + (high - low) / 2;
            if (static_cast<double>(pointer_at(middle)) + static_cast<double>(middle) < goal)
                low = middle + 1;
            else
                high = middle;
        }
        result.first[static_cast<std::size_t>(i)] = low;
    }
    return result;
}

} // namespace cascade
