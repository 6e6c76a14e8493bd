#pragma once
// Greedy maximum coverage by the book: k times, count for every vertex the samples it would newly cover, take the
// largest; ties go to the most out-arcs, then to the smallest original id. O(k x memberships), no lazy evaluation, no inverted lists.
//
// At every prefix the k largest marginals are added up, which bounds the coverage of any k seeds from above together
// with what the prefix covers (Tang, Tang, Xiao, Yuan, SIGMOD'18, equation 10).

#include "engine/core/types.hpp"

#include <span>
#include <vector>

namespace cascade::reference {

struct GreedyCover {
    std::vector<VertexId> seeds;                  ///< min(k, n) vertices in order of choice; zero gains included
    std::vector<std::uint64_t> gains;             ///< samples newly covered by each seed
    std::vector<std::uint64_t> covered;           ///< [i] samples covered by the first i seeds, i = 0 … seeds
    std::vector<std::uint64_t> largest_marginals; ///< [i] sum of the k largest gains left after the first i seeds
};

/// `samples[j]` lists the vertices of sample j; a vertex may be repeated. `original_ids` has n entries or, identity, none;
/// `out_degrees` n or, all alike, none.
GreedyCover greedy_cover(VertexId vertices, const std::vector<std::vector<VertexId>>& samples, std::size_t k,
                         std::span<const OriginalId> original_ids = {},
                         std::span<const std::uint32_t> out_degrees = {});

} // namespace cascade::reference
