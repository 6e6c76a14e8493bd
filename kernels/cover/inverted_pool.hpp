#pragma once
// The pool of RR sets, inverted: for each vertex of this rank's selection range the samples it belongs to.
//
// Memberships arrive in portions, wait as pairs and are merged into one offset array and one array of 4-byte sample ids
// when a fair share has gathered, so that merging costs a constant number of copies a membership. The order within a
// list depends on arrival and means nothing.

#include "engine/core/big_array.hpp"
#include "kernels/sampling/rr_sets.hpp"

namespace cascade {

class InvertedPool {
public:
    /// Lists for `vertices` vertices.
    explicit InvertedPool(LocalVertex vertices) : offsets_(std::size_t{vertices} + 1) {}

    void append(std::vector<Membership> portion);
    /// Merges what still waits; lists are complete until the next append.
    void settle();

    LocalVertex vertices() const { return static_cast<LocalVertex>(offsets_.size() - 1); }
    std::uint64_t memberships() const { return offsets_[offsets_.size() - 1] + waiting_count_; }
    std::span<const std::uint32_t> samples_of(LocalVertex v) const {
        return {samples_.data() + offsets_[v], static_cast<std::size_t>(offsets_[v + 1] - offsets_[v])};
    }
    std::size_t bytes() const { return offsets_.bytes() + samples_.bytes() + waiting_count_ * sizeof(Membership); }

private:
    BigArray<std::uint64_t> offsets_;
    BigArray<std::uint32_t> samples_;
    std::vector<std::vector<Membership>> waiting_; ///< portions not yet merged
    std::uint64_t waiting_count_ = 0;
};

} // namespace cascade
