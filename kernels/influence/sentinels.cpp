#include "kernels/influence/sentinels.hpp"

#include "engine/comm/collectives.hpp"

#include <algorithm>
#include <bit>

namespace cascade {

namespace {

/// Leading seeds that more samples would hardly change.
std::uint32_t steady_seeds(const ChoiceSoFar& choice) {
    // Seeds of 256 samples each lose some 0.3 % of the spread to better ones, those of 1,000 nothing that can be seen.
    const double many = 256 * (0.005 / std::clamp(choice.settle, 1e-4, 0.005));
    const double share = std::clamp(choice.settle, 1e-4, 0.1) / 2; // of what these seeds cover, that may be lost
    const double some = many / 8 * std::min(1.0, 0.0125 / share);  // the more, the sooner
    std::uint64_t covered = choice.cover.given_covered + choice.truncated;
    std::uint64_t of_few = 0; // what seeds of few samples add
    std::uint32_t count = 0;
    for (; count < choice.cover.gains.size(); ++count) {
        const std::uint64_t gain = choice.cover.gains[count];
        covered += gain;
        if (count < choice.sentinels || static_cast<double>(gain) >= many)
            continue;
        const double may_be_lost = share * static_cast<double>(covered - choice.cover.given_covered);
        if (count >= choice.before.size() ||
            static_cast<double>(choice.before[count]) + may_be_lost < static_cast<double>(covered))
            break;
        if (static_cast<double>(gain) < some)
            of_few += std::max<std::uint64_t>(gain, 1); // who is in no sample may add as much as who is in one
        if (static_cast<double>(of_few) > may_be_lost)  // so the first one has some
            break;
    }
    return count;
}

} // namespace

std::uint32_t settled_seeds(const ChoiceSoFar& choice) {
    const std::uint32_t steady = steady_seeds(choice);
    const auto least = choice.cover.least_bound();
    if (!least)
        return choice.sentinels;
    // What is left of the bound when only prefixes that contain this one count.
    std::uint64_t left = ~std::uint64_t{0};
    const auto bearable = [&] {
        return static_cast<double>(left) <= choice.slack * static_cast<double>(least->total()) ||
               choice.least_ratio * static_cast<double>(left) <= static_cast<double>(choice.cover.covered);
    };
    auto bound = choice.cover.bounds.rbegin();
    for (std::uint32_t prefix = static_cast<std::uint32_t>(choice.cover.gains.size()); prefix > choice.sentinels;
         prefix = std::bit_floor(prefix - 1)) {
        for (; bound != choice.cover.bounds.rend() && bound->prefix >= prefix; ++bound)
            left = std::min(left, bound->total());
        if (prefix <= steady && bearable())
            return prefix;
    }
    return choice.sentinels;
}

bool spares_work(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                 std::span<const VertexId> seeds) {
    const std::uint64_t all = all_reduce_sum(context.world, pool.memberships());
    return 4 * memberships_outside(context, graph, pool, samples, seeds) <= 3 * all;
}

} // namespace cascade
