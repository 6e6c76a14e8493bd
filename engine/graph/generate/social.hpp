#pragma once
// A social test bed: power-law degrees with planted communities, a Chung–Lu graph (Chung, Lu: "Connected components in
// random graphs with given expected degree sequences", 2002) in which most heads come from the tail's own community.
//
// Vertex j (before ids are permuted) has weight (j + x0)^(-13/17), taken as the integral of x^(-13/17) over one unit:
// expected degrees then follow a power law of exponent 1 + 17/13 = 2.31. That exponent is chosen because its inverse
// distribution function is y -> y^(17/4), uniform y: four products and two square roots, which IEEE arithmetic rounds
// the same on every machine, where `pow` does not. x0 is the least shift that keeps every expected degree below
// sqrt(2 edges), the largest for which the model's pairs have probabilities at most one.
//
// Community of j is j mod C, so that all have about the same size and the same law of degrees. Edge i draws its tail
// by weight; its head, with probability 1 - mixing, by weight among the tail's community (the same integral in steps
// of C), otherwise among all. Loops and repeated pairs fall out later, mostly around the busiest vertices.

#include "engine/core/big_array.hpp"
#include "engine/graph/generate/arc_source.hpp"
#include "engine/graph/generate/permutation.hpp"

namespace cascade {

struct SocialOptions {
    VertexId vertices = 0;         ///< at least 1
    std::uint64_t edges = 0;       ///< drawn
    std::uint64_t communities = 0; ///< 1 … vertices
    double mixing = 0.3;           ///< share of edges whose head is drawn from all vertices
};

class SocialSource {
public:
    SocialSource(std::uint64_t random_seed, const SocialOptions& options);

    PlainArc operator()(std::uint64_t i) const {
        const RandomBlock words = random_block(key_, i, 0, 0);
        const VertexId tail = member(all_, words[0], 0, 1, options_.vertices);
        const VertexId head = global_.fires(words[1]) ? member(all_, words[2], 0, 1, options_.vertices)
                                                      : neighbour(tail % options_.communities, words[2]);
        return {permutation_(tail), permutation_(head)};
    }

    /// The community of a vertex is a property of its number before the permutation: for the tests.
    std::uint64_t communities() const { return options_.communities; }
    const Permutation& permutation() const { return permutation_; }

private:
    /// Where y runs so that y^(17/4) runs over the members of a community.
    struct Range {
        double low, high;
    };

    static double spread(double y); ///< y^(17/4)
    static double root(double x);   ///< y with y^(17/4) = x, to the last place
    double share_of_first(double shift) const;
    double least_shift() const;

    /// The member number of a uniform word among first, first + step, …
    VertexId member(const Range& range, std::uint64_t word, VertexId first, VertexId step, VertexId count) const;
    VertexId neighbour(std::uint64_t community, std::uint64_t word) const {
        const VertexId count = (options_.vertices - community - 1) / options_.communities + 1;
        return community +
               options_.communities * member(ranges_[community], word, community, options_.communities, count);
    }

    RandomKey key_;
    SocialOptions options_;
    Threshold global_;
    Permutation permutation_;
    double shift_;
    Range all_;
    BigArray<Range> ranges_; ///< one a community
};

} // namespace cascade
