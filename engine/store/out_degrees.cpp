#include "engine/store/out_degrees.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "engine/store/dataset_digest.hpp"
#include "engine/store/graph_rows.hpp"

#include <algorithm>

namespace cascade {
namespace {

/// Calls f(i, degree) for the `count` vertices from `first` on that the file has, i counting from 0.
template <class F>
void for_each_degree(const GraphFile& file, const InputBytes& bytes, VertexId first, VertexId count, F&& f) {
    constexpr VertexId kAtOnce = VertexId{1} << 15;
    std::vector<EdgeId> pointers;
    const VertexId end = std::min(first + count, file.info.vertices);
    for (VertexId at = first; at < end; at += kAtOnce) {
        pointers.resize(std::min(kAtOnce, end - at) + 1);
        bytes.read(file.out_pointers.offset + at * sizeof(EdgeId), pointers.data(), pointers.size() * sizeof(EdgeId));
        for (std::size_t i = 0; i + 1 < pointers.size(); ++i) {
            if (pointers[i + 1] < pointers[i] || pointers[i + 1] > file.info.edges)
                throw InputError(
                    "{}: pointers_to_1[{}]: {} follows {}; the file is damaged, restore it or make it again "
                    "with `cascade import`",
                    file.path, at + i + 1, pointers[i + 1], pointers[i]);
            f(at + i - first, pointers[i + 1] - pointers[i]);
        }
    }
}

} // namespace

OutDegrees::OutDegrees(Context& context, const GraphFile& file, std::span<const GraphFile> further) {
    std::vector<const GraphFile*> files = {&file};
    for (const GraphFile& layer : further)
        files.push_back(&layer);
    if (std::any_of(files.begin(), files.end(), [](const GraphFile* each) { return each->out_pointers.width == 0; }))
        return;
    for (const GraphFile* each : files) {
        layers_.push_back({*each, agree(context.world, [&] { return open_unchanged(*each); })});
        if (!each->info.symmetric) // whose pointers were looked at as those of the in-lists when it was loaded
            require_stored_digest(context, *layers_.back().bytes, *each, layout::kOutPointers);
    }
}

OutDegrees::~OutDegrees() = default;

std::vector<std::uint64_t> OutDegrees::of(const Communicator& world, std::span<const VertexId> vertices) const {
    std::vector<std::uint64_t> degrees(layers_.empty() ? 0 : vertices.size());
    agree_at_root(world, [&] {
        for (const Layer& layer : layers_)
            for (std::size_t i = 0; i < vertices.size(); ++i)
                for_each_degree(layer.file, *layer.bytes, vertices[i], 1,
                                [&](VertexId, std::uint64_t degree) { degrees[i] += degree; });
    });
    broadcast(world, degrees);
    return degrees;
}

std::vector<std::uint32_t> OutDegrees::of_selection(const Communicator& world, const PartitionedGraph& graph) const {
    constexpr std::uint64_t kMost = (std::uint64_t{1} << 31) - 1;
    std::vector<std::uint32_t> degrees;
    agree(world, [&] {
        degrees.resize(layers_.empty() ? 0 : graph.selection_count());
        for (const Layer& layer : layers_)
            for_each_degree(layer.file, *layer.bytes, graph.selection_first(), graph.selection_count(),
                            [&](VertexId i, std::uint64_t degree) {
                                degrees[i] = static_cast<std::uint32_t>(std::min(degrees[i] + degree, kMost));
                            });
    });
    return degrees;
}

} // namespace cascade
