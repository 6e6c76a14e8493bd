#pragma once
// The roots of samples: uniform over 0..n-1, and consistent: when n grows by one, only about one root in n changes.
//
// FlipHash (Masson and Lee, arXiv 2402.17549, 2024). For n = 2^r the root is decided by the highest set bit e of an
// r-bit word u: the interval [2^e, 2^(e+1)) and a place in it drawn for that e alone; one more bit either moves the
// root into the new upper half or leaves it. For 2^(r-1) < n <= 2^r the choice for 2^r is taken when it is below n;
// otherwise candidates are drawn until one is below n, and one that falls into the lower half defers to the choice for
// 2^(r-1). Integers only; two pairs of random words, most often.

#include "engine/core/types.hpp"
#include "engine/random/ars.hpp"

#include <span>
#include <vector>

namespace cascade {

/// The roots of the samples first, first + 1, … among n >= 1 vertices.
void sample_roots(const RandomKey& key, SampleId first, VertexId n, std::span<VertexId> roots);

/// All ways to come to them that this processor can go, the fastest first.
std::vector<decltype(&sample_roots)> versions_of_sample_roots();

inline VertexId sample_root(const RandomKey& key, SampleId sample, VertexId n) {
    VertexId root = 0;
    sample_roots(key, sample, n, {&root, 1});
    return root;
}

} // namespace cascade
