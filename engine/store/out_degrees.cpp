#include "engine/store/out_degrees.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "engine/store/dataset_digest.hpp"
#include "engine/store/graph_rows.hpp"

#include <algorithm>

namespace cascade {
namespace {

std::uint64_t out_degree(const GraphFile& file, const InputBytes& bytes, VertexId v) {
    if (v >= file.info.vertices)
        return 0;
    EdgeId ends[2];
    bytes.read(file.out_pointers.offset + v * sizeof(EdgeId), ends, sizeof(ends));
    if (ends[1] < ends[0] || ends[1] > file.info.edges)
        throw InputError("{}: pointers_to_1[{}]: {} follows {}; the file is damaged, restore it or make it again with "
                         "`cascade import`",
                         file.path, v + 1, ends[1], ends[0]);
    return ends[1] - ends[0];
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
                degrees[i] += out_degree(layer.file, *layer.bytes, vertices[i]);
    });
    broadcast(world, degrees);
    return degrees;
}

} // namespace cascade
