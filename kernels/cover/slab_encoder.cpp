#include "kernels/cover/slab_encoder.hpp"

#include "kernels/cover/sort_ids.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr std::uint64_t kDensity = 16;                   ///< a bitmap holds one sample in so many
constexpr std::uint32_t kDenseAtLeast = 1024;            ///< ids that make a density certain enough
constexpr std::uint64_t kPlace = ~std::uint64_t{0} >> 1; ///< the bits of a place in the stream

/// Copies and may write up to `kSlack` bytes more; most lists are too short for a call.
void copy_with_slack(std::uint8_t* to, const std::uint8_t* from, std::size_t size) {
    static_assert(gap_code::kSlack >= 16);
    if (size > 128) {
        std::memcpy(to, from, size);
        return;
    }
    for (std::size_t i = 0; i < size; i += 16)
        std::memcpy(to + i, from + i, 16);
}

void set(std::span<std::uint64_t> words, std::uint32_t id) {
    words[id / 64] |= std::uint64_t{1} << (id % 64);
}

} // namespace

void InvertedPool::SlabEncoder::encode(std::size_t slab_index) {
    slab_index_ = slab_index;
    first_ = static_cast<LocalVertex>(slab_index << pool_.slab_bits_);
    count_ = std::min<LocalVertex>(LocalVertex{1} << pool_.slab_bits_, pool_.vertices_ - first_);
    lists_ = pool_.lists_.data() + pool_.entry(first_);
    slab_ = &pool_.slabs_[slab_index];
    gather();
    if (ids_.empty())
        return;
    changes_.clear();
    written_ = 0;
    for (LocalVertex v = 0; v < count_; ++v)
        if (const auto fresh = newcomers(v); !fresh.empty())
            renew(v, fresh);
    assemble();
}

/// Calls f(batch, begin, end) for each run of waiting memberships of the slab.
template <class F>
void InvertedPool::SlabEncoder::for_each_run(F&& f) const {
    const std::size_t slabs = pool_.slabs_.size();
    for (const Batch& batch : pool_.batches_)
        for (std::size_t run = slab_index_; run < batch.ends.size(); run += slabs)
            f(batch, run == 0 ? 0 : batch.ends[run - 1], batch.ends[run]);
}

void InvertedPool::SlabEncoder::gather() {
    ends_.assign(std::size_t{count_} + 1, 0);
    for_each_run([&](const Batch& batch, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            ++ends_[std::size_t{batch.vertices[i]} + 1];
    });
    for (LocalVertex v = 0; v < count_; ++v)
        ends_[v + 1] += ends_[v];
    ids_.resize(ends_[count_]);
    for_each_run([&](const Batch& batch, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            ids_[ends_[batch.vertices[i]]++] = batch.samples[i];
    });
}

std::span<std::uint32_t> InvertedPool::SlabEncoder::newcomers(LocalVertex v) {
    const std::size_t begin = v == 0 ? 0 : ends_[v - 1];
    return std::span(ids_).subspan(begin, ends_[v] - begin);
}

template <class F>
void InvertedPool::SlabEncoder::for_each_old(LocalVertex v, F&& f) const {
    pool_.for_each(first_ + v, f);
}

/// Dense lists stay bitmaps at half the density, so that none goes back and forth.
bool InvertedPool::SlabEncoder::to_be_dense(const List& list, std::uint64_t count) const {
    if (list.dense != 0)
        return 2 * kDensity * count >= pool_.samples_;
    return count >= kDenseAtLeast && kDensity * count >= pool_.samples_;
}

/// Decides and writes what is new of v's list.
void InvertedPool::SlabEncoder::renew(LocalVertex v, std::span<std::uint32_t> fresh) {
    List& list = lists_[v];
    changes_.push_back({v, 0, 0});
    sort_ids(fresh, buffer_);
    const std::uint64_t count = std::uint64_t{list.count} + fresh.size();
    if (to_be_dense(list, count)) {
        enter_bitmap(v, fresh);
    } else if (list.dense != 0 || (list.count > 0 && fresh.front() < list.last)) {
        rewrite(v, fresh);
    } else {
        changes_.back().kept = bytes_of(v);
        lengthen(v, fresh);
    }
    list.count = static_cast<std::uint32_t>(count);
}

void InvertedPool::SlabEncoder::enter_bitmap(LocalVertex v, std::span<const std::uint32_t> fresh) {
    List& list = lists_[v];
    if (list.dense == 0) {
        slab_->bitmaps.emplace_back();
        grow(slab_->bitmaps.back());
        for_each_old(v, [&](std::uint32_t id) { set(slab_->bitmaps.back().span(), id); });
        list.last = static_cast<std::uint32_t>(slab_->bitmaps.size() - 1);
        list.dense = 1;
    }
    Words& words = slab_->bitmaps[list.last];
    grow(words);
    for (const std::uint32_t id : fresh)
        set(words.span(), id);
}

