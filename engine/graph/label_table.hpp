#pragma once
// A rank's labels while it reads text: every label gets a number when it is met first, and edges hold the numbers.
//
// One table for all threads of the rank, cut into shards by the label's hash, each with a lock of its own: a table a
// thread would hold well-connected labels once a thread. A slot of the open addressing is 8 bytes, 32 bits of the hash
// and the label's place in its shard; bytes are compared wherever these bits agree, so two labels of one hash are two
// labels. Numbers count through the shards (place times shards plus shard) and so stay small: blocks of edges keep them
// in 4 bytes. They depend on which thread came first and mean nothing outside; only the labels' order does.

#include "engine/core/types.hpp"
#include "engine/graph/label_list.hpp"

#include <functional>
#include <memory>
#include <mutex>

namespace cascade {

class LabelTable {
public:
    using Hash = std::uint64_t (*)(std::string_view);

    explicit LabelTable(Hash hash = [](std::string_view label) -> std::uint64_t {
        return std::hash<std::string_view>{}(label);
    });

    /// The number of `label`; `check` is called before a new one is taken in, and may throw. For any thread.
    template <class F>
    OriginalId number_of(std::string_view label, F&& check) {
        const std::uint64_t hash = mixed(hash_(label));
        Shard& shard = shards_[hash % kShards];
        const std::lock_guard lock(shard.guard);
        std::uint64_t at = shard.place_of(label, hash);
        if (shard.slots[at] == 0) {
            check();
            at = shard.take_in(label, hash, at);
        }
        const std::uint64_t index = (shard.slots[at] & kIndexMask) - 1;
        return static_cast<OriginalId>(index * kShards + hash % kShards);
    }

    std::uint64_t size() const;  ///< labels
    std::uint64_t bound() const; ///< all numbers are below
    /// The label of a number.
    std::string_view operator[](OriginalId number) const {
        const auto n = static_cast<std::uint64_t>(number);
        return shards_[n % kShards].labels[n / kShards];
    }
    /// All numbers, in ascending order of the labels' bytes.
    std::vector<OriginalId> numbers_by_label(int threads) const;

private:
    static constexpr std::uint64_t kShards = 256;
    static constexpr std::uint64_t kIndexMask = ~std::uint32_t{0};

    struct alignas(64) Shard {
        std::mutex guard;
        std::vector<std::uint64_t> slots = std::vector<std::uint64_t>(16); ///< a power of two; 0: free
        LabelList labels;

        /// The slot that holds `label` or is free for it.
        std::uint64_t place_of(std::string_view label, std::uint64_t hash) const;
        /// Adds a label whose free slot is `at`; returns the slot it has then.
        std::uint64_t take_in(std::string_view label, std::uint64_t hash, std::uint64_t at);
        void grow();
    };

    static std::uint64_t mixed(std::uint64_t hash) {
        hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15;
        return hash ^ hash >> 29;
    }

    Hash hash_;
    std::unique_ptr<Shard[]> shards_;
};

} // namespace cascade
