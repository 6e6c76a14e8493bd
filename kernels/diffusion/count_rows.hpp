#pragma once
// Counts of owned vertices, over worlds: how they are added to, come to one group, and are rows of a checkpoint, four
// bytes a vertex.

#include "engine/comm/collectives.hpp"
#include "engine/core/archive.hpp"
#include "engine/core/error.hpp"
#include "engine/graph/partitioned_graph.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

namespace cascade {

/// How many worlds; there are at most kMostWorlds.
using WorldCount = std::uint32_t;
inline constexpr std::uint64_t kMostWorlds = ~WorldCount{0};

/// One for each of `worlds`, by one of several threads.
inline void add_worlds(WorldCount& count, std::uint64_t worlds, int threads) {
    const auto more = static_cast<WorldCount>(std::popcount(worlds));
    if (threads == 1)
        count += more;
    else
        std::atomic_ref(count).fetch_add(more, std::memory_order_relaxed);
}

/// The counts of all groups to group 0, zeros elsewhere; `column` is the same shard in all groups. Collective.
inline void consolidate_counts(const PartitionedGraph& graph, const Communicator& column,
                               BigArray<WorldCount>& counts) {
    if (graph.layout.groups == 1)
        return;
    all_reduce(column, counts.span(), Reduction::sum);
    if (graph.group != 0)
        std::fill(counts.begin(), counts.end(), 0);
}

/// The counts of the shards of group 0; other groups hold none, and have zeros after loading.
class CountRows final : public VertexRows {
public:
    CountRows(const PartitionedGraph& graph, BigArray<WorldCount>& counts) : graph_(graph), counts_(counts) {}

    VertexId first() const override { return graph_.first_owned(); }
    std::uint64_t count() const override { return graph_.group == 0 ? graph_.owned_count() : 0; }
    void lengths(std::uint64_t, std::span<std::uint32_t> out) const override {
        std::fill(out.begin(), out.end(), std::uint32_t{sizeof(WorldCount)});
    }
    void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const override {
        std::memcpy(out.data(), counts_.data() + begin, (end - begin) * sizeof(WorldCount));
    }
    void clear() override { std::fill(counts_.begin(), counts_.end(), 0); }
    void expect(std::uint64_t, std::span<const std::uint32_t> lengths) override {
        if (std::any_of(lengths.begin(), lengths.end(), [](auto length) { return length != sizeof(WorldCount); }))
            throw InputError("counts of vertices have another form than they were saved in");
    }
    void prepare() override {}
    void rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) override {
        rooms.push_back(std::as_writable_bytes(counts_.span().subspan(begin, end - begin)));
    }
    void take(std::uint64_t, std::uint64_t) override {}
    void complete() override {}

private:
    const PartitionedGraph& graph_;
    BigArray<WorldCount>& counts_;
};

} // namespace cascade
