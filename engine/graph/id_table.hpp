#pragma once
// Which original ids occur on this rank, and where each stands among them in ascending order.
//
// Where the ids span little more than their number, a bitmap with running counts: 16 bytes for 64 ids, one cache line a
// look-up, no sort at all. Otherwise a hash table with open addressing whose keys are sorted at the end; it is cut into
// as many shards as threads, each filled by one thread that scans all edges and takes the ids that hash to its shard.

#include "engine/graph/edge_list.hpp"

#include <cstdint>
#include <vector>

namespace cascade {

class IdTable {
public:
    /// All ids of `edges`, members included.
    IdTable(int threads, const EdgeList& edges);

    std::uint64_t size() const { return size_; }
    /// The ids, ascending.
    std::vector<OriginalId> ids(int threads) const;

    /// The position of `id`, which must be in the table, among the ids.
    std::uint64_t index_of(OriginalId id) const {
        if (!words_.empty()) {
            const std::uint64_t at = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(low_);
            const Word& word = words_[at / 64];
            return word.before +
                   static_cast<std::uint64_t>(__builtin_popcountll(word.bits & ((std::uint64_t{1} << at % 64) - 1)));
        }
        const std::uint64_t hash = hash_of(id);
        const Shard& shard = shards_[shard_of(hash)];
        return shard.slots[shard.place_of(id, hash)].index - 1;
    }

private:
    struct Word {
        std::uint64_t bits, before;
    };
    struct Slot {
        OriginalId id;
        std::uint64_t index; ///< plus one; 0: free
    };
    struct Shard {
        BigArray<Slot> slots; ///< a power of two
        std::uint64_t used = 0;

        /// The slot that holds `id` or is free for it.
        std::uint64_t place_of(OriginalId id, std::uint64_t hash) const {
            std::uint64_t at = hash & (slots.size() - 1);
            while (slots[at].index != 0 && slots[at].id != id)
                at = (at + 1) & (slots.size() - 1);
            return at;
        }
        void insert(OriginalId id, std::uint64_t hash);
    };

    static std::uint64_t hash_of(OriginalId id) {
        auto x = static_cast<std::uint64_t>(id);
        x = (x ^ x >> 32) * 0x9e3779b97f4a7c15;
        x = (x ^ x >> 29) * 0xd6e8feb86659fd93;
        return x ^ x >> 32;
    }
    std::uint64_t shard_of(std::uint64_t hash) const { return (hash >> 32) * shards_.size() >> 32; }

    void fill_words(int threads, const EdgeList& edges, std::uint64_t span);
    void fill_shards(int threads, const EdgeList& edges);

    OriginalId low_ = 0;
    BigArray<Word> words_;
    std::vector<Shard> shards_;
    std::vector<OriginalId> sorted_; ///< the ids of the shards
    std::uint64_t size_ = 0;
};

} // namespace cascade
