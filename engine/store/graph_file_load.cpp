// Loading: each rank reads its own rows by position, at the offsets the probe found.
//
// No HDF5 and no MPI-IO here: the probe has shown that every dataset is one run of bytes, so pread is all it takes, at
// the speed of independent contiguous reads, and there is no parser left that a damaged file could upset. Every rank
// digests the blocks it holds, and every group compares with the file's digests, so that no group works on arcs that
// differ from another's. Each step is local work followed by an agreement.

#include "engine/comm/agree.hpp"
#include "engine/store/dataset_digest.hpp"
#include "engine/store/graph_rows.hpp"
#include "engine/store/vertex_lists.hpp"

namespace cascade {
namespace {

/// The lists that serve as in-lists: a symmetric graph has one set.
const layout::Direction& in_direction(const GraphFile& file) {
    return file.info.symmetric ? layout::kOut : layout::kIn;
}

void check_needs(const GraphFile& file, GraphNeeds needs) {
    if (needs.in && (file.*in_direction(file).pointers.place).width == 0)
        throw InputError(
            "{}: holds out-lists only (no /in) and is not declared symmetric; make it again from its edges with "
            "`cascade import`",
            file.path);
    if (needs.out && !file.info.symmetric && file.out_pointers.width == 0)
        throw InputError("{}: holds in-lists only; make it again from its edges with `cascade import`", file.path);
}

/// A file of a network and its bytes.
struct OpenFile {
    const GraphFile& file;
    std::unique_ptr<InputBytes> bytes;
};

/// In-arcs before vertex v (out-arcs where there are no in-lists), v in 0..n and beyond.
EdgeId arcs_before(const OpenFile& open, VertexId v) {
    const DatasetPlace& in = open.file.*in_direction(open.file).pointers.place;
    const DatasetPlace& place = in.width != 0 ? in : open.file.out_pointers;
    EdgeId pointer = 0;
    open.bytes->read(place.offset + std::min(v, open.file.info.vertices) * sizeof(EdgeId), &pointer, sizeof(pointer));
    return pointer;
}

/// S ranges of `vertices` balanced by in-degree over all files, found by rank 0. Collective.
Partition balanced_shards(const Communicator& world, std::span<const OpenFile> files, VertexId vertices, int shards) {
    Partition ranges;
    agree_at_root(world, [&] {
        ranges = balanced_partition(vertices, shards, [&](VertexId v) {
            EdgeId before = 0;
            for (const OpenFile& open : files)
                before += arcs_before(open, v);
            return before;
        });
        for (int s = 0; s < ranges.parts(); ++s)
            if (ranges.count_of(s) >= (VertexId{1} << 32))
                throw UsageError("--layout: shard {} would own {} vertices, and at most 2^32 - 1 fit; use more shards",
                                 s, ranges.count_of(s));
    });
    broadcast(world, ranges.first);
    return ranges;
}

/// Loads one graph; keeps what the steps share.
class GraphLoader {
public:
    GraphLoader(Context& context, const GraphFile& file, PartitionedGraph& graph, const InputBytes& bytes)
        : context_(context), file_(file), graph_(graph), bytes_(bytes) {}

    /// Collective.
    AdjacencyLists lists(const layout::Direction& direction) const {
        const VertexId stored = file_.info.vertices;
        const VertexId first = std::min(graph_.first_owned(), stored);
        const VertexId count = std::min(graph_.first_owned() + graph_.owned_count(), stored) - first;
        const RowRange rows{bytes_, file_, direction, first, count};
        BigArray<EdgeId> pointers = agree(context_.world, [&] { return read_pointers(rows, context_.threads); });
        compare(graph_.group_comm, direction.pointers, first, pointers.data(), count + std::uint64_t{is_last()});
        const EdgeId before = pointers[0];
        AdjacencyLists lists =
            agree(context_.world, [&] { return read_rows(rows, std::move(pointers), context_.threads); });
        const NeighbourArray& ids = lists.neighbours;
        const void* const held =
            ids.is_wide() ? static_cast<const void*>(ids.wide_values().data()) : ids.narrow_values().data();
        compare(graph_.group_comm, direction.indices, before, held, lists.arcs());
        if (file_.info.weighted)
            compare(graph_.group_comm, direction.values, before, lists.weights.data(), lists.arcs());
        else
            check_single_value(direction.values);
        return count == graph_.owned_count() ? std::move(lists) : padded(std::move(lists));
    }

    /// Collective.
    std::vector<OriginalId> ids() const {
        std::vector<OriginalId> ids = agree(context_.world, [&] {
            return read_ids(bytes_, file_, graph_.first_owned(), graph_.owned_count(), context_.threads);
        });
        compare(graph_.group_comm, layout::kIds, graph_.first_owned(), ids.data(), ids.size());
        return ids;
    }

