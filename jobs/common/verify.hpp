#pragma once
// --verify: the answer of a run held against the serial reference.
//
// Rank 0 gathers the whole graph, arc by arc with its probability, and simulates it from the same seeds with
// kernels/reference: one world after the other, forward, by the definitions, with another generator. Nothing of the
// sampling, the layouts, the exchange or the seeds' hits is shared. Two estimates of one number differ by chance: more
// than five standard errors of the difference (less than once in a million runs) is a bug, and the run ends with 70
// before anything is written. The reference goes on until it is as exact as the run, 16,384 worlds at most.

#include "jobs/common/verb.hpp"
#include "kernels/diffusion/forward.hpp"
#include "kernels/influence/spread.hpp"

namespace cascade {

/// Before a digit: the vertices of a generation, of those whose producers are counted.
inline constexpr std::string_view kGenerationPrefix = "generation_";

/// A mean of the run that the reference is to meet.
struct Measured {
    std::string_view name; ///< "active", a level of the model, or what producers do
    double mean = 0;
    double standard_error = 0;
};

/// What the reference said to it; rank 0.
struct Verified {
    std::string_view name;
    double mean = 0, standard_error = 0; ///< of the reference
    double apart = 0;                    ///< of the two means, in standard errors of their difference
};

/// How far two estimates lie apart, in standard errors; numbers that chance has no part in are equal or infinitely apart.
double standard_errors_apart(const Measured& mine, double mean, double standard_error);

/// --verify, of verbs that spread from seeds.
std::vector<OptionSpec> with_verify(std::vector<OptionSpec> own);

/// Without --verify nothing. The spread that samples gave, on the graph and further layers; adds the key `verify` to `summary`, a list of what was held
/// against the reference. InternalError on every rank when it is too far from it. Collective.
void verify_spread(Job& job, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                   std::span<const Layer> layers, const Audience& audience, std::span<const VertexId> seeds,
                   const SpreadInterval& spread, nlohmann::ordered_json& summary);

/// The same for the last hop of simulated worlds of each seed set; distributions count on rank 0, the model's `levels`
/// belong to the first set. Collective.
void verify_forward(Job& job, const PartitionedGraph& graph, const ForwardOptions& how,
                    std::span<const std::vector<VertexId>> sets, std::span<const std::vector<Distribution>> active,
                    std::span<const HopLevel> levels, nlohmann::ordered_json& summary);

} // namespace cascade
