#include "engine/graph/id_table.hpp"

#include "engine/runtime/parallel.hpp"

#include <atomic>
#include <bit>
#include <optional>

namespace cascade {
namespace {

/// Calls `f(id)` for both ends of every edge of a block.
template <class F>
void for_each_end(const EdgeBlock& block, F&& f) {
    const auto base = static_cast<std::uint64_t>(block.base);
    for (const NarrowPair& pair : block.narrow) {
        f(static_cast<OriginalId>(base + pair.u));
        f(static_cast<OriginalId>(base + pair.v));
    }
    for (const WidePair& pair : block.wide) {
        f(static_cast<OriginalId>(base + pair.u));
        f(static_cast<OriginalId>(base + pair.v));
    }
}

struct Extent {
    OriginalId low = std::numeric_limits<OriginalId>::max();
    OriginalId high = std::numeric_limits<OriginalId>::min();

    void add(OriginalId id) {
        low = std::min(low, id);
        high = std::max(high, id);
    }
    std::uint64_t span() const { return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low); }
};

/// Bounds on all ids from what blocks know of themselves; nothing where one knows too little.
std::optional<Extent> known_extent(const EdgeList& edges) {
    Extent all;
    for (const EdgeBlock& block : edges.blocks) {
        if (block.base != 0 || block.reach >= kNarrowVertices)
            return std::nullopt;
        all.add(0);
        all.add(static_cast<OriginalId>(block.reach));
    }
    for (OriginalId id : edges.members)
        all.add(id);
    return all;
}

/// Smallest and largest id, over threads.
Extent extent_of(int threads, const EdgeList& edges) {
    std::vector<Extent> each(static_cast<std::size_t>(std::max(threads, 1)));
    parallel_for(threads, edges.blocks.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        Extent extent;
        for (std::size_t b = begin; b < end; ++b)
            for_each_end(edges.blocks[b], [&](OriginalId id) { extent.add(id); });
        Extent& mine = each[static_cast<std::size_t>(thread)];
        mine.low = std::min(mine.low, extent.low);
        mine.high = std::max(mine.high, extent.high);
    });
    Extent all;
    for (const Extent& extent : each) {
        all.low = std::min(all.low, extent.low);
        all.high = std::max(all.high, extent.high);
    }
    for (OriginalId id : edges.members)
        all.add(id);
    return all;
}

} // namespace

IdTable::IdTable(int threads, const EdgeList& edges) {
    std::uint64_t ends = edges.members.size();
    for (const EdgeBlock& block : edges.blocks)
        ends += 2 * block.size();
    if (ends == 0)
        return;
    const auto is_near = [&](const Extent& extent) { return extent.span() <= 16 * ends + (std::uint64_t{1} << 20); };
    std::optional<Extent> extent = known_extent(edges);
    if (!extent || !is_near(*extent))
        extent = extent_of(threads, edges);
    low_ = extent->low;
    if (is_near(*extent))
        fill_words(threads, edges, extent->span());
    else
        fill_shards(threads, edges);
}

void IdTable::fill_words(int threads, const EdgeList& edges, std::uint64_t span) {
    words_ = BigArray<Word>(span / 64 + 1);
    const auto add = [&](OriginalId id) {
        const std::uint64_t at = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(low_);
        const std::uint64_t bit = std::uint64_t{1} << at % 64;
        const std::atomic_ref<std::uint64_t> bits(words_[at / 64].bits);
        if ((bits.load(std::memory_order_relaxed) & bit) == 0) // most ids are met many times: look before writing
            bits.fetch_or(bit, std::memory_order_relaxed);
    };
    parallel_for(threads, edges.blocks.size(), 1, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t b = begin; b < end; ++b)
            for_each_end(edges.blocks[b], add);
    });
    for (OriginalId id : edges.members)
        add(id);
    for (Word& word : words_) {
        word.before = size_;
        size_ += static_cast<std::uint64_t>(std::popcount(word.bits));
    }
}

void IdTable::Shard::insert(OriginalId id, std::uint64_t hash) {
    const std::uint64_t place = place_of(id, hash);
    if (slots[place].index != 0)
        return;
    slots[place] = {id, 1};
    if (++used * 2 <= slots.size())
        return;
    Shard larger;
    larger.slots = BigArray<Slot>(slots.size() * 2);
    for (const Slot& slot : slots)
        if (slot.index != 0)
            larger.slots[larger.place_of(slot.id, hash_of(slot.id))] = slot;
    slots = std::move(larger.slots);
}

void IdTable::fill_shards(int threads, const EdgeList& edges) {
    shards_.resize(static_cast<std::size_t>(std::max(threads, 1)));
    std::vector<std::vector<OriginalId>> found(shards_.size());
    parallel_region(threads, [&](int thread) {
        const auto s = static_cast<std::size_t>(thread);
        Shard& shard = shards_[s];
        shard.slots = BigArray<Slot>(1024);
        const auto add = [&](OriginalId id) {
            const std::uint64_t hash = hash_of(id);
            if (shard_of(hash) == s)
                shard.insert(id, hash);
        };
        for (const EdgeBlock& block : edges.blocks)
            for_each_end(block, add);
        for (OriginalId id : edges.members)
            add(id);
        for (const Slot& slot : shard.slots)
            if (slot.index != 0)
                found[s].push_back(slot.id);
        std::sort(found[s].begin(), found[s].end());
    });
    for (std::vector<OriginalId>& ids : found) {
        const auto middle = static_cast<std::ptrdiff_t>(sorted_.size());
        sorted_.insert(sorted_.end(), ids.begin(), ids.end());
        std::inplace_merge(sorted_.begin(), sorted_.begin() + middle, sorted_.end());
        ids = {};
    }
    size_ = sorted_.size();
    parallel_for(threads, size_, 4096, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i) {
            const std::uint64_t hash = hash_of(sorted_[i]);
            Shard& shard = shards_[shard_of(hash)];
            shard.slots[shard.place_of(sorted_[i], hash)].index = i + 1;
        }
    });
}

std::vector<OriginalId> IdTable::ids(int threads) const {
    if (words_.empty())
        return sorted_;
    std::vector<OriginalId> result(size_);
    parallel_for(threads, words_.size(), 4096, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t w = begin; w < end; ++w) {
            std::uint64_t at = words_[w].before;
            for (std::uint64_t bits = words_[w].bits; bits != 0; bits &= bits - 1)
                result[at++] = static_cast<OriginalId>(static_cast<std::uint64_t>(low_) + w * 64 +
                                                       static_cast<std::uint64_t>(std::countr_zero(bits)));
        }
    });
    return result;
}

} // namespace cascade
