#pragma once
// The lists of a settled pool as rows of an archive, saved and loaded as the bytes they are.
//
// How many samples each vertex belongs to goes first, four bytes a vertex. Then a row is the list's frames
// (kernels/cover/gap_code.hpp), which say nothing of the rank they lie on; or, where `kDenseMark` stands for the number, the
// words of a bitmap; it is empty where a vertex belongs to no sample. So the rows of a slab, end to end, are its stream, and
// are read into it: once all lengths are known, every list has its place.
//
// Nothing that is loaded is believed: frames are walked and their gaps added up while they are still in the core's cache,
// so that no later reader can leave its list or meet a sample that was never drawn.

#include "engine/core/archive.hpp"
#include "engine/core/processor.hpp"
#include "kernels/cover/inverted_pool.hpp"

namespace cascade {

class InvertedPool::Sizes final : public VertexRows {
public:
    static constexpr std::uint32_t kDenseMark = ~std::uint32_t{0}; ///< of a bitmap; samples are below 2^32 - 1

    /// Of a pool whose first vertex is `first`.
    Sizes(const InvertedPool& pool, VertexId first) : pool_(pool), first_(first) {}

    VertexId first() const override { return first_; }
    std::uint64_t count() const override { return pool_.vertices_; }
    void lengths(std::uint64_t begin, std::span<std::uint32_t> out) const override;
    void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const override;
    void clear() override { loaded_ = BigArray<std::uint32_t>(pool_.vertices_); }
    void expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) override;
    void prepare() override {}
    void rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) override;
    void take(std::uint64_t, std::uint64_t) override {}
    void complete() override {}

    /// As loaded.
    std::uint32_t operator[](LocalVertex v) const { return loaded_[v]; }

private:
    const InvertedPool& pool_;
    VertexId first_;
    BigArray<std::uint32_t> loaded_;
};

class InvertedPool::Rows final : public VertexRows {
public:
    /// Of a pool of samples below `samples`; `sizes` have been loaded before.
    Rows(InvertedPool& pool, const Sizes& sizes, std::uint64_t samples, int threads)
        : pool_(pool), sizes_(sizes), samples_(samples), threads_(threads), newer_(has_newer_instructions()) {}

    VertexId first() const override { return sizes_.first(); }
    std::uint64_t count() const override { return pool_.vertices_; }
    void lengths(std::uint64_t begin, std::span<std::uint32_t> out) const override;
    void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const override;
    void clear() override { pool_ = InvertedPool(pool_.vertices_); }
    void expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) override;
    void prepare() override;
    void rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) override;
    void take(std::uint64_t begin, std::uint64_t end) override;
    void complete() override { pool_.samples_ = samples_; }

private:
    /// The stream of a slab, or the words of a bitmap, that hold v's list.
    std::span<const std::byte> body_of(LocalVertex v) const;
    void prepare_slab(std::size_t slab);
    /// Checks a list in its place; how many ids it has, 0 where it can be none.
    std::uint32_t take_frames(List* list, const std::uint8_t* stream, const std::uint8_t* end_of_range);
    std::uint32_t take_bitmap(LocalVertex v);
    [[noreturn]] void refuse(LocalVertex vertex) const;
    /// The vertex behind the last one that is in v's slab and below `end`.
    LocalVertex end_in_slab(LocalVertex v, std::uint64_t end) const;

    InvertedPool& pool_;
    const Sizes& sizes_;
    std::uint64_t samples_;
    int threads_;
    bool newer_; ///< instructions
};

} // namespace cascade
