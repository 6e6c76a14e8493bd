#pragma once
// How fast this machine's memory answers: the ceiling that sampling is measured against.
//
// Random reads take one word from each of many cache lines of a table larger than any cache. The line of read i is a
// hash of i, so that no read waits for another; with prefetch its address is known kAhead reads before its turn, which
// keeps as many lines under way as a core can. On huge pages a read costs one miss, on 4 KiB pages often a second one
// for the page table. The stream reads all words in order.
//
// Every word of the table holds its own position, so that a pass can be checked by its sum. Ranks work at the same
// time, each on a table of its own; a repetition lasts as long as its slowest rank, and the best one counts.

#include "engine/core/big_array.hpp"
#include "engine/runtime/context.hpp"

namespace cascade {

inline constexpr std::size_t kLineBytes = 64;

enum class PageChoice : std::uint8_t { huge, small };

/// One table a rank: word w holds w.
class LineTable {
public:
    static constexpr std::size_t kWords = kLineBytes / sizeof(std::uint64_t); ///< in a line

    /// `bytes` are rounded up to whole lines, at least one. MemoryError on every rank if one has no room. Collective.
    LineTable(Context& context, std::uint64_t bytes, PageChoice pages);

    std::span<const std::uint64_t> words() const { return words_.span(); }
    std::uint64_t lines() const { return words_.size() / kWords; }

private:
    BigArray<std::uint64_t> words_;
};

/// The best of some repetitions, over all ranks.
struct MemorySpeed {
    double per_second = 0;     ///< lines or bytes, all threads of all ranks together
    double per_cpu_second = 0; ///< the same for each second of CPU time: what a core does when others take its time
    std::uint64_t sum = 0;     ///< of the words one pass of this rank has read, modulo 2^64
};

/// Line of the read `i` in a table of `lines` lines.
inline std::uint64_t random_line(std::uint64_t i, std::uint64_t lines) {
    std::uint64_t x = (i + 1) * 0x9e3779b97f4a7c15;
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
    x ^= x >> 32;
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(x) * lines >> 64);
}

/// Reads of one word each from the lines random_line(0) to random_line(reads - 1), dealt to `threads` threads a rank.
/// Collective.
MemorySpeed random_read_speed(Context& context, const LineTable& table, int threads, std::uint64_t reads, bool prefetch,
                              int repetitions);

/// Bytes of the whole table read in order by `threads` threads a rank. Collective.
MemorySpeed stream_read_speed(Context& context, const LineTable& table, int threads, int repetitions);

} // namespace cascade
