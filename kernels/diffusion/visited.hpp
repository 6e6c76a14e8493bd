#pragma once
// Sets of what a sample has already reached. Open addressing, linear probing, at most half full.
//
// `VisitedSet` holds 32-bit keys of one sample and empties in O(1): an entry is (epoch << 32 | key), and a new sample
// is a new epoch. `VisitedPairs` holds 64-bit keys (slot, vertex) of a whole batch on one shard and is emptied by
// filling.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace cascade {

class VisitedSet {
public:
    using Key = std::uint32_t;

    void clear() {
        size_ = 0;
        if (++epoch_ == 0) {
            std::fill(entries_.begin(), entries_.end(), 0);
            epoch_ = 1;
        }
    }

    /// True when `key` was not in the set.
    bool insert(std::uint32_t key) {
        const std::uint64_t wanted = std::uint64_t{epoch_} << 32 | key;
        for (std::size_t at = place(key);; at = (at + 1) & mask_) {
            const std::uint64_t entry = entries_[at];
            if (entry == wanted)
                return false;
            if (entry >> 32 != epoch_) {
                entries_[at] = wanted;
                if (++size_ * 2 > entries_.size())
                    grow();
                return true;
            }
        }
    }

private:
    std::size_t place(std::uint32_t key) const {
        return static_cast<std::size_t>(key * 0x9e3779b97f4a7c15ULL >> shift_);
    }
    void grow() {
        std::vector<std::uint64_t> old(entries_.size() * 2, 0);
        old.swap(entries_);
        mask_ = entries_.size() - 1;
        --shift_;
        for (std::uint64_t entry : old)
            if (entry >> 32 == epoch_) {
                std::size_t at = place(static_cast<std::uint32_t>(entry));
                while (entries_[at] >> 32 == epoch_)
                    at = (at + 1) & mask_;
                entries_[at] = entry;
            }
    }

    static constexpr int kFirstBits = 8;
    std::vector<std::uint64_t> entries_ = std::vector<std::uint64_t>(std::size_t{1} << kFirstBits, 0);
    std::size_t mask_ = (std::size_t{1} << kFirstBits) - 1;
    std::size_t size_ = 0;
    std::uint32_t epoch_ = 1;
    int shift_ = 64 - kFirstBits;
};

class VisitedPairs {
public:
    using Key = std::uint64_t;

    void clear() {
        std::fill(entries_.begin(), entries_.end(), kEmpty);
        size_ = 0;
    }

    /// True when `key` was not in the set; `key` is not all ones.
    bool insert(std::uint64_t key) {
        for (std::size_t at = place(key);; at = (at + 1) & (entries_.size() - 1)) {
            if (entries_[at] == key)
                return false;
            if (entries_[at] == kEmpty) {
                entries_[at] = key;
                if (++size_ * 2 > entries_.size())
                    grow();
                return true;
            }
        }
    }

private:
    static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};

    std::size_t place(std::uint64_t key) const {
        const std::uint64_t mixed = (key ^ key >> 31) * 0x9e3779b97f4a7c15ULL;
        return static_cast<std::size_t>(mixed >> (64 - std::countr_zero(entries_.size())));
    }
    void grow() {
        std::vector<std::uint64_t> old(entries_.size() * 2, kEmpty);
        old.swap(entries_);
        for (std::uint64_t entry : old)
            if (entry != kEmpty) {
                std::size_t at = place(entry);
                while (entries_[at] != kEmpty)
                    at = (at + 1) & (entries_.size() - 1);
                entries_[at] = entry;
            }
    }

    std::vector<std::uint64_t> entries_ = std::vector<std::uint64_t>(1024, kEmpty);
    std::size_t size_ = 0;
};

} // namespace cascade
