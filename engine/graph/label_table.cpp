#include "engine/graph/label_table.hpp"

#include "engine/core/error.hpp"
#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cascade {
namespace {

/// A label to be sorted: its first bytes as a number that orders as they do, and which it is.
struct SortKey {
    std::uint64_t front;
    OriginalId number;
};

std::uint64_t front_of(std::string_view label) {
    std::uint64_t front = 0;
    std::memcpy(&front, label.data(), std::min(label.size(), sizeof(front)));
    static_assert(std::endian::native == std::endian::little);
    return __builtin_bswap64(front);
}

} // namespace

LabelTable::LabelTable(Hash hash) : hash_(hash), shards_(std::make_unique<Shard[]>(kShards)) {}

std::uint64_t LabelTable::Shard::place_of(std::string_view label, std::uint64_t hash) const {
    const std::uint64_t mark = hash >> 32;
    std::uint64_t at = mark & (slots.size() - 1);
    while (slots[at] != 0 && (slots[at] >> 32 != mark || labels[(slots[at] & kIndexMask) - 1] != label))
        at = (at + 1) & (slots.size() - 1);
    return at;
}

std::uint64_t LabelTable::Shard::take_in(std::string_view label, std::uint64_t hash, std::uint64_t at) {
    if (labels.size() + 1 >= kIndexMask)
        throw InputError("one rank met about 2^40 labels, more than it can number; use more ranks");
    labels.push_back(label);
    slots[at] = (hash >> 32 << 32) | labels.size();
    if (labels.size() * 2 <= slots.size())
        return at;
    grow();
    return place_of(label, hash);
}

void LabelTable::Shard::grow() {
    std::vector<std::uint64_t> larger(slots.size() * 2);
    for (const std::uint64_t slot : slots) {
        if (slot == 0)
            continue;
        std::uint64_t at = slot >> 32 & (larger.size() - 1);
        while (larger[at] != 0)
            at = (at + 1) & (larger.size() - 1);
        larger[at] = slot;
    }
    slots = std::move(larger);
}

std::uint64_t LabelTable::size() const {
    std::uint64_t labels = 0;
    for (std::uint64_t s = 0; s < kShards; ++s)
        labels += shards_[s].labels.size();
    return labels;
}

std::uint64_t LabelTable::bound() const {
    std::uint64_t longest = 0;
    for (std::uint64_t s = 0; s < kShards; ++s)
        longest = std::max<std::uint64_t>(longest, shards_[s].labels.size());
    return longest * kShards;
}

std::vector<OriginalId> LabelTable::numbers_by_label(int threads) const {
    std::vector<SortKey> keys;
    keys.reserve(size());
    for (std::uint64_t s = 0; s < kShards; ++s)
        for (std::uint64_t i = 0; i < shards_[s].labels.size(); ++i)
            keys.push_back({front_of(shards_[s].labels[i]), static_cast<OriginalId>(i * kShards + s)});
    const auto before = [&](const SortKey& a, const SortKey& b) {
        return a.front != b.front ? a.front < b.front : (*this)[a.number] < (*this)[b.number];
    };
    const auto parts = static_cast<std::size_t>(std::max(threads, 1));
    const auto cut = [&](std::size_t part) {
        return keys.begin() + static_cast<std::ptrdiff_t>(keys.size() * part / parts);
    };
    parallel_region(threads, [&](int thread) {
        const auto part = static_cast<std::size_t>(thread);
        std::sort(cut(part), cut(part + 1), before);
    });
    for (std::size_t part = 1; part < parts; ++part)
        std::inplace_merge(keys.begin(), cut(part), cut(part + 1), before);
    std::vector<OriginalId> numbers;
    numbers.reserve(keys.size());
    for (const SortKey& key : keys)
        numbers.push_back(key.number);
    return numbers;
}

} // namespace cascade
