#include "engine/graph/partitioned_graph.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/core/check.hpp"

#include <unordered_map>

namespace cascade {
namespace {

/// Every shard cut into `groups` equal ranges.
Partition cut_again(const Partition& shards, int groups) {
    Partition result;
    result.first.assign(1, 0);
    for (int s = 0; s < shards.parts(); ++s) {
        const Partition part = Partition::equal(shards.count_of(s), groups);
        for (int g = 0; g < groups; ++g)
            result.first.push_back(shards.begin_of(s) + part.end_of(g));
    }
    return result;
}

} // namespace

std::string Layout::text() const {
    return fmt::format("{}x{}", shards, groups);
}

PartitionedGraph::PartitionedGraph(const Communicator& world, GraphInfo about, Layout how, Partition ranges)
    : info(std::move(about)), layout(how), group(world.rank() / how.shards), shard(world.rank() % how.shards),
      group_comm(how.shards == world.size() ? world : world.split(group)), shards(std::move(ranges)),
      selection(cut_again(shards, how.groups)), selection_part_(shard * how.groups + group) {
    CASCADE_CHECK(how.groups * how.shards == world.size(), "layout {} on {} ranks", how.text(), world.size());
    CASCADE_CHECK(shards.parts() == how.shards && shards.first.back() == info.vertices, "{} ranges", shards.parts());
    for (int s = 0; s < shards.parts(); ++s)
        CASCADE_CHECK(shards.count_of(s) < (VertexId{1} << 32), "shard {} owns 2^32 vertices or more", s);
}

int PartitionedGraph::selection_rank_of(VertexId v) const {
    const int part = selection.owner_of(v);
    return part % layout.groups * layout.shards + part / layout.groups;
}

std::size_t PartitionedGraph::bytes() const {
    return (in_ ? in_->bytes() : 0) + (out_ ? out_->bytes() : 0) + original_ids.size() * sizeof(OriginalId) +
           selection_degrees.size() * sizeof(std::uint32_t) + names.labels.memory();
}

std::vector<VertexId> find_vertices(const Communicator& world, const PartitionedGraph& graph,
                                    std::span<const OriginalId> ids) {
    std::unordered_map<OriginalId, std::vector<std::size_t>> wanted;
    for (std::size_t i = 0; i < ids.size(); ++i)
        wanted[ids[i]].push_back(i);
    std::vector<VertexId> found(ids.size(), kNoVertex);
    if (graph.original_ids.empty()) { // identity, or nothing owned: either way a rank answers for its own vertices only
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (ids[i] >= 0 && graph.is_owned(static_cast<VertexId>(ids[i])))
                found[i] = static_cast<VertexId>(ids[i]);
    } else {
        for (LocalVertex v = 0; v < graph.owned_count(); ++v)
            if (const auto at = wanted.find(graph.original_id(v)); at != wanted.end())
                for (std::size_t i : at->second)
                    found[i] = graph.to_global(v);
    }
    all_reduce(world, std::span(found), Reduction::min);
    return found;
}

std::vector<OriginalId> original_ids_of(const Communicator& world, const PartitionedGraph& graph,
                                        std::span<const VertexId> vertices) {
    constexpr OriginalId kUnknown = std::numeric_limits<OriginalId>::min();
    std::vector<OriginalId> ids(vertices.size(), kUnknown);
    for (std::size_t i = 0; i < vertices.size(); ++i)
        if (graph.is_owned(vertices[i]))
            ids[i] = graph.original_id(graph.to_local(vertices[i]));
    all_reduce(world, std::span(ids), Reduction::max);
    return ids;
}

} // namespace cascade
