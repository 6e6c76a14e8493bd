#pragma once
// Sets of what a sample has already reached.
//
// `VisitedLanes` holds what each of 64 samples in flight has reached among `universe` vertices. A set starts as a hash
// table of a quarter of a kilobyte (open addressing, linear probing, at most half full), grows into a larger one and at last
// into a bitmap. Each sample starts small again: a large one must not leave the small ones that follow a table that falls out
// of cache. A key lies where it is hashed to or soon behind, where one register can look at eight places in a row
// (wide_steps.hpp); so a table has eight places behind those that keys are hashed to. `VisitedPairs` holds 64-bit keys
// (slot, vertex) of a whole batch on one shard and is emptied by filling.

#include "kernels/diffusion/work_list.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace cascade {

class VisitedLanes {
public:
    static constexpr std::uint32_t kLanes = 64;
    static constexpr std::uint32_t kNone = ~std::uint32_t{0}; ///< an empty place
    static constexpr std::uint32_t kHashed = 0x9e3779b9;      ///< a key lies behind key x kHashed mod 2^32 >> shift
    static constexpr std::size_t kInARow = 8;

    /// Keys lie below `universe`, which is below 2^32.
    explicit VisitedLanes(std::uint64_t universe) : bitmap_words_(static_cast<std::size_t>((universe + 63) / 64)) {
        for (std::uint32_t lane = 0; lane < kLanes; ++lane)
            clear(lane);
    }

    void clear(std::uint32_t lane) {
        if (is_bitmap(lane))
            std::fill(large_[lane].bitmap.begin(), large_[lane].bitmap.end(), 0); // no longer than it took to get here
        use(lane, kFirstBits);
    }

    /// True when `key` was not in the set of this lane.
    bool insert(std::uint32_t lane, std::uint32_t key) {
        if (is_bitmap(lane)) {
            std::uint64_t& word = large_[lane].bitmap[key / 64];
            const std::uint64_t before = word;
            word |= std::uint64_t{1} << (key % 64);
            return word != before;
        }
        std::uint32_t* const end = tables_[lane] + places(lane);
        for (std::uint32_t* entry = tables_[lane] + (key * kHashed >> shifts_[lane]);;) {
            if (*entry == key)
                return false;
            if (*entry == kNone) {
                *entry = key;
                has_more(lane, 1);
                return true;
            }
            if (++entry == end)
                entry = tables_[lane];
        }
    }

    /// Null where the set is a bitmap.
    std::uint32_t* const* tables() const { return tables_.data(); }
    const std::uint64_t* shifts() const { return shifts_.data(); }
    /// After `count` keys, 0 or 1, were stored in the table of this lane; true when its keys lie elsewhere now.
    bool has_more(std::uint32_t lane, std::uint32_t count) {
        counts_[lane] += count;
        if (counts_[lane] <= limits_[lane]) [[likely]]
            return false;
        grow(lane);
        return true;
    }

    VisitedLanes(const VisitedLanes&) = delete;
    VisitedLanes& operator=(const VisitedLanes&) = delete;

private:
    static constexpr int kFirstBits = 6;
    static constexpr int kGrowthBits = 2;

    /// What a lane uses once it is large.
    struct Large {
        std::vector<std::uint32_t> table;
        std::vector<std::uint64_t> bitmap; ///< all zero while a table is in use
    };
    using FirstRow = std::uint32_t __attribute__((vector_size(4 * kInARow), may_alias));
    static constexpr std::size_t kFirstRows = (std::size_t{1} << kFirstBits) / kInARow + 1;
    struct FirstTable {
        FirstRow rows[kFirstRows];
    };

    /// Row by row: of a loop a compiler makes a call that takes longer.
    template <std::size_t... kRow>
    static void empty(FirstTable& table, std::index_sequence<kRow...>) {
        ((table.rows[kRow] = FirstRow{} + kNone), ...);
    }
    bool is_bitmap(std::uint32_t lane) const { return tables_[lane] == nullptr; }
    int bits(std::uint32_t lane) const { return 32 - static_cast<int>(shifts_[lane]); }
    std::size_t places(std::uint32_t lane) const { return (std::size_t{1} << bits(lane)) + kInARow; }
    /// An empty table for 2^bits places; or the bitmap, where that is not much larger.
    void use(std::uint32_t lane, int bits) {
        const std::size_t entries = std::size_t{1} << bits;
        const bool first = bits == kFirstBits;
        counts_[lane] = 0;
        limits_[lane] = static_cast<std::uint32_t>(entries / 2 - 1);
        shifts_[lane] = static_cast<std::uint64_t>(32 - bits);
        if (bitmap_words_ <= (first ? entries / 2 : entries)) {
            tables_[lane] = nullptr;
            large_[lane].bitmap.resize(bitmap_words_);
            return;
        }
        if (first) {
            empty(first_[lane], std::make_index_sequence<kFirstRows>());
            tables_[lane] = reinterpret_cast<std::uint32_t*>(first_[lane].rows);
            return;
        }
        std::vector<std::uint32_t>& table = large_[lane].table;
        if (entries + kInARow > table.size())
            table.resize(entries + kInARow);
        std::fill_n(table.begin(), entries + kInARow, kNone);
        tables_[lane] = table.data();
    }
    [[gnu::noinline]] void grow(std::uint32_t lane) {
        const std::size_t before = places(lane);
        moving_.resize(before);
        std::uint32_t* const keys = moving_.begin();
        std::size_t count = 0;
        for (std::size_t at = 0; at < before; ++at) {
            keys[count] = tables_[lane][at];
            count += keys[count] != kNone;
        }
        use(lane, bits(lane) + kGrowthBits);
        counts_[lane] = static_cast<std::uint32_t>(count);
        if (is_bitmap(lane)) {
            std::uint64_t* const words = large_[lane].bitmap.data();
            for (std::size_t i = 0; i < count; ++i)
                words[keys[i] / 64] |= std::uint64_t{1} << (keys[i] % 64);
            return;
        }
        std::uint32_t* const table = tables_[lane];
        std::uint32_t* const end = table + places(lane);
        const auto shift = shifts_[lane];
        for (std::size_t i = 0; i < count; ++i) {
            std::uint32_t* entry = table + (keys[i] * kHashed >> shift);
            while (*entry != kNone)
                entry = entry + 1 == end ? table : entry + 1;
            *entry = keys[i];
        }
    }

    std::size_t bitmap_words_;
    alignas(64) std::array<std::uint32_t*, kLanes> tables_{};
    std::array<std::uint64_t, kLanes> shifts_{};
    std::array<std::uint32_t, kLanes> counts_{}; ///< keys in the table
    std::array<std::uint32_t, kLanes> limits_{}; ///< with more of them it grows
    std::array<FirstTable, kLanes> first_;
    std::array<Large, kLanes> large_;
    WorkList<std::uint32_t> moving_; ///< keys on their way into another table
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
