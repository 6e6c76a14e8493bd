#include "kernels/cover/inverted_pool.hpp"

#include <algorithm>

namespace cascade {

void InvertedPool::append(std::span<const Membership> portion) {
    constexpr std::size_t kFairShare = std::size_t{1} << 22;
    waiting_.insert(waiting_.end(), portion.begin(), portion.end());
    if (waiting_.size() >= std::max<std::size_t>(kFairShare, samples_.size() / 2))
        settle();
}

void InvertedPool::settle() {
    if (waiting_.empty())
        return;
    BigArray<std::uint64_t> offsets(offsets_.size());
    for (const Membership item : waiting_)
        ++offsets[item.vertex + 1];
    for (std::size_t v = 1; v < offsets.size(); ++v)
        offsets[v] += offsets[v - 1] + (offsets_[v] - offsets_[v - 1]);
    BigArray<std::uint32_t> samples(offsets[offsets.size() - 1]);
    // `offsets_[v]` turns into the place of v's next new sample once its old list has been copied.
    for (std::size_t v = 0; v + 1 < offsets.size(); ++v) {
        const std::uint64_t old_begin = offsets_[v];
        const std::uint64_t old_size = offsets_[v + 1] - old_begin;
        std::copy_n(samples_.data() + old_begin, old_size, samples.data() + offsets[v]);
        offsets_[v] = offsets[v] + old_size;
    }
    for (const Membership item : waiting_)
        samples[offsets_[item.vertex]++] = item.sample;
    offsets_ = std::move(offsets);
    samples_ = std::move(samples);
    waiting_ = {};
}

} // namespace cascade
