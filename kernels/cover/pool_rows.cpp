#include "kernels/cover/pool_rows.hpp"

#include "engine/core/check.hpp"
#include "engine/core/processor.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/cover/gap_check.hpp"

#include <atomic>
#include <cstring>
#include <numeric>

namespace cascade {
namespace {

constexpr std::uint64_t kPlace = ~std::uint64_t{0} >> 1; ///< the bits of a place in the stream

#if defined(__x86_64__)
CASCADE_NEWER_INSTRUCTIONS std::uint64_t last_by_vectors(const std::uint8_t* begin, const std::uint8_t* end,
                                                         std::uint32_t count) {
    return gap_code::last_of_list<gap_code::VectorSums>(begin, end, count);
}
#endif

std::uint64_t last_of(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count,
                      [[maybe_unused]] bool newer) {
#if defined(__x86_64__)
    if (newer)
        return last_by_vectors(begin, end, count);
#endif
    return gap_code::last_of_list<gap_code::PlainSums>(begin, end, count);
}

/// The same where bytes behind the list may not be read: they are another thread's, or none.
std::uint64_t last_of_last(std::span<const std::uint8_t> frames, std::uint32_t count) {
    std::vector<std::uint8_t> padded(frames.size() + gap_code::kSlack);
    std::memcpy(padded.data(), frames.data(), frames.size());
    return last_of(padded.data(), padded.data() + frames.size(), count, false);
}

} // namespace

void InvertedPool::Sizes::lengths(std::uint64_t, std::span<std::uint32_t> out) const {
    std::fill(out.begin(), out.end(), std::uint32_t{sizeof(std::uint32_t)});
}

void InvertedPool::Sizes::copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const {
    for (auto v = static_cast<LocalVertex>(begin); v < end; ++v, out = out.subspan(sizeof(std::uint32_t))) {
        const List& list = pool_.lists_[pool_.entry(v)];
        const std::uint32_t size = list.dense != 0 ? kDenseMark : list.count;
        std::memcpy(out.data(), &size, sizeof size);
    }
}

void InvertedPool::Sizes::expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) {
    if (std::any_of(lengths.begin(), lengths.end(), [](auto length) { return length != sizeof(std::uint32_t); }))
        throw InputError("the saved sizes of lists from vertex {} on have another form than they were saved in",
                         first_ + begin);
}

void InvertedPool::Sizes::rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) {
    rooms.push_back(std::as_writable_bytes(loaded_.span().subspan(begin, end - begin)));
}

void InvertedPool::Rows::refuse(LocalVertex vertex) const {
    throw InputError("the saved list of samples of vertex {} holds what no list can hold", first() + vertex);
}

std::span<const std::byte> InvertedPool::Rows::body_of(LocalVertex v) const {
    const List* list = pool_.lists_.data() + pool_.entry(v);
    const Slab& slab = pool_.slab_of(v);
    if (list->dense != 0)
        return std::as_bytes(slab.bitmaps[list->last].span());
    return std::as_bytes(std::span(slab.stream.data() + list[0].place, slab.stream.data() + list[1].place));
}

void InvertedPool::Rows::lengths(std::uint64_t begin, std::span<std::uint32_t> out) const {
    CASCADE_CHECK(pool_.waiting_ == 0, "{} memberships wait", pool_.waiting_);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint32_t>(body_of(static_cast<LocalVertex>(begin + i)).size());
}

void InvertedPool::Rows::copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const {
    std::byte* to = out.data();
    for (auto v = static_cast<LocalVertex>(begin); v < end; ++v) {
        const std::span<const std::byte> body = body_of(v);
        if (!body.empty())
            std::memcpy(to, body.data(), body.size());
        to += body.size();
    }
}

/// Lengths wait where places will stand.
void InvertedPool::Rows::expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) {
    for (auto v = static_cast<LocalVertex>(begin); const std::uint32_t length : lengths)
        pool_.lists_[pool_.entry(v++)].place = length;
}

void InvertedPool::Rows::prepare() {
    parallel_for(threads_, pool_.slabs_.size(), 1, [&](std::size_t slab, std::size_t, int) { prepare_slab(slab); });
}

