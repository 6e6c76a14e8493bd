#pragma once
// Audiences as formulas, what seeds are worth to one by reverse samples, and seeds chosen for one.

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection.hpp"
#include "tests/support/machines.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace cascade::testing {

/// An audience: what v counts, and phi(d).
struct Wish {
    std::string_view name;
    std::function<double(VertexId)> weight;
    std::function<double(unsigned)> phi;
    std::function<void(Audience&)> hops;
    double at_seed = 1;
};

inline double alike(VertexId) {
    return 1;
}
inline double some(VertexId v) {
    return v % 3 == 0 ? 0 : 0.75 * static_cast<double>(v);
}

inline Wish within_hops(std::string_view name, std::uint32_t h) {
    return {name, alike, [h](unsigned d) { return d <= h ? 1.0 : 0.0; }, [h](Audience& a) { a.hops.limit(h); }};
}

inline std::vector<Wish> wishes() {
    const std::vector<double> factors = {1, 0.6, 0.3, 0};
    const auto phi = [=](unsigned d) { return d == 0 ? 1 : factors[std::min<std::size_t>(d, factors.size()) - 1]; };
    const auto falling = [=](Audience& audience) { audience.hops = HopWorth::of_factors(factors); };
    const auto power = [](Audience& audience) { audience.hops = HopWorth::geometric(0.7, 100); };
    return {within_hops("one hop", 1),
            within_hops("two hops", 2),
            {"worth by hop", alike, phi, falling},
            {"quality", alike, [](unsigned d) { return std::pow(0.7, d + 1); }, power, 0.7},
            {"weights", some, [](unsigned) { return 1.0; }, [](Audience&) {}},
            {"weights by hop", some, phi, falling},
            {"weights and quality", some, [](unsigned d) { return std::pow(0.7, d + 1); }, power, 0.7}};
}

inline Audience audience_of(const PartitionedGraph& graph, const Wish& wish) {
    std::vector<double> weights;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v)
        weights.push_back(wish.weight(graph.to_global(v)));
    Audience audience(RootLaw(graph, weights));
    wish.hops(audience);
    audience.at_seed = wish.at_seed;
    return audience;
}

/// What `seeds` are worth to an audience. Collective.
inline SpreadInterval measured(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                               const Audience& audience, const std::vector<VertexId>& seeds, std::uint64_t random_seed,
                               double precision) {
    SpreadOptions options;
    options.explore.key = {random_seed, Domain::estimation};
    options.audience = &audience;
    options.question = HitQuestion::any;
    options.precision = precision;
    const std::vector<std::vector<VertexId>> classes = {seeds};
    return measure_spread(context, graph, arcs, options, classes).prefix.front();
}
inline SpreadInterval measured(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                               const Wish& wish, const std::vector<VertexId>& seeds, std::uint64_t random_seed,
                               double precision) {
    const LiveArcs arcs(context, graph, diffusion, Direction::in);
    return measured(context, graph, arcs, audience_of(graph, wish), seeds, random_seed, precision);
}

inline constexpr double kChosenEpsilon = 0.05;

/// k seeds chosen for an audience, on one rank, from as many samples as the certificate needs or so many; the certificate
/// fails once in a million times. Collective.
inline SelectionResult chosen(const SmallGraph& shape, const DiffusionOptions& diffusion, const Wish& wish,
                              std::uint32_t k, std::uint64_t random_seed, std::uint64_t samples = 0) {
    return on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        const LiveArcs arcs(context, graph, diffusion, Direction::in);
        const Audience audience = audience_of(graph, wish);
        SelectionOptions options;
        options.k = k;
        options.epsilon = kChosenEpsilon;
        options.settle = 0.001;
        options.delta = 1e-6;
        options.precision = 0.02;
        options.random_seed = random_seed;
        if (samples > 0) {
            options.algorithm = SelectionAlgorithm::fixed;
            options.samples = samples;
        }
        options.audience = &audience;
        options.candidates = Bitmap(graph.selection_count());
        for (LocalVertex v = 0; v < graph.selection_count(); ++v)
            options.candidates.set(v);
        return select_seeds(context, graph, arcs, options);
    });
}

/// Calls take(seeds) for all sets of k out of n vertices.
template <class Take>
void for_all_sets(VertexId n, std::uint32_t k, Take&& take) {
    std::vector<bool> in(n);
    std::fill(in.begin(), in.begin() + k, true);
    do {
        std::vector<VertexId> seeds;
        for (VertexId v = 0; v < n; ++v)
            if (in[v])
                seeds.push_back(v);
        take(seeds);
    } while (std::prev_permutation(in.begin(), in.end()));
}

/// The best of all sets of k, by `worth`.
template <class Worth>
double best_of(VertexId n, std::uint32_t k, Worth&& worth) {
    double best = 0;
    for_all_sets(n, k, [&](const std::vector<VertexId>& seeds) { best = std::max(best, worth(seeds)); });
    return best;
}

/// What greedy by the book chooses, by `worth`.
template <class Worth>
double greedy_of(VertexId n, std::uint32_t k, Worth&& worth) {
    std::vector<VertexId> seeds;
    double reached = 0;
    for (std::uint32_t i = 0; i < k; ++i) {
        std::vector<double> with(n);
        for (VertexId v = 0; v < n; ++v) {
            seeds.push_back(v);
            with[v] = worth(seeds);
            seeds.pop_back();
        }
        const auto best = std::max_element(with.begin(), with.end());
        seeds.push_back(static_cast<VertexId>(best - with.begin()));
        reached = *best;
    }
    return reached;
}

} // namespace cascade::testing