    /// An equal share of the labels a rank of the world. Collective.
    LabelShare labels() const {
        const Communicator& world = context_.world;
        const Partition shares = Partition::equal(file_.info.vertices, world.size());
        const VertexId first = shares.begin_of(world.rank());
        const VertexId count = shares.count_of(world.rank());
        LabelRows rows = agree(world, [&] { return read_labels(bytes_, file_, first, count, context_.threads); });
        std::vector<std::uint64_t> offsets(1, rows.begin);
        for (std::uint64_t end : rows.labels.ends())
            offsets.push_back(rows.begin + end);
        const bool last = world.rank() == world.size() - 1;
        compare(world, layout::kLabelOffsets, first, offsets.data(), count + std::uint64_t{last});
        compare(world, layout::kLabels, rows.begin, rows.labels.bytes().data(), rows.labels.bytes().size());
        return {first, std::move(rows.labels)};
    }

private:
    /// Whether the end of the file's lists is this shard's to look at.
    bool is_last() const {
        const VertexId stored = file_.info.vertices;
        return stored == graph_.vertex_count() ? graph_.shard == graph_.layout.shards - 1
                                               : graph_.is_owned(stored); // the first vertex that the file lacks
    }

    /// With empty lists for the owned vertices that the file lacks. Local.
    AdjacencyLists padded(AdjacencyLists lists) const {
        BigArray<EdgeId> offsets(graph_.owned_count() + std::size_t{1});
        const auto end = std::copy(lists.offsets.begin(), lists.offsets.end(), offsets.begin());
        std::fill(end, offsets.end(), lists.offsets[lists.offsets.size() - 1]);
        lists.offsets = std::move(offsets);
        return lists;
    }

    void check_single_value(const layout::NamedPlace& values) const {
        agree_at_root(context_.world, [&] { check_iso_value(bytes_, file_, values); });
    }

    /// The digest of what the ranks of `holders` hold of a dataset against the file's. Collective.
    void compare(const Communicator& holders, const layout::NamedPlace& dataset, std::uint64_t first, const void* held,
                 std::uint64_t count) const {
        const DatasetPlace& place = file_.*dataset.place;
        if (place.digest.empty())
            return;
        const auto mine = agree(context_.world, [&] {
            const std::span values(static_cast<const std::byte*>(held), count * place.width);
            return held_block_digests(bytes_, place, first * place.width, values, context_.threads);
        });
        const Digest found = combine_block_digests(holders, mine);
        agree(context_.world, [&] {
            if (found.hex() != place.digest)
                throw Error(ExitCode::bad_input, damage_of(file_, dataset));
        });
    }

    Context& context_;
    const GraphFile& file_;
    PartitionedGraph& graph_;
    const InputBytes& bytes_;
};

} // namespace

PartitionedGraph load_graph(Context& context, const GraphFile& file, Layout layout, GraphNeeds needs) {
    return std::move(load_layers(context, {&file, 1}, layout, needs).front());
}

std::vector<PartitionedGraph> load_layers(Context& context, std::span<const GraphFile> files, Layout layout,
                                          GraphNeeds needs) {
    const auto scope = context.timers.scope("load graph");
    const Communicator& world = context.world;
    std::vector<OpenFile> open = agree(world, [&] {
        std::vector<OpenFile> opened;
        for (const GraphFile& file : files) {
            check_needs(file, needs);
            opened.push_back({file, open_unchanged(file)});
        }
        return opened;
    });
    const GraphFile& longest = require_one_identity(context, files);
    const Partition ranges = balanced_shards(world, open, longest.info.vertices, layout.shards);
    std::vector<PartitionedGraph> layers;
    layers.reserve(open.size());
    for (const OpenFile& layer : open) {
        GraphInfo info = layer.file.info;
        info.vertices = longest.info.vertices;
        info.identity_ids = longest.info.identity_ids;
        info.order = longest.info.order;
        PartitionedGraph& graph = layers.emplace_back(world, std::move(info), layout, ranges);
        const GraphLoader loader(context, layer.file, graph, *layer.bytes);
        if (needs.in || (needs.out && graph.info.symmetric))
            graph.set_in(loader.lists(in_direction(layer.file)));
        if (needs.out && !graph.info.symmetric)
            graph.set_out(loader.lists(layout::kOut));
    }
    const auto of_longest = static_cast<std::size_t>(&longest - files.data());
    const GraphLoader names(context, longest, layers[of_longest], *open[of_longest].bytes);
    for (PartitionedGraph& graph : layers) {
        if (!longest.info.identity_ids)
            graph.original_ids = &graph == &layers.front() ? names.ids() : layers.front().original_ids;
        if (longest.info.labelled)
            graph.names = &graph == &layers.front() ? names.labels() : layers.front().names;
    }
    return layers;
}

std::uint64_t graph_bytes_per_rank(const GraphFile& file, Layout layout, GraphNeeds needs) {
    const auto shards = static_cast<std::uint64_t>(layout.shards);
    const std::uint64_t ranks = shards * static_cast<std::uint64_t>(layout.groups);
    const std::uint64_t vertices = (file.info.vertices + shards - 1) / shards;
    const std::uint64_t arcs = (file.info.edges + shards - 1) / shards;
    const std::uint64_t width =
        std::max(file.out_indices.width, file.in_indices.width) + (file.info.weighted ? sizeof(float) : 0);
    const std::uint64_t lists = file.info.symmetric ? needs.in || needs.out : std::uint64_t{needs.in} + needs.out;
    return lists * ((vertices + 1) * sizeof(EdgeId) + arcs * width) +
           (file.info.identity_ids ? 0 : vertices * sizeof(OriginalId)) +
           (file.info.labelled ? (file.labels.count + 8 * file.info.vertices) / ranks + 8 : 0);
}

} // namespace cascade
