#pragma once
// The pool of RR sets, inverted: for each vertex of this rank's selection range the samples it belongs to, ascending.
//
// Lists are gaps in frames of eight (kernels/cover/gap_code.hpp): 2.4 bytes a membership where gaps average 66,000. A
// list that holds a sixteenth of all samples is a bitmap instead, counted 64 samples at a time.
//
// Vertices are cut into slabs of at most 2^16, some hundred a rank, each with one stream of bytes. Memberships wait in
// batches, sorted by slab, at 6 bytes each, until a fair share has gathered; then the slabs are encoded side by side, one
// a thread: the newcomers are counted into lists (slab and newcomers fit into a core's cache), put in order where threads
// and samples in flight have mixed them, written as frames behind the old ones, and the old stream is let go. So the
// peak is the pool, what waits and a slab a thread; old bytes are copied, not read, unless an id arrives that is smaller
// than one encoded earlier (allowed, and slow).

#include "engine/core/bitmap.hpp"
#include "kernels/cover/gap_code.hpp"
#include "kernels/sampling/membership.hpp"

#include <vector>

namespace cascade {

class InvertedPool {
public:
    /// Lists for `vertices` vertices.
    explicit InvertedPool(LocalVertex vertices);

    /// Takes memberships, each once in the pool's life; `parts` are the boxes of the threads that found them.
    void append(int threads, std::span<const std::span<const Membership>> parts);
    /// Encodes what waits; lists are complete until the next append. All ids are below `samples`.
    void settle(int threads, std::uint64_t samples);

    LocalVertex vertices() const { return vertices_; }
    std::uint64_t memberships() const { return encoded_ + waiting_; }
    std::size_t bytes() const;

    /// How many samples v belongs to.
    std::uint32_t count_of(LocalVertex v) const { return lists_[entry(v)].count; }
    /// Calls f(v, count) for each vertex of [begin, end) that belongs to samples, ascending.
    template <class F>
    void for_each_member(LocalVertex begin, LocalVertex end, F&& f) const;
    /// Asks for where v's list is, and, once that is known, for its beginning: a caller who goes through many does so ahead.
    void prefetch_place(LocalVertex v) const { __builtin_prefetch(lists_.data() + entry(v)); }
    void prefetch_list(LocalVertex v) const;
    /// Calls f(sample) for each of them, ascending.
    template <class F>
    void for_each(LocalVertex v, F&& f) const;
    /// How many of them are not in `covered`, which has a bit for every sample.
    std::uint32_t count_outside(LocalVertex v, const Bitmap& covered) const;

    class Sizes; ///< how long the lists are, and
    class Rows;  ///< the lists, as rows of an archive (kernels/cover/pool_rows.hpp)

private:
    /// Where a list is. Each slab has one entry more than vertices: the end of its stream.
    struct List {
        std::uint64_t place : 63; ///< in the slab's stream
        std::uint64_t dense : 1;  ///< a bitmap, with no bytes in the stream
        std::uint32_t count;
        std::uint32_t last; ///< largest sample; of a bitmap its place among the slab's
    };
    using Words = BigArray<std::uint64_t>;
    struct Slab {
        BigArray<std::uint8_t> stream;
        std::vector<Words> bitmaps;
    };
    /// Memberships that wait, in pieces a thread has sorted by slab: [piece][slab] run after run.
    struct Batch {
        BigArray<std::uint32_t> samples;
        BigArray<std::uint16_t> vertices; ///< in the slab
        std::vector<std::size_t> ends;    ///< of the runs; each begins where the one before ends
    };
    class SlabEncoder;

    std::size_t entry(LocalVertex v) const { return std::size_t{v} + (v >> slab_bits_); }
    const Slab& slab_of(LocalVertex v) const { return slabs_[v >> slab_bits_]; }
    std::uint32_t sort_by_slab(std::span<const Membership> piece, std::size_t begin, Batch& batch,
                               std::size_t* ends) const;
    void encode(int threads);

    LocalVertex vertices_;
    unsigned slab_bits_;
    BigArray<List> lists_;
    std::vector<Slab> slabs_;
    std::vector<Batch> batches_;
    std::uint64_t encoded_ = 0;
    std::uint64_t waiting_ = 0;
    std::uint64_t samples_ = 0; ///< all ids seen are below
};

template <class F>
void InvertedPool::for_each_member(LocalVertex begin, LocalVertex end, F&& f) const {
    while (begin < end) {
        const List* list = lists_.data() + entry(begin);
        const LocalVertex stop = std::min(end, ((begin >> slab_bits_) + 1) << slab_bits_);
        for (; begin < stop; ++begin, ++list)
            if (list->count > 0)
                f(begin, list->count);
    }
}

inline void InvertedPool::prefetch_list(LocalVertex v) const {
    const List& list = lists_[entry(v)];
    if (list.dense == 0)
        __builtin_prefetch(slab_of(v).stream.data() + list.place);
}

template <class F>
void InvertedPool::for_each(LocalVertex v, F&& f) const {
    const List* list = lists_.data() + entry(v);
    const Slab& slab = slab_of(v);
    if (list->dense == 0) {
        const std::uint8_t* stream = slab.stream.data();
        gap_code::for_each(stream + list[0].place, stream + list[1].place, list->count, f);
        return;
    }
    std::uint32_t first = 0;
    for (std::uint64_t word : slab.bitmaps[list->last]) {
        for (; word != 0; word &= word - 1)
            f(first + static_cast<std::uint32_t>(std::countr_zero(word)));
        first += 64;
    }
}

} // namespace cascade
