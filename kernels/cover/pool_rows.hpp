#pragma once
// The lists of a settled pool as rows of an archive: saved as the bytes they are, loaded by copying them.
//
// A row is empty where a vertex belongs to no sample. Otherwise it is the number of samples, the largest of them, and the
// list's frames (kernels/cover/gap_code.hpp), which say nothing of the rank they lie on; or, where `kDenseMark` stands for
// the largest, the words of a bitmap. Nothing that is loaded is believed: frames are walked and their gaps added up
// before they are taken, so that no later reader can leave its list.
//
// Rows are taken in runs of some hundred. The lengths say where each run goes in its slab, so threads check and copy them
// side by side; a slab gets its room when its first rows come, by their size, and what turns out too much is let go.

#include "engine/core/archive.hpp"
#include "kernels/cover/inverted_pool.hpp"

namespace cascade {

class InvertedPool::Rows final : public VertexRows {
public:
    /// Of a pool of samples below `samples`, whose first vertex is `first`.
    Rows(InvertedPool& pool, VertexId first, std::uint64_t samples, int threads)
        : pool_(pool), first_(first), samples_(samples), threads_(threads) {}

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

    /// Rows of one slab that a thread takes at a time.
    struct Run {
        LocalVertex vertex = 0; ///< the first
        std::span<const std::uint32_t> lengths{};
        std::span<const std::byte> bytes{};
        std::size_t frames = 0;  ///< bytes for the slab's stream
        std::size_t bitmaps = 0; ///< how many
        std::size_t place = 0;   ///< in the stream, of the first frame
        std::size_t bitmap = 0;  ///< number of the first bitmap
    };
    class Taker;

    std::span<const std::byte> body_of(LocalVertex v) const;
    /// Takes their bytes off the front of `bytes`.
    std::vector<Run> cut(LocalVertex vertex, std::span<const std::uint32_t> lengths,
                         std::span<const std::byte>& bytes) const;
    void make_room(std::span<Run> runs);
    std::size_t rows_in_slab() const;
    void finish_slab();
    [[noreturn]] void refuse(LocalVertex vertex) const;
    static bool is_bitmap(std::span<const std::byte> row);

    InvertedPool& pool_;
    VertexId first_;
    std::uint64_t samples_;
    int threads_;
    std::size_t filling_ = 0; ///< slab at hand
    std::size_t filled_ = 0;  ///< bytes of its stream so far
};

} // namespace cascade
