#include "engine/graph/vertex_ids.hpp"

#include "engine/core/processor.hpp"
#include "engine/graph/id_table.hpp"
#include "engine/graph/key_order.hpp"
#include "engine/graph/label_order.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/parallel.hpp"

namespace cascade {
namespace {

/// Applies `to(id)` to both ends of all edges; afterwards base is 0, and narrow blocks are used where `narrow`.
template <class F>
void rewrite(EdgeBlock& block, bool narrow, F&& to) {
    const auto base = static_cast<std::uint64_t>(block.base);
    const auto mapped = [&](std::uint64_t distance) { return to(static_cast<OriginalId>(base + distance)); };
    if (narrow && block.wide.empty()) {
        for (NarrowPair& pair : block.narrow)
            pair = {static_cast<std::uint32_t>(mapped(pair.u)), static_cast<std::uint32_t>(mapped(pair.v))};
    } else if (narrow) {
        block.narrow = BigArray<NarrowPair>(block.wide.size());
        for (std::size_t i = 0; i < block.wide.size(); ++i)
            block.narrow[i] = {static_cast<std::uint32_t>(mapped(block.wide[i].u)),
                               static_cast<std::uint32_t>(mapped(block.wide[i].v))};
        block.wide = {};
    } else if (block.wide.empty()) {
        block.wide = BigArray<WidePair>(block.narrow.size());
        for (std::size_t i = 0; i < block.narrow.size(); ++i)
            block.wide[i] = {mapped(block.narrow[i].u), mapped(block.narrow[i].v)};
        block.narrow = {};
    } else {
        for (WidePair& pair : block.wide)
            pair = {mapped(pair.u), mapped(pair.v)};
    }
    block.base = 0;
    block.reach = ~std::uint64_t{0};
}

/// body(block, whether its ids are to be narrow) for each block.
template <class F>
void for_each_block(int threads, EdgeList& edges, VertexId vertices, F&& body) {
    const bool narrow = vertices <= kNarrowVertices;
    parallel_for(threads, edges.blocks.size(), 1, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t b = begin; b < end; ++b)
            body(edges.blocks[b], narrow);
    });
}

template <class F>
void rewrite_all(int threads, EdgeList& edges, VertexId vertices, F&& to) {
    for_each_block(threads, edges, vertices, [&](EdgeBlock& block, bool narrow) { rewrite(block, narrow, to); });
}

/// Ids become their positions in the table.
void index_block(EdgeBlock& block, bool narrow, const IdTable& table) {
    rewrite(block, narrow, [&](OriginalId id) { return table.index_of(id); });
}

/// The same where the processor counts bits itself: half of the work is that.
CASCADE_NEWER_INSTRUCTIONS void index_block_by_instruction(EdgeBlock& block, bool narrow, const IdTable& table) {
    index_block(block, narrow, table);
}

void index_all(int threads, EdgeList& edges, const IdTable& table) {
    const auto index = has_newer_instructions() ? index_block_by_instruction : index_block;
    for_each_block(threads, edges, table.size(), [&](EdgeBlock& block, bool narrow) { index(block, narrow, table); });
}

/// One range a rank, of about equally many ends of edges plus vertices. Collective.
Partition balanced_slices(const Context& context, const EdgeList& edges, VertexId vertices) {
    const int p = context.world.size();
    if (p == 1)
        return Partition::equal(vertices, 1);
    constexpr VertexId kRanges = VertexId{1} << 16;
    const VertexId width = vertices / kRanges + 1;
    std::vector<std::vector<std::uint64_t>> counts(static_cast<std::size_t>(context.threads));
    parallel_for(context.threads, edges.blocks.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        std::vector<std::uint64_t>& mine = counts[static_cast<std::size_t>(thread)];
        mine.resize(kRanges);
        for (std::size_t b = begin; b < end; ++b) {
            for (const NarrowPair& pair : edges.blocks[b].narrow)
                ++mine[pair.u / width], ++mine[pair.v / width];
            for (const WidePair& pair : edges.blocks[b].wide)
                ++mine[pair.u / width], ++mine[pair.v / width];
        }
    });
    std::vector<std::uint64_t> before(kRanges + 1);
    for (const std::vector<std::uint64_t>& mine : counts)
        for (std::size_t range = 0; range < mine.size(); ++range)
            before[range + 1] += mine[range];
    all_reduce(context.world, std::span(before), Reduction::sum);
    for (std::size_t range = 0; range < kRanges; ++range)
        before[range + 1] += before[range];
    return balanced_partition(vertices, p, [&](VertexId v) { // within a range, as if it were even
        const VertexId range = v / width;
        return range == kRanges ? before[range]
                                : before[range] + (before[range + 1] - before[range]) / width * (v % width);
    });
}

