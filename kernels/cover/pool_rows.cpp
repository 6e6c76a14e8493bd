#include "kernels/cover/pool_rows.hpp"

#include "engine/core/check.hpp"

#include <cstring>
#include <numeric>

namespace cascade {
namespace {

[[noreturn]] void refuse(VertexId vertex) {
    throw InputError("the saved list of samples of vertex {} holds what no list can hold", vertex);
}

/// Whether [begin, end) holds the frames of `count` ascending numbers that end with `last`. Reads up to
/// `gap_code::kSlack` bytes beyond the end.
bool is_list(const std::uint8_t* begin, const std::uint8_t* end, std::uint32_t count, std::uint32_t last) {
    const std::uint8_t* at = begin;
    for (std::uint32_t frames = count / gap_code::kFrame; frames > 0; --frames) {
        if (at >= end || *at > 32)
            return false;
        at += 1 + *at;
    }
    const std::uint32_t rest = count % gap_code::kFrame;
    if (rest > 0 && (at >= end || end[-1] > 32))
        return false;
    if (at > end || static_cast<std::size_t>(end - at) != gap_code::tail_bytes(end, count))
        return false;
    std::uint32_t largest = 0;
    bool ascending = true;
    gap_code::for_each(begin, end, count, [&](std::uint32_t id) {
        ascending &= id >= largest;
        largest = id;
    });
    return ascending && largest == last;
}

} // namespace

std::span<const std::byte> InvertedPool::Rows::body_of(LocalVertex v) const {
    const List* list = pool_.lists_.data() + pool_.entry(v);
    const Slab& slab = pool_.slab_of(v);
    if (list->dense != 0)
        return std::as_bytes(slab.bitmaps[list->last].span());
    return std::as_bytes(std::span(slab.stream.data() + list[0].place, slab.stream.data() + list[1].place));
}

void InvertedPool::Rows::lengths(std::uint64_t begin, std::span<std::uint32_t> out) const {
    CASCADE_CHECK(pool_.waiting_ == 0, "{} memberships wait", pool_.waiting_);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto v = static_cast<LocalVertex>(begin + i);
        out[i] = pool_.count_of(v) == 0 ? 0 : static_cast<std::uint32_t>(sizeof(Head) + body_of(v).size());
    }
}

void InvertedPool::Rows::copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const {
    std::byte* to = out.data();
    for (auto v = static_cast<LocalVertex>(begin); v < end; ++v) {
        const List& list = pool_.lists_[pool_.entry(v)];
        if (list.count == 0)
            continue;
        const Head head{list.count, list.dense != 0 ? kDenseMark : list.last};
        std::memcpy(to, &head, sizeof head);
        to += sizeof head;
        const std::span<const std::byte> body = body_of(v);
        std::memcpy(to, body.data(), body.size());
        to += body.size();
    }
}

void InvertedPool::Rows::clear() {
    pool_ = InvertedPool(pool_.vertices_);
    filling_ = 0;
    stream_.clear();
}

void InvertedPool::Rows::take(std::uint64_t begin, std::span<const std::uint32_t> lengths,
                              std::span<const std::byte> bytes) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (lengths[i] > bytes.size() - at)
            refuse(first_ + begin + i);
        take_row(static_cast<LocalVertex>(begin + i), bytes.subspan(at, lengths[i]));
        at += lengths[i];
    }
}

void InvertedPool::Rows::take_row(LocalVertex v, std::span<const std::byte> row) {
    for (; filling_ < v >> pool_.slab_bits_; ++filling_)
        finish_slab(filling_);
    List& list = pool_.lists_[pool_.entry(v)];
    list = {};
    list.place = stream_.size() & (~std::uint64_t{0} >> 1);
    if (row.empty())
        return;
    Head head{};
    if (row.size() < sizeof head)
        refuse(first_ + v);
    std::memcpy(&head, row.data(), sizeof head);
    const std::span<const std::byte> body = row.subspan(sizeof head);
    list.count = head.count;
    list.last = head.last;
    pool_.encoded_ += head.count;
    if (head.last == kDenseMark)
        return take_bitmap(pool_.slabs_[filling_], list, body);
    const std::size_t begin = stream_.size();
    stream_.resize(begin + body.size() + gap_code::kSlack);
    std::memcpy(stream_.data() + begin, body.data(), body.size());
    const std::uint8_t* const from = stream_.data() + begin;
    if (head.count == 0 || head.last >= samples_ || !is_list(from, from + body.size(), head.count, head.last))
        refuse(first_ + v);
    stream_.resize(begin + body.size());
}

void InvertedPool::Rows::take_bitmap(Slab& slab, List& list, std::span<const std::byte> body) {
    const std::uint64_t words = body.size() / sizeof(std::uint64_t);
    const VertexId vertex = first_ + static_cast<VertexId>(&list - pool_.lists_.data()) - filling_;
    if (body.size() % sizeof(std::uint64_t) != 0 || words > (samples_ + 63) / 64)
        refuse(vertex);
    Words bitmap(words);
    std::memcpy(bitmap.data(), body.data(), body.size());
    const std::uint64_t ids =
        std::transform_reduce(bitmap.begin(), bitmap.end(), std::uint64_t{0}, std::plus{},
                              [](std::uint64_t word) { return static_cast<std::uint64_t>(std::popcount(word)); });
    const bool beyond = words == (samples_ + 63) / 64 && samples_ % 64 != 0 && bitmap[words - 1] >> samples_ % 64 != 0;
    if (ids != list.count || beyond)
        refuse(vertex);
    list.dense = 1;
    list.last = static_cast<std::uint32_t>(slab.bitmaps.size());
    slab.bitmaps.push_back(std::move(bitmap));
}

void InvertedPool::Rows::finish_slab(std::size_t slab) {
    const LocalVertex vertices = pool_.vertices_;
    const std::uint64_t end = std::min<std::uint64_t>((slab + 1) << pool_.slab_bits_, vertices);
    pool_.lists_[end + slab].place = stream_.size() & (~std::uint64_t{0} >> 1);
    BigArray<std::uint8_t> stream(stream_.size() + gap_code::kSlack);
    std::copy(stream_.begin(), stream_.end(), stream.begin());
    pool_.slabs_[slab].stream = std::move(stream);
    stream_.clear();
}

void InvertedPool::Rows::complete() {
    for (; filling_ < pool_.slabs_.size(); ++filling_)
        finish_slab(filling_);
    pool_.samples_ = samples_;
    stream_ = {};
}

} // namespace cascade
