#include "kernels/cover/inverted_pool.hpp"

#include <algorithm>

namespace cascade {

void InvertedPool::append(std::vector<Membership> portion) {
    constexpr std::uint64_t kFairShare = std::uint64_t{1} << 22;
    waiting_count_ += portion.size();
    waiting_.push_back(std::move(portion));
    if (waiting_count_ >= std::max<std::uint64_t>(kFairShare, samples_.size() / 4))
        settle();
}

void InvertedPool::settle() {
    if (waiting_count_ == 0)
        return;
    BigArray<std::uint64_t> offsets(offsets_.size());
    for (const auto& portion : waiting_)
        for (const Membership item : portion)
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
    for (auto& portion : waiting_) {
        for (const Membership item : portion)
            samples[offsets_[item.vertex]++] = item.sample;
        portion = {};
    }
    offsets_ = std::move(offsets);
    samples_ = std::move(samples);
    waiting_.clear();
    waiting_count_ = 0;
}

} // namespace cascade