/// Numbers of labels become positions of labels. Collective.
VertexIds number_labels(Context& context, EdgeList& edges) {
    const Communicator& comm = context.world;
    const std::vector<OriginalId> numbers = edges.labels->numbers_by_label(context.threads);
    std::vector<VertexId> position_of(edges.labels->bound());
    LabelList labels;
    for (OriginalId number : numbers)
        labels.push_back((*edges.labels)[number]);
    edges.labels = nullptr;
    edges.members = {};
    LabelOrder order = order_labels(comm, std::move(labels));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        position_of[static_cast<std::size_t>(numbers[i])] = order.positions.empty() ? i : order.positions[i];
    order.positions = {};
    rewrite_all(context.threads, edges, order.total,
                [&](OriginalId number) { return position_of[static_cast<std::size_t>(number)]; });
    VertexIds result;
    result.vertices = order.total;
    result.slices = balanced_slices(context, edges, order.total);
    result.labelled = true;
    result.labels =
        comm.size() == 1 ? std::move(order.owned) : move_to_slices(comm, result.slices, order.first, order.owned);
    return result;
}

} // namespace

bool are_identity(const Communicator& comm, VertexId first, std::span<const OriginalId> ids) {
    bool same = true;
    for (std::size_t i = 0; i < ids.size() && same; ++i)
        same = ids[i] >= 0 && static_cast<VertexId>(ids[i]) == first + i;
    return all_reduce_min(comm, std::uint8_t{same}) == 1;
}

std::vector<OriginalId> move_to_slices(const Communicator& comm, const Partition& slices, VertexId first,
                                       const std::vector<OriginalId>& values) {
    std::vector<std::uint64_t> bounds(slices.first.size());
    for (std::size_t r = 0; r < bounds.size(); ++r)
        bounds[r] = std::clamp<VertexId>(slices.first[r], first, first + values.size()) - first;
    return all_to_all(comm, detail::cut_at(values, bounds)).items;
}

VertexIds number_vertices(Context& context, EdgeList& edges) {
    if (edges.labels != nullptr)
        return number_labels(context, edges);
    const Communicator& comm = context.world;
    std::vector<OriginalId> ids;
    {
        const IdTable table(context.threads, edges);
        ids = table.ids(context.threads);
        index_all(context.threads, edges, table);
    }
    edges.members = {};
    KeyOrder<OriginalId> order = order_keys(comm, std::move(ids));
    if (!order.positions.empty())
        rewrite_all(context.threads, edges, order.total,
                    [&](OriginalId index) { return order.positions[static_cast<std::size_t>(index)]; });
    order.positions = {};
    VertexIds result;
    result.vertices = order.total;
    result.slices = balanced_slices(context, edges, order.total);
    result.identity = are_identity(comm, order.first, order.owned);
    if (!result.identity)
        result.original_ids =
            comm.size() == 1 ? std::move(order.owned) : move_to_slices(comm, result.slices, order.first, order.owned);
    return result;
}

VertexIds adopt_vertices(Context& context, EdgeList& edges, VertexId vertices) {
    rewrite_all(context.threads, edges, vertices, [](OriginalId id) { return static_cast<VertexId>(id); });
    VertexIds result;
    result.vertices = vertices;
    result.slices = balanced_slices(context, edges, vertices);
    return result;
}

Partition gather_slices(const Communicator& comm, VertexId first, VertexId vertices) {
    Partition slices;
    slices.first = all_gather(comm, first);
    slices.first.push_back(vertices);
    return slices;
}

} // namespace cascade