void InvertedPool::SlabEncoder::grow(Words& words) const {
    const std::size_t size = (pool_.samples_ + 63) / 64;
    if (size <= words.size())
        return;
    Words larger(size);
    std::copy(words.begin(), words.end(), larger.begin());
    words = std::move(larger);
}

/// The whole list anew.
void InvertedPool::SlabEncoder::rewrite(LocalVertex v, std::span<const std::uint32_t> fresh) {
    joined_.clear();
    for_each_old(v, [&](std::uint32_t id) { joined_.push_back(id); });
    const auto old = static_cast<std::ptrdiff_t>(joined_.size());
    joined_.insert(joined_.end(), fresh.begin(), fresh.end());
    std::inplace_merge(joined_.begin(), joined_.begin() + old, joined_.end());
    List& list = lists_[v];
    if (list.dense != 0)
        slab_->bitmaps[list.last] = {};
    list.dense = 0;
    write(list, 0);
}

/// New frames behind the old ones; the tail, if there is one, is opened and written again with what follows it.
void InvertedPool::SlabEncoder::lengthen(LocalVertex v, std::span<const std::uint32_t> fresh) {
    List& list = lists_[v];
    const std::uint8_t* end = slab_->stream.data() + lists_[v + 1].place;
    const std::uint32_t rest = list.count % gap_code::kFrame;
    joined_.clear();
    joined_.resize(rest);
    std::uint32_t base = list.last;
    if (rest > 0) {
        const std::size_t tail = gap_code::tail_bytes(end, list.count);
        for (std::uint32_t i = rest; i-- > 0;) {
            joined_[i] = base;
            base -= gap_code::gap_at(end - tail, end[-1], i);
        }
        changes_.back().kept -= tail;
    }
    joined_.insert(joined_.end(), fresh.begin(), fresh.end());
    write(list, base);
}

/// What was joined, as the new bytes of the list that changed last.
void InvertedPool::SlabEncoder::write(List& list, std::uint32_t base) {
    const std::size_t most = written_ + gap_code::most_bytes(joined_.size());
    if (output_.size() < most)
        output_.resize(2 * most);
    std::uint8_t* const begin = output_.data() + written_;
    changes_.back().fresh = static_cast<std::size_t>(gap_code::write(begin, joined_, base) - begin);
    written_ += changes_.back().fresh;
    list.last = joined_.back();
}

/// Puts old and new bytes together in a stream of just their size.
void InvertedPool::SlabEncoder::assemble() {
    std::size_t size = lists_[count_].place;
    for (const Change& change : changes_)
        size = size + change.kept + change.fresh - bytes_of(change.vertex);
    BigArray<std::uint8_t> stream(size + gap_code::kSlack);
    output_.resize(std::max(output_.size(), written_ + gap_code::kSlack));
    std::uint8_t* to = stream.data();
    const std::uint8_t* fresh = output_.data();
    LocalVertex next = 0;
    for (const Change& change : changes_) {
        to = move_unchanged(next, change.vertex, stream.data(), to);
        const std::uint8_t* from = slab_->stream.data() + lists_[change.vertex].place;
        lists_[change.vertex].place = static_cast<std::uint64_t>(to - stream.data()) & kPlace;
        copy_with_slack(to, from, change.kept);
        to += change.kept;
        copy_with_slack(to, fresh, change.fresh);
        to += change.fresh;
        fresh += change.fresh;
        next = change.vertex + 1;
    }
    move_unchanged(next, count_, stream.data(), to);
    lists_[count_].place = size & kPlace;
    slab_->stream = std::move(stream);
}

/// The lists [v, end) as they are, to `to` of the new stream; returns where they end there.
std::uint8_t* InvertedPool::SlabEncoder::move_unchanged(LocalVertex v, LocalVertex end, std::uint8_t* stream,
                                                        std::uint8_t* to) {
    const std::uint64_t begin = lists_[v].place;
    const std::uint64_t size = lists_[end].place - begin;
    copy_with_slack(to, slab_->stream.data() + begin, size);
    const std::uint64_t shift = static_cast<std::uint64_t>(to - stream) - begin;
    for (; v < end; ++v)
        lists_[v].place = (lists_[v].place + shift) & kPlace;
    return to + size;
}

} // namespace cascade
