#pragma once
// The lists of a settled pool as rows of an archive: saved as the bytes they are, loaded by copying them.
//
// A row is empty where a vertex belongs to no sample. Otherwise it is the number of samples, the largest of them, and the
// list's frames (kernels/cover/gap_code.hpp), which say nothing of the rank they lie on; or, where `kDenseMark` stands for
// the largest, the words of a bitmap. Nothing that is loaded is believed: frames are walked and their ids counted up
// before they are taken, so that no later reader can leave its list.

#include "engine/core/archive.hpp"
#include "kernels/cover/inverted_pool.hpp"

namespace cascade {

class InvertedPool::Rows final : public VertexRows {
public:
    /// Of a pool of samples below `samples`, whose first vertex is `first`.
    Rows(InvertedPool& pool, VertexId first, std::uint64_t samples) : pool_(pool), first_(first), samples_(samples) {}

    VertexId first() const override { return first_; }
    std::uint64_t count() const override { return pool_.vertices_; }
    void lengths(std::uint64_t begin, std::span<std::uint32_t> out) const override;
    void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const override;
    void clear() override;
    void take(std::uint64_t begin, std::span<const std::uint32_t> lengths, std::span<const std::byte> bytes) override;
    void complete() override;

private:
    /// What stands before the frames or words of a row.
    struct Head {
        std::uint32_t count;
        std::uint32_t last;
    };
    static constexpr std::uint32_t kDenseMark = ~std::uint32_t{0}; ///< samples are below 2^32 - 1

    std::span<const std::byte> body_of(LocalVertex v) const;
    void take_row(LocalVertex v, std::span<const std::byte> row);
    void take_bitmap(Slab& slab, List& list, std::span<const std::byte> body);
    void finish_slab(std::size_t slab);

    InvertedPool& pool_;
    VertexId first_;
    std::uint64_t samples_;
    std::size_t filling_ = 0;            ///< slab at hand
    std::vector<std::uint8_t> stream_{}; ///< its bytes so far
};

} // namespace cascade
