#include "engine/graph/build.hpp"

#include "engine/comm/agree.hpp"
#include "engine/core/check.hpp"
#include "engine/graph/assemble.hpp"
#include "engine/graph/base_order.hpp"
#include "engine/graph/order.hpp"
#include "engine/graph/vertex_ids.hpp"
#include "engine/graph/vertex_names.hpp"

#include <fmt/format.h>

namespace cascade {
namespace {

constexpr std::size_t kBlocksPerRound = 4;

/// What the arcs of an edge list stand for.
struct Reading {
    bool symmetric = false; ///< the lists serve both directions
    bool mirrored = false;  ///< each edge of the list stands for its reverse too
    DuplicateRule duplicates = DuplicateRule::first;
};

/// Calls `send` for the edges of a block of canonical ids, loops apart, as arcs. The first of some equal ones is found by
/// the place of the block, the number of its first edge.
template <class Arc, class Send>
void for_each_arc(const EdgeBlock& block, DuplicateRule rule, Send&& send) {
    [[maybe_unused]] const bool numbered = rule == DuplicateRule::first;
    for (std::size_t i = 0; i < block.size(); ++i) {
        Arc arc{};
        const auto take = [&](auto pair) {
            arc.u = static_cast<decltype(arc.u)>(pair.u);
            arc.v = static_cast<decltype(arc.v)>(pair.v);
        };
        if (block.wide.empty())
            take(block.narrow[i]);
        else
            take(block.wide[i]);
        if constexpr (HasWeight<Arc>) {
            arc.weight = block.weights[i];
            arc.number = static_cast<decltype(arc.number)>(numbered ? block.place + i : 0);
        }
        if (arc.u != arc.v)
            send(arc);
    }
}

/// Turns the place of each block into the number of its first edge in the order of the input; returns how many edges there
/// are. Collective.
std::uint64_t number_edges(const Communicator& comm, std::vector<EdgeBlock>& blocks) {
    struct Stretch {
        std::uint64_t place, edges;
    };
    std::vector<Stretch> mine;
    for (const EdgeBlock& block : blocks)
        mine.push_back({block.place, block.size()});
    std::vector<Stretch> all = gather(comm, std::span<const Stretch>(mine));
    broadcast(comm, all);
    std::sort(all.begin(), all.end(), [](const Stretch& a, const Stretch& b) { return a.place < b.place; });
    std::uint64_t before = 0;
    for (Stretch& stretch : all)
        before += std::exchange(stretch.edges, before);
    for (EdgeBlock& block : blocks)
        block.place =
            std::lower_bound(all.begin(), all.end(), block.place, [](const Stretch& stretch, std::uint64_t place) {
                return stretch.place < place;
            })->edges;
    return before;
}

/// One rank: the blocks themselves where they have the right shape already.
template <class Arc>
PieceSource<Arc> keep(std::vector<EdgeBlock> blocks, const Reading& reading) {
    PieceSource<Arc> source{{}, reading.mirrored};
    for (EdgeBlock& block : blocks) {
        if constexpr (std::is_same_v<Arc, NarrowPair>) {
            source.pieces.push_back(std::move(block.narrow));
        } else if constexpr (std::is_same_v<Arc, WidePair>) {
            source.pieces.push_back(std::move(block.wide));
        } else {
            std::size_t at = 0;
            BigArray<Arc> piece(block.size());
            for_each_arc<Arc>(block, reading.duplicates, [&](const Arc& arc) { piece[at++] = arc; });
            source.pieces.push_back(std::move(piece)); // loops leave zeros behind: loops too
        }
        block = {};
    }
    return source;
}

/// Everybody's arcs at the owners of their tails. Collective.
template <class Arc>
PieceSource<Arc> arcs_of(const Context& context, const Partition& slices, std::vector<EdgeBlock> blocks,
                         const Reading& reading) {
    if (context.world.size() == 1)
        return keep<Arc>(std::move(blocks), reading);
    return {send_to_owners<Arc>(context.world, slices, blocks.size(), kBlocksPerRound,
                                [&](std::size_t b, auto&& send) {
                                    for_each_arc<Arc>(blocks[b], reading.duplicates, [&](const Arc& arc) {
                                        send(arc);
                                        if (reading.mirrored)
                                            send(reversed(arc));
                                    });
                                    blocks[b] = {};
                                }),
            false};
}

/// The lists of this rank's slice. Collective.
template <class Source>
AssembledLists assemble_slice(const Context& context, const Partition& slices, Source& source, DuplicateRule rule) {
    const int rank = context.world.rank();
    return agree(context.world, [&] {
        return assemble(context.threads, slices.begin_of(rank), slices.count_of(rank), slices.first.back(), source,
                        rule);
    });
}

/// In-lists from finished out-lists. Collective.
template <class Arc>
AdjacencyLists transposed(const Context& context, const Partition& slices, const AdjacencyLists& out) {
    constexpr std::size_t kRowsPerBatch = 1 << 13;
    const Communicator& comm = context.world;
    TransposedSource<Arc> source{out, slices.begin_of(comm.rank())};
    if (comm.size() == 1)
        return assemble_slice(context, slices, source, DuplicateRule::first).lists;
    const std::size_t count = slices.count_of(comm.rank());
    const auto produce = [&](std::size_t batch, auto&& send) {
        const std::size_t begin = batch * kRowsPerBatch;
        source.visit_rows(begin, std::min(count, begin + kRowsPerBatch), send);
    };
    const std::size_t batches = (count + kRowsPerBatch - 1) / kRowsPerBatch;
    PieceSource<Arc> arrived{send_to_owners<Arc>(comm, slices, batches, kBlocksPerRound, produce)};
    return assemble_slice(context, slices, arrived, DuplicateRule::first).lists;
}

std::uint64_t count_loops(int threads, const std::vector<EdgeBlock>& blocks) {
    std::atomic<std::uint64_t> loops{0};
    parallel_for(threads, blocks.size(), 1, [&](std::size_t begin, std::size_t end, int) {
        std::uint64_t found = 0;
        for (std::size_t b = begin; b < end; ++b) {
            for (const NarrowPair& pair : blocks[b].narrow)
                found += pair.u == pair.v;
            for (const WidePair& pair : blocks[b].wide)
                found += pair.u == pair.v;
        }
        loops += found;
    });
    return loops;
}

/// What the user calls a vertex that lies in some rank's slice. Collective.
std::string name_of(const Communicator& comm, const GraphSlice& slice, VertexId v) {
    LabelList names;
    if (v >= slice.first && v - slice.first < slice.count()) {
        const auto at = static_cast<std::size_t>(v - slice.first);
        if (slice.info.labelled)
            names.push_back(shown_label(slice.labels[at]));
        else
            names.push_back(
                std::to_string(slice.original_ids.empty() ? static_cast<OriginalId>(v) : slice.original_ids[at]));
    }
    LabelList all = gather_labels(comm, names);
    broadcast(comm, all);
    return std::string(all[0]);
}

/// Throws on every rank if any found an arc given twice: the least of them. Collective.
void refuse_repeated(const Communicator& comm, const GraphSlice& slice, const std::optional<RepeatedArc>& repeated,
                     bool symmetric) {
    const VertexId u = all_reduce_min(comm, repeated ? repeated->u : kNoVertex);
    if (u == kNoVertex)
        return;
    const VertexId v = all_reduce_min(comm, repeated && repeated->u == u ? repeated->v : kNoVertex);
    const std::string source = name_of(comm, slice, u);
    const std::string target = name_of(comm, slice, v);
    throw Error(ExitCode::bad_input,
                fmt::format("the {} {} {} is given more than once{}; remove the repetition, or choose "
                            "--duplicates first, sum, max or noisy-or",
                            symmetric ? "undirected edge" : "edge", source, target,
                            symmetric ? " (either direction counts)" : ""),
                true);
}

template <class Arc>
void fill_lists(Context& context, GraphSlice& slice, const Partition& slices, std::vector<EdgeBlock> blocks,
                const Reading& reading) {
    const Communicator& comm = context.world;
    slice.self_loops_removed = all_reduce_sum(comm, count_loops(context.threads, blocks));
    {
        const auto phase = context.timers.scope("out-lists");
        PieceSource<Arc> source = arcs_of<Arc>(context, slices, std::move(blocks), reading);
        AssembledLists built = assemble_slice(context, slices, source, reading.duplicates);
        slice.out = std::move(built.lists);
        if (reading.duplicates == DuplicateRule::error)
            refuse_repeated(comm, slice, built.repeated, reading.mirrored);
        slice.info.edges = all_reduce_sum(comm, slice.out.arcs());
        slice.duplicates_merged = (all_reduce_sum(comm, built.arcs) - slice.info.edges) / (reading.mirrored ? 2 : 1);
    }
    if (!reading.symmetric) {
        const auto phase = context.timers.scope("in-lists");
        slice.in = transposed<Arc>(context, slices, slice.out);
    }
}

/// The graph of edges that hold canonical ids. Collective.
GraphSlice fill(Context& context, VertexIds ids, EdgeList edges, const Reading& reading) {
    GraphSlice slice;
    slice.info.vertices = ids.vertices;
    slice.info.symmetric = reading.symmetric;
    slice.info.directed = !reading.symmetric;
    slice.info.weighted = edges.weighted;
    slice.info.identity_ids = ids.identity;
    slice.info.labelled = ids.labelled;
    slice.labels = std::move(ids.labels);
    slice.first = ids.slices.begin_of(context.world.rank());
    slice.original_ids = std::move(ids.original_ids);
    if (edges.weighted) {
        const std::uint64_t count = number_edges(context.world, edges.blocks);
        if (ids.vertices <= kNarrowVertices && count <= kNarrowEdges)
            fill_lists<NarrowWeightedArc>(context, slice, ids.slices, std::move(edges.blocks), reading);
        else
            fill_lists<WideWeightedArc>(context, slice, ids.slices, std::move(edges.blocks), reading);
    } else if (ids.vertices <= kNarrowVertices)
        fill_lists<NarrowPair>(context, slice, ids.slices, std::move(edges.blocks), reading);
    else
        fill_lists<WidePair>(context, slice, ids.slices, std::move(edges.blocks), reading);
    return slice;
}

/// The same graph in the order of ascending `wanted`, then of ids. Collective.
GraphSlice in_order(Context& context, GraphSlice slice, std::span<const std::uint64_t> wanted, std::string_view name) {
    RelabelledEdges relabelled = relabel(context, slice, wanted);
    slice.out = {};
    slice.in = {};
    GraphSlice result =
        fill(context, std::move(relabelled.ids), std::move(relabelled.edges), {slice.info.symmetric, false});
    result.info.order = name;
    result.self_loops_removed = slice.self_loops_removed;
    result.duplicates_merged = slice.duplicates_merged;
    return result;
}

/// The same graph with the vertices of `base` where they are there. Collective.
GraphSlice behind_base(Context& context, GraphSlice slice, const VertexShare& base) {
    const auto phase = context.timers.scope("order of the base");
    const std::vector<std::uint64_t> wanted = places_in(context, base, slice);
    bool same = true; // where the base has the first ids in ascending order, the order by id is right already
    for (LocalVertex v = 0; v < slice.count(); ++v)
        same = same && wanted[v] == std::min<std::uint64_t>(slice.first + v, base.total);
    if (all_reduce_min(context.world, std::uint8_t{same}) != 0)
        return slice;
    return in_order(context, std::move(slice), wanted, "base");
}

} // namespace

std::uint64_t list_bytes(const BuildSize& size) {
    const std::uint64_t entry = (size.vertices <= kNarrowVertices ? 4 : 8) + (size.weighted ? 4 : 0);
    return 2 * (8 * (size.vertices + 1) + size.edges * entry) - (size.symmetric ? 8 * (size.vertices + 1) : 0);
}

std::uint64_t build_bytes_per_rank(const BuildSize& size) {
    constexpr std::uint64_t kCopies = 3; // of what travels: in the outbox, on the way, arrived
    const bool narrow = size.vertices <= kNarrowVertices;
    const std::uint64_t plain = narrow ? sizeof(NarrowPair) : sizeof(WidePair);
    const std::uint64_t weighted =
        narrow && size.edges <= kNarrowEdges ? sizeof(NarrowWeightedArc) : sizeof(WideWeightedArc);
    const std::uint64_t key = size.weighted ? weighted : plain;
    const std::uint64_t each_way = size.symmetric ? 2 : 1;
    const std::uint64_t lists = list_bytes(size);
    // Edges become keys piece by piece, and keys lists; those of the other direction beside the lists there are.
    const std::uint64_t keys = size.edges * each_way * key + (size.symmetric ? 0 : lists / 2);
    const std::uint64_t most = std::max({size.edge_bytes, keys, lists}) + 16 * (size.vertices + 1); // offsets and ids
    const auto ranks = static_cast<std::uint64_t>(size.ranks);
    const std::uint64_t at_a_time =
        std::min<std::uint64_t>(size.edges / ranks, kBlocksPerRound * EdgeCollector::kBlock);
    const std::uint64_t travelling = ranks == 1 ? 0 : kCopies * at_a_time * each_way * key;
    return most / ranks + travelling;
}

GraphSlice build_graph(Context& context, EdgeList edges, const BuildOptions& options) {
    VertexIds ids;
    {
        const auto phase = context.timers.scope("vertex ids");
        if (options.base != nullptr)
            join_members(edges, *options.base);
        ids = number_vertices(context, edges);
    }
    GraphSlice slice =
        fill(context, std::move(ids), std::move(edges), {options.symmetric, options.symmetric, options.duplicates});
    if (options.base != nullptr)
        return behind_base(context, std::move(slice), *options.base);
    if (options.order == VertexOrder::id)
        return slice;
    const auto phase = context.timers.scope("degree order");
    const std::vector<std::uint64_t> wanted = falling_degrees(slice);
    return in_order(context, std::move(slice), wanted, "degree");
}

GraphSlice build_from_blocks(Context& context, VertexId vertices, std::vector<EdgeBlock> blocks, bool symmetric) {
    EdgeList edges;
    edges.blocks = std::move(blocks);
    VertexIds ids = adopt_vertices(context, edges, vertices);
    return fill(context, std::move(ids), std::move(edges), {symmetric, symmetric});
}

} // namespace cascade
