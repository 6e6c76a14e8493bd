#include "kernels/roofline/memory_speed.hpp"

#include "engine/comm/agree.hpp"
#include "engine/runtime/parallel.hpp"

#include <array>
#include <chrono>
#include <vector>

namespace cascade {
namespace {

constexpr std::size_t kAhead = 64; ///< reads known before their turn; a power of two

std::uint64_t sum_at_random(const std::uint64_t* words, std::uint64_t lines, std::uint64_t begin, std::uint64_t end) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = begin; i < end; ++i)
        sum += words[random_line(i, lines) * LineTable::kWords];
    return sum;
}

std::uint64_t sum_prefetched(const std::uint64_t* words, std::uint64_t lines, std::uint64_t begin, std::uint64_t end) {
    std::array<const std::uint64_t*, kAhead> ring{};
    const auto announce = [&](std::uint64_t i) {
        const std::uint64_t* place = words + random_line(i, lines) * LineTable::kWords;
        __builtin_prefetch(place);
        ring[i % kAhead] = place;
    };
    const std::uint64_t first = std::min<std::uint64_t>(end, begin + kAhead);
    for (std::uint64_t i = begin; i < first; ++i)
        announce(i);
    std::uint64_t sum = 0;
    std::uint64_t i = begin;
    for (; i + kAhead < end; ++i) {
        sum += *ring[i % kAhead];
        announce(i + kAhead);
    }
    for (; i < end; ++i)
        sum += *ring[i % kAhead];
    return sum;
}

std::uint64_t sum_in_order(const std::uint64_t* words, std::uint64_t begin, std::uint64_t end) {
    std::uint64_t sum = 0;
    for (std::uint64_t w = begin; w < end; ++w)
        sum += words[w];
    return sum;
}

/// Deals [0, count) evenly to the threads and times `pass(begin, end)`, which gives a sum; `units` is what a rank's
/// pass counts for. Collective.
template <class Pass>
MemorySpeed best_of(Context& context, int threads, std::uint64_t count, double units, int repetitions, Pass&& pass) {
    MemorySpeed best;
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(threads));
    const auto share = [&](int thread) {
        const auto t = static_cast<std::uint64_t>(thread);
        const auto all = static_cast<std::uint64_t>(threads);
        return count / all * t + count % all * t / all;
    };
    const double all_units = units * context.world.size();
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        context.world.barrier();
        const double cpu_began = Timers::process_cpu_seconds();
        const auto began = std::chrono::steady_clock::now();
        parallel_region(threads, [&](int thread) {
            sums[static_cast<std::size_t>(thread)] = pass(share(thread), share(thread + 1));
        });
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
        const double cpu = Timers::process_cpu_seconds() - cpu_began;
        best.per_second = std::max(best.per_second, all_units / all_reduce_max(context.world, wall.count()));
        best.per_cpu_second = std::max(best.per_cpu_second, all_units / all_reduce_sum(context.world, cpu));
    }
    for (std::uint64_t sum : sums)
        best.sum += sum;
    return best;
}

} // namespace

LineTable::LineTable(Context& context, std::uint64_t bytes, PageChoice pages) {
    const std::uint64_t lines = std::max<std::uint64_t>(1, bytes / kLineBytes + (bytes % kLineBytes > 0 ? 1 : 0));
    words_ = agree(context.world, [&] { return BigArray<std::uint64_t>(lines * kWords); });
    if (pages == PageChoice::small) // nothing has been touched yet, so this settles all of it
        ::madvise(words_.data(), words_.bytes(), MADV_NOHUGEPAGE);
    parallel_for(context.threads, words_.size(), std::size_t{1} << 20, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t w = begin; w < end; ++w)
            words_[w] = w;
    });
}

MemorySpeed random_read_speed(Context& context, const LineTable& table, int threads, std::uint64_t reads, bool prefetch,
                              int repetitions) {
    const std::uint64_t* words = table.words().data();
    const std::uint64_t lines = table.lines();
    return best_of(
        context, threads, reads, static_cast<double>(reads), repetitions, [&](std::uint64_t begin, std::uint64_t end) {
            return prefetch ? sum_prefetched(words, lines, begin, end) : sum_at_random(words, lines, begin, end);
        });
}

MemorySpeed stream_read_speed(Context& context, const LineTable& table, int threads, int repetitions) {
    const std::span<const std::uint64_t> words = table.words();
    return best_of(context, threads, words.size(), static_cast<double>(words.size_bytes()), repetitions,
                   [&](std::uint64_t begin, std::uint64_t end) { return sum_in_order(words.data(), begin, end); });
}

} // namespace cascade
