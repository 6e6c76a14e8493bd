#pragma once
// What producers do, as distributions over worlds: adopters by generation, and by hop who tries and how often.
//
// A world has died out by hop h when nobody tries after it, by generation g when it has nobody of generation g + 1. The
// reproduction number of generation g is the mean of its successors over the mean of its members; what is kept of two
// generations together gives their covariance, and so the interval.

#include "kernels/diffusion/hop_counts.hpp"
#include "kernels/diffusion/quotient.hpp"

namespace cascade {

/// Complete on rank 0, empty elsewhere.
struct ProducerResult {
    std::vector<Distribution> adopters;          ///< [generation]
    std::vector<Distribution> with_next;         ///< [generation]: of it and of the next one
    std::vector<Distribution> trying;            ///< [hop]: vertices that try in the hop after it
    std::vector<Distribution> tries;             ///< [hop]: made up to it
    std::vector<Distribution> producers;         ///< [hop]: vertices that tried more than once up to it
    std::vector<Distribution> tries_with_active; ///< [hop]: tries and active vertices, both up to it
};

/// [generation]: members of the next one for each of its own, the means over worlds divided.
std::vector<Quotient> reproduction_numbers(const ProducerResult& result);

/// Tries for each vertex that was active in the end, the means over worlds divided; `active` of the last hop.
Quotient tries_per_adopter(const ProducerResult& result, const Distribution& active);

class ProducerCounts {
public:
    /// Blocks of ProducerLaw.
    void add(int threads, std::span<const BlockCounts> blocks);
    /// Collective; as for an archive.
    void state(const Communicator& world, Archive& archive);
    /// Collective.
    ProducerResult result(const Communicator& world);

private:
    HopCounts generations_{2}; ///< of a generation; of it and the next, with a last row of nobody
    HopCounts hops_{4};        ///< trying, tries, producers, tries and active
};

} // namespace cascade
