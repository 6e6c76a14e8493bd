#pragma once
// Sets of what a sample has already reached.
//
// `VisitedSet` holds what one sample has reached among `universe` vertices. It starts as a hash table of half a kilobyte
// that lies in the object itself (open addressing, linear probing, at most half full; an entry is epoch << 32 | key, so
// that emptying is a new epoch), grows into one of its own and at last into a bitmap. Each sample starts small again: a
// large one must not leave the small ones that follow a table that falls out of cache. `VisitedPairs` holds 64-bit keys
// (slot, vertex) of a whole batch on one shard and is emptied by filling.

#include "kernels/diffusion/work_list.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace cascade {

class VisitedSet {
public:
    using Key = std::uint32_t;

    /// Keys lie below `universe`.
    explicit VisitedSet(std::uint64_t universe = std::uint64_t{1} << 32)
        : bitmap_words_(static_cast<std::size_t>((universe + 63) / 64)) {
        clear();
    }

    void clear() {
        if (as_bitmap_)
            std::fill(words_.begin(), words_.end(), 0); // no longer than it took to get here
        count_ = 0;
        use_table_or_bitmap(kFirstBits);
    }

    /// True when `key` was not in the set.
    bool insert(std::uint32_t key) {
        if (as_bitmap_) {
            std::uint64_t& word = words_[key / 64];
            const std::uint64_t before = word;
            word |= std::uint64_t{1} << (key % 64);
            return word != before;
        }
        std::uint64_t* const entries = table();
        const std::uint64_t wanted = epoch_ << 32 | key;
        for (std::size_t at = place(key);; at = (at + 1) & mask_) {
            const std::uint64_t entry = entries[at];
            if (entry == wanted)
                return false;
            if (entry >> 32 != epoch_) {
                entries[at] = wanted;
                if (++count_ * 2 > mask_)
                    grow();
                return true;
            }
        }
    }

private:
    static constexpr int kFirstBits = 6;
    static constexpr int kGrowthBits = 2;

    std::size_t place(std::uint32_t key) const {
        return static_cast<std::size_t>(key * 0x9e3779b97f4a7c15ULL >> shift_);
    }
    std::uint64_t* table() { return mask_ < first_.size() ? first_.data() : grown_.data(); }
    /// An empty table of 2^bits entries; or the bitmap, where that is not much larger.
    void use_table_or_bitmap(int bits) {
        const std::size_t entries = std::size_t{1} << bits;
        as_bitmap_ = bitmap_words_ <= (bits == kFirstBits ? entries : 2 * entries);
        if (as_bitmap_) {
            words_.resize(bitmap_words_);
            return;
        }
        if (entries > std::max(first_.size(), grown_.size()))
            grown_.resize(entries);
        mask_ = entries - 1;
        shift_ = 64 - bits;
        if (++epoch_ >> 32 != 0) {
            first_.fill(0);
            std::fill(grown_.begin(), grown_.end(), 0);
            epoch_ = 1;
        }
    }
    [[gnu::noinline]] void grow() {
        moving_.clear();
        for (std::size_t at = 0; at <= mask_; ++at)
            moving_.push_if(table()[at] >> 32 == epoch_, static_cast<std::uint32_t>(table()[at]));
        use_table_or_bitmap(64 - shift_ + kGrowthBits);
        if (as_bitmap_) {
            for (std::uint32_t key : moving_)
                words_[key / 64] |= std::uint64_t{1} << (key % 64);
            return;
        }
        for (std::uint32_t key : moving_) {
            std::size_t at = place(key);
            while (grown_[at] >> 32 == epoch_)
                at = (at + 1) & mask_;
            grown_[at] = epoch_ << 32 | key;
        }
    }

    bool as_bitmap_ = false;
    int shift_ = 0;
    std::uint64_t epoch_ = 0; ///< of the entries that count; below 2^32
    std::size_t mask_ = 0;
    std::size_t count_ = 0; ///< keys in the table
    std::size_t bitmap_words_;
    std::vector<std::uint64_t> grown_;
    std::vector<std::uint64_t> words_; ///< the bitmap; all zero while a table is in use
    WorkList<std::uint32_t> moving_;   ///< keys on their way into another table
    std::array<std::uint64_t, std::size_t{1} << kFirstBits> first_{};
};

class VisitedPairs {
public:
    using Key = std::uint64_t;

    void clear() {
        std::fill(entries_.begin(), entries_.end(), kEmpty);
        size_ = 0;
    }

    void prefetch(std::uint64_t key) const { __builtin_prefetch(entries_.data() + place(key), 1); }
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