void InvertedPool::Rows::prepare_slab(std::size_t index) {
    Slab& slab = pool_.slabs_[index];
    const auto first = static_cast<LocalVertex>(index << pool_.slab_bits_);
    const LocalVertex end = end_in_slab(first, pool_.vertices_);
    List* list = pool_.lists_.data() + pool_.entry(first);
    std::uint64_t place = 0;
    for (LocalVertex v = first; v < end; ++v, ++list) {
        const std::uint64_t length = list->place;
        const std::uint32_t size = sizes_[v];
        *list = {};
        list->place = place & kPlace;
        if (size != Sizes::kDenseMark) {
            if ((size == 0) != (length == 0))
                refuse(v);
            list->count = size;
            place += length;
            continue;
        }
        const std::uint64_t words = length / sizeof(std::uint64_t);
        if (length % sizeof(std::uint64_t) != 0 || words > (samples_ + 63) / 64)
            refuse(v);
        list->dense = 1;
        list->last = static_cast<std::uint32_t>(slab.bitmaps.size());
        slab.bitmaps.emplace_back(words);
    }
    list->place = place & kPlace;
    slab.stream = BigArray<std::uint8_t>(place + gap_code::kSlack);
}

LocalVertex InvertedPool::Rows::end_in_slab(LocalVertex v, std::uint64_t end) const {
    const std::uint64_t slab_end = ((std::uint64_t{v} >> pool_.slab_bits_) + 1) << pool_.slab_bits_;
    return static_cast<LocalVertex>(std::min(slab_end, end));
}

void InvertedPool::Rows::rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) {
    for (auto v = static_cast<LocalVertex>(begin); v < end;) {
        Slab& slab = pool_.slabs_[v >> pool_.slab_bits_];
        const std::span<std::byte> stream = std::as_writable_bytes(slab.stream.span());
        const List* list = pool_.lists_.data() + pool_.entry(v);
        const LocalVertex last = end_in_slab(v, end);
        const List* const behind = list + (last - v);
        std::uint64_t from = list->place;
        for (; !slab.bitmaps.empty() && list < behind; ++list)
            if (list->dense != 0) {
                rooms.push_back(stream.subspan(from, list->place - from));
                rooms.push_back(std::as_writable_bytes(slab.bitmaps[list->last].span()));
                from = list->place;
            }
        rooms.push_back(stream.subspan(from, behind->place - from));
        v = last;
    }
}

void InvertedPool::Rows::take(std::uint64_t begin, std::uint64_t end) {
    std::uint64_t ids = 0;
    for (auto v = static_cast<LocalVertex>(begin); v < end;) {
        const LocalVertex last = end_in_slab(v, end);
        const std::uint8_t* const stream = pool_.slab_of(v).stream.data();
        List* list = pool_.lists_.data() + pool_.entry(v);
        const std::uint8_t* const end_of_range = stream + list[last - v].place;
        for (; v < last; ++v, ++list) {
            if (list->dense == 0 && list->count == 0)
                continue;
            const std::uint32_t taken = list->dense != 0 ? take_bitmap(v) : take_frames(list, stream, end_of_range);
            if (taken == 0)
                refuse(v);
            ids += taken;
        }
    }
    std::atomic_ref(pool_.encoded_).fetch_add(ids, std::memory_order_relaxed);
}

std::uint32_t InvertedPool::Rows::take_frames(List* list, const std::uint8_t* stream,
                                              const std::uint8_t* end_of_range) {
    const std::uint8_t* const begin = stream + list[0].place;
    const std::uint8_t* const end = stream + list[1].place;
    const bool slack = static_cast<std::size_t>(end_of_range - end) >= gap_code::kSlack;
    const std::uint64_t last =
        slack ? last_of(begin, end, list->count, newer_) : last_of_last({begin, end}, list->count);
    list->last = static_cast<std::uint32_t>(last);
    return last < samples_ ? list->count : 0;
}

std::uint32_t InvertedPool::Rows::take_bitmap(LocalVertex v) {
    List& list = pool_.lists_[pool_.entry(v)];
    const Words& bitmap = pool_.slab_of(v).bitmaps[list.last];
    const std::uint64_t ids =
        std::transform_reduce(bitmap.begin(), bitmap.end(), std::uint64_t{0}, std::plus{},
                              [](std::uint64_t word) { return static_cast<std::uint64_t>(std::popcount(word)); });
    const std::uint64_t last_bits = samples_ % 64;
    const bool beyond =
        last_bits != 0 && bitmap.size() == samples_ / 64 + 1 && bitmap[bitmap.size() - 1] >> last_bits != 0;
    return list.count = beyond ? 0 : static_cast<std::uint32_t>(ids);
}

} // namespace cascade
