#pragma once
// The root of a sample: uniform over 0..n-1, and consistent: when n grows by one, only about one root in n changes.
//
// FlipHash (Masson and Lee, arXiv 2402.17549, 2024). For n = 2^r the root is decided by the highest set bit e of an
// r-bit word u: the interval [2^e, 2^(e+1)) and a place in it drawn for that e alone; one more bit either moves the
// root into the new upper half or leaves it. For 2^(r-1) < n <= 2^r the choice for 2^r is taken when it is below n;
// otherwise candidates are drawn until one is below n, and one that falls into the lower half defers to the choice for
// 2^(r-1). Integers only; one to three random blocks.

#include "engine/core/types.hpp"
#include "engine/random/philox.hpp"

#include <bit>

namespace cascade {

namespace detail {

inline constexpr std::uint64_t kRootPlace = ~std::uint64_t{0}; ///< vertex coordinate of root draws; no vertex has it

/// The choice for 2^bits given the sample's word u.
inline VertexId root_of_power(const RandomKey& key, SampleId sample, std::uint64_t u, int bits) {
    const std::uint64_t low = bits == 64 ? u : u & ((std::uint64_t{1} << bits) - 1);
    if (low == 0)
        return 0;
    const int e = static_cast<int>(std::bit_width(low)) - 1;
    const std::uint64_t place = random_block(key, sample, kRootPlace, 1 + static_cast<std::uint64_t>(e))[0];
    return (std::uint64_t{1} << e) + (place & ((std::uint64_t{1} << e) - 1));
}

} // namespace detail

/// The root of `sample` among n >= 1 vertices.
inline VertexId sample_root(const RandomKey& key, SampleId sample, VertexId n) {
    const int bits = static_cast<int>(std::bit_width(n - 1));
    const std::uint64_t u = random_block(key, sample, detail::kRootPlace, 0)[0];
    const VertexId choice = detail::root_of_power(key, sample, u, bits);
    if (choice < n)
        return choice;
    const std::uint64_t half = std::uint64_t{1} << (bits - 1);
    for (std::uint64_t attempt = 0;; ++attempt) {
        const std::uint64_t candidate =
            random_block(key, sample, detail::kRootPlace, 100 + attempt)[0] & (half + (half - 1));
        if (candidate < half)
            return detail::root_of_power(key, sample, u, bits - 1);
        if (candidate < n)
            return candidate;
    }
}

} // namespace cascade
