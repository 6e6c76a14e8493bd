#pragma once
// Means over simulated worlds against the exact ones of all worlds, on as many random graphs of at most 14 arcs as wanted.
//
// Every graph gives a deviation in standard errors. None may be far out, and together they may not lean to one side:
// neither their sum nor the number of those above 0 may be more than 4 standard errors from what chance gives.

#include "kernels/reference/exact_spread.hpp"
#include "kernels/reference/step_models.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

namespace cascade::testing {

/// A model, how its arcs are seen by the reference, and what is expected of one of its counts in the end.
struct ExactQuestion {
    std::string_view name;
    ForwardOptions options; ///< but the random seed
    /// The expected count from seeds 0 and 1 on a graph of weighted arcs; in-weights sum to less than 1.
    std::function<double(const SmallGraph&)> exact;
    std::string_view level = ""; ///< the count; none: vertices active
    double acceptance = 1;       ///< of every vertex
};

inline std::vector<VertexId> exact_seeds() {
    return {0, 1};
}

/// What live-arc worlds give, vertices active at hop d weighing `weight_of(d)`.
template <class Arcs, class Weight>
std::function<double(const SmallGraph&)> over_live_arcs(Model model, Arcs arcs, Weight weight_of) {
    return [=](const SmallGraph& shape) {
        const auto spread = reference::exact_spread(arcs(shape), model, exact_seeds());
        double sum = 0;
        for (std::size_t d = 0; d < spread.newly_active.size(); ++d)
            sum += spread.newly_active[d] * weight_of(d);
        return sum;
    };
}
template <class Arcs>
std::function<double(const SmallGraph&)> over_live_arcs(Model model, Arcs arcs) {
    return over_live_arcs(model, arcs, [](std::size_t) { return 1.0; });
}

/// What thresholds `wanted_of(graph)[v]` give where every vertex but the seeds is open with probability `acceptance`,
/// over all choices of who is.
template <class Arcs, class Wanted>
std::function<double(const SmallGraph&)> over_open_vertices(double acceptance, Arcs arcs, Wanted wanted_of) {
    return [=](const SmallGraph& shape) {
        const reference::Graph plain = arcs(shape);
        const std::vector<double> wanted = wanted_of(plain);
        double mean = 0;
        for (std::uint64_t open = 0; open < std::uint64_t{1} << shape.vertices;
             open += 4) { // seeds 0 and 1 are asked nothing
            double probability = 1;
            std::vector<double> here = wanted;
            for (VertexId v = 2; v < shape.vertices; ++v) {
                const bool is_open = (open >> v & 1) != 0;
                probability *= is_open ? acceptance : 1 - acceptance;
                here[v] = is_open ? wanted[v] : 1e9;
            }
            mean += probability * reference::threshold_world(plain, here, exact_seeds()).active.back();
        }
        return mean;
    };
}

/// In-weight of every vertex.
inline std::vector<double> in_weights(const reference::Graph& graph) {
    std::vector<double> sums(graph.vertices);
    for (const auto& arc : graph.arcs)
        sums[arc.v] += arc.p;
    return sums;
}

/// Deviation of one graph in standard errors, on rank 0 of all ranks together. Collective.
inline double deviation(const ExactQuestion& question, const SmallGraph& shape, std::uint64_t random_seed) {
    Context context = on_threads(1);
    const PartitionedGraph graph = replicated(world(), shape);
    std::vector<Admission::Acceptance> acceptance;
    for (VertexId v = 0; v < shape.vertices; ++v)
        acceptance.push_back({v, question.acceptance});
    const Admission admission(graph, {}, acceptance);
    ForwardOptions options = question.options;
    options.random_seed = random_seed;
    options.admission = question.acceptance < 1 ? &admission : nullptr;
    const ForwardResult result = run_forward(context, graph, options, exact_seeds());
    if (!world().is_root())
        return 0;
    const auto& hops = question.level.empty() ? result.active : level_of(result, question.level).hops;
    return distance(hops, hops.size() - 1, question.exact(shape));
}

/// Collective.
inline void expect_exact_means(const ExactQuestion& question, std::uint64_t graphs) {
    double sum = 0, farthest = 0;
    std::uint64_t above = 0, off = 0; // a graph that leaves nothing to chance is off by nothing
    for (std::uint64_t i = 0; i < graphs; ++i) {
        SmallGraph shape = random_directed(4 + i % 5, 8 + i % 7, 100 + i, true);
        for (Arc& arc : shape.arcs)
            arc.weight /= 8;                                // sums of at most 7 stay below 1
        const double z = deviation(question, shape, 1 + i); // the same seed would give all graphs the same words
        EXPECT_LT(std::abs(z), 4) << question.name << " on graph " << i;
        sum += z;
        above += z > 0;
        off += z != 0;
        farthest = std::max(farthest, std::abs(z));
    }
    if (!world().is_root())
        return;
    const auto count = static_cast<double>(off);
    const double lean = count == 0 ? 0 : sum / std::sqrt(count);
    const double sign = count == 0 ? 0 : (static_cast<double>(above) - count / 2) / std::sqrt(count / 4);
    fmt::print("{}: {} graphs, farthest {:.2f}, sum {:+.2f}, {} of {} above ({:+.2f} standard errors)\n", question.name,
               graphs, farthest, lean, above, off, sign);
    EXPECT_LT(std::abs(lean), 4) << question.name << " leans to one side";
    EXPECT_LT(std::abs(sign), 4) << question.name << ": the sign is systematic";
}

} // namespace cascade::testing
