#pragma once
// Counts of owned vertices, as rows of a checkpoint: eight bytes a vertex.

#include "engine/core/archive.hpp"
#include "engine/core/error.hpp"
#include "engine/graph/partitioned_graph.hpp"

#include <algorithm>
#include <cstring>

namespace cascade {

/// The counts of the shards of group 0; other groups hold none, and have zeros after loading.
class CountRows final : public VertexRows {
public:
    CountRows(const PartitionedGraph& graph, BigArray<std::uint64_t>& counts) : graph_(graph), counts_(counts) {}

    VertexId first() const override { return graph_.first_owned(); }
    std::uint64_t count() const override { return graph_.group == 0 ? graph_.owned_count() : 0; }
    void lengths(std::uint64_t, std::span<std::uint32_t> out) const override {
        std::fill(out.begin(), out.end(), std::uint32_t{sizeof(std::uint64_t)});
    }
    void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const override {
        std::memcpy(out.data(), counts_.data() + begin, (end - begin) * sizeof(std::uint64_t));
    }
    void clear() override { std::fill(counts_.begin(), counts_.end(), 0); }
    void take(std::uint64_t begin, std::span<const std::uint32_t> lengths, std::span<const std::byte> bytes) override {
        const auto wrong = [](std::uint32_t length) { return length != sizeof(std::uint64_t); };
        if (begin + lengths.size() > count() || std::any_of(lengths.begin(), lengths.end(), wrong) ||
            bytes.size() != lengths.size() * sizeof(std::uint64_t))
            throw InputError("counts of vertices have another form than they were saved in");
        std::memcpy(counts_.data() + begin, bytes.data(), bytes.size());
    }
    void complete() override {}

private:
    const PartitionedGraph& graph_;
    BigArray<std::uint64_t>& counts_;
};

} // namespace cascade
