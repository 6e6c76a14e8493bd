#include "kernels/cover/likely_trios.hpp"

#include "engine/random/draw.hpp"

#include <algorithm>
#include <tuple>

namespace cascade {
namespace {

/// Positions among the candidates; the third is the second where there are two.
struct Trio {
    std::uint64_t worth;
    std::size_t a, b, c;
};

} // namespace

std::vector<std::vector<Priced>> likely_trios(const Rivalry& rivalry, std::uint64_t budget, std::uint32_t k,
                                              std::size_t most) {
    const std::vector<Priced>& all = rivalry.candidates;
    std::vector<Trio> trios;
    for (std::size_t a = 0; a < all.size(); ++a)
        for (std::size_t b = a + 1; b < all.size(); ++b) {
            if (all[a].cost > budget || all[b].cost > budget - all[a].cost)
                continue;
            const std::uint64_t left = budget - all[a].cost - all[b].cost;
            const std::uint64_t pair = all[a].gain + rivalry.after[a][b - a - 1];
            trios.push_back({pair, a, b, b});
            for (std::size_t c = b + 1; c < all.size() && k > 2; ++c)
                if (all[c].cost <= left && all[c].gain > 0) {
                    const uint128 kept =
                        uint128{rivalry.after[a][c - a - 1]} * rivalry.after[b][c - b - 1] / all[c].gain;
                    trios.push_back({pair + static_cast<std::uint64_t>(kept), a, b, c});
                }
        }
    const auto better = [](const Trio& one, const Trio& other) {
        return std::tie(other.worth, one.a, one.b, one.c) < std::tie(one.worth, other.a, other.b, other.c);
    };
    const std::size_t count = std::min(most, trios.size());
    std::partial_sort(trios.begin(), trios.begin() + static_cast<std::ptrdiff_t>(count), trios.end(), better);
    std::vector<std::vector<Priced>> sets;
    for (std::size_t i = 0; i < count; ++i) {
        sets.push_back({all[trios[i].a], all[trios[i].b]});
        if (trios[i].c != trios[i].b)
            sets.back().push_back(all[trios[i].c]);
    }
    return sets;
}

} // namespace cascade
