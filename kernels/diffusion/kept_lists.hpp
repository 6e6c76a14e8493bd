#pragma once
// Room for what is kept of the lists of a block of worlds: taken in one direction, given back all at once.
//
// Chunks stay from block to block, each as large as all before it, so that a list lies in one piece and no list ever moves.

#include "engine/core/big_array.hpp"
#include "kernels/diffusion/wide_rows.hpp"

#include <algorithm>
#include <vector>

namespace cascade {

class KeptLists {
public:
    /// No more than so many bytes are taken from the system.
    explicit KeptLists(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

    /// Room for `masks` masks, on a line of cache; null where there is none.
    WideMask* reserve(std::size_t masks) {
        const std::size_t bytes = masks * sizeof(WideMask);
        std::size_t chunk = chunk_;
        std::size_t used = used_;
        while (chunk < chunks_.size() && used + bytes > chunks_[chunk].size()) {
            ++chunk;
            used = 0;
        }
        if (chunk == chunks_.size() && !add_chunk(bytes))
            return nullptr; // shorter lists may still find room
        chunk_ = chunk;
        used_ = used;
        return reinterpret_cast<WideMask*>(chunks_[chunk_].data() + used_);
    }
    /// Of what was reserved last, so many are used.
    void take(std::size_t masks) { used_ += masks * sizeof(WideMask); }
    void clear() { chunk_ = used_ = 0; }

private:
    static constexpr std::size_t kSmallest = std::size_t{1} << 20, kLargest = std::size_t{1} << 26;

    bool add_chunk(std::size_t least) {
        const std::size_t bytes =
            std::max(least, std::min(std::clamp(held_, kSmallest, kLargest), most_bytes_ - held_));
        if (bytes > most_bytes_ - held_)
            return false;
        try {
            chunks_.emplace_back(bytes);
        } catch (const MemoryError&) {
            most_bytes_ = held_; // the system has less than was allowed
            return false;
        }
        held_ += bytes;
        return true;
    }

    std::size_t most_bytes_; ///< never below held_
    std::vector<BigArray<std::byte>> chunks_;
    std::size_t held_ = 0;  ///< bytes of all chunks
    std::size_t chunk_ = 0; ///< the one in use
    std::size_t used_ = 0;  ///< bytes of it
};

} // namespace cascade
